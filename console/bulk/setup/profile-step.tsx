import { Anchor, Button, Group, Paper, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useState } from 'react'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { focusFirst } from '../../ui/form.ts'
import { UserInput } from '../list/user-input.tsx'

export type ProfileValues = {
  name: string
  description: string
  withoutToken: boolean
  userName: string
  attributesFollowList: boolean
}

type Props = {
  form: UseFormReturnType<ProfileValues>
  /** Whether there is a token is said once, when the bulk enrollment is made. */
  isNew: boolean
  error: Error | null
  busy: boolean
  onSubmit: (values: ProfileValues) => void
}

/** I3, I4, I12, I21: what the list is called, whether it has a token, and who uses its devices. */
export function ProfileStep({ form, isNew, error, busy, onSubmit }: Props) {
  const [describing, setDescribing] = useState(form.values.description !== '')
  return (
    <form onSubmit={form.onSubmit(onSubmit, focusFirst(form))} noValidate>
      <Stack gap="md" maw={640}>
        <Paper withBorder p="md">
          <Stack gap="md">
            <TextInput label={t('bulk.name')} required data-autofocus {...form.getInputProps('name')} />
            {describing ? (
              <Textarea
                label={t('bulk.about')}
                description={t('bulk.about.hint')}
                autosize
                minRows={2}
                {...form.getInputProps('description')}
              />
            ) : (
              <Anchor
                component="button"
                type="button"
                style={{ alignSelf: 'flex-start' }}
                onClick={() => setDescribing(true)}
              >
                {t('bulk.about.add')}
              </Anchor>
            )}
            <UserInput
              value={form.values.userName}
              onChange={(userName) => form.setFieldValue('userName', userName)}
              error={form.errors['userName'] as string | undefined}
            />
            <Switch
              label={t('bulk.without-token')}
              description={t('bulk.without-token.hint')}
              disabled={!isNew}
              {...form.getInputProps('withoutToken', { type: 'checkbox' })}
            />
            <Switch
              label={t('bulk.follow')}
              description={t('bulk.follow.hint')}
              {...form.getInputProps('attributesFollowList', { type: 'checkbox' })}
            />
          </Stack>
        </Paper>
        <ErrorMessage error={error} />
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            {t('bulk.setup.on')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
