import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { FirstRun } from '../../src/contract/admin.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { showFieldErrors, validateWith, withoutEmpty } from '../ui/form.ts'
import { DoorCard } from './door-card.tsx'
import { createFirstAdmin, sessionOptions } from './session-queries.ts'

const nobody = { token: '', username: '', displayName: '', password: '' }
const prepare = (values: typeof nobody) => ({ ...nobody, ...withoutEmpty(values) })

/** Makes the first administrator; only who sees the server's terminal has the token. */
export function FirstRunPage() {
  const navigate = useNavigate()
  const client = useQueryClient()
  const form = useForm({ initialValues: nobody, validate: validateWith(FirstRun, prepare) })
  const creation = useMutation({
    mutationFn: createFirstAdmin,
    onSuccess: (session) => {
      client.setQueryData(sessionOptions.queryKey, session)
      return navigate({ to: '/' })
    },
    onError: (error) => showFieldErrors(form, error),
  })
  return (
    <DoorCard title={t('first-run.title')}>
      <Text>{t('first-run.intro')}</Text>
      <form onSubmit={form.onSubmit((values) => creation.mutate(prepare(values)))} noValidate>
        <Stack gap="md">
          <TextInput
            label={t('first-run.token')}
            description={t('first-run.token.hint')}
            autoComplete="off"
            required
            {...form.getInputProps('token')}
          />
          <TextInput
            label={t('sign-in.username')}
            autoComplete="username"
            required
            {...form.getInputProps('username')}
          />
          <TextInput
            label={t('admins.display-name')}
            autoComplete="name"
            {...form.getInputProps('displayName')}
          />
          <PasswordInput
            label={t('sign-in.password')}
            description={t('admins.password.hint')}
            autoComplete="new-password"
            required
            visibilityToggleButtonProps={{ 'aria-label': t('sign-in.show-password') }}
            {...form.getInputProps('password')}
          />
          <ErrorMessage error={creation.error} />
          <Button type="submit" loading={creation.isPending}>
            {t('first-run.act')}
          </Button>
        </Stack>
      </form>
    </DoorCard>
  )
}
