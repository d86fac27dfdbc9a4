import { Button, Code, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { UserPasswordPut } from '../../src/contract/sign-on.ts'
import type { User } from '../../src/contract/user.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { FormActs } from '../ui/form-acts.tsx'
import { showFieldErrors, validateWith } from '../ui/form.ts'
import { notifyDone } from '../ui/notice.tsx'
import { generateUserPassword, setUserPassword } from './user-queries.ts'

type Asked = 'set' | 'generate' | 'remove'

/** Whether the user has a password here, and the ways to change that. */
export function UserPassword({ user }: { user: User }) {
  const mayWrite = useCan()('user:write')
  const [asked, ask] = useState<Asked>()
  const close = () => ask(undefined)
  const acts: Asked[] = user.hasPassword ? ['set', 'generate', 'remove'] : ['set', 'generate']
  return (
    <FactGroup
      title={t('user.sign-on')}
      actions={
        mayWrite && (
          <Group gap="xs">
            {acts.map((act) => (
              <Button key={act} variant="default" size="xs" onClick={() => ask(act)}>
                {t(`user.password.${act}`)}
              </Button>
            ))}
          </Group>
        )
      }
    >
      <Fact label={t('user.password')}>
        {user.hasPassword ? t('user.password.is-set') : t('user.password.none')}
      </Fact>
      {asked === 'set' && <SetPassword user={user} onClose={close} />}
      {asked === 'generate' && <GeneratePassword user={user} onClose={close} />}
      {asked === 'remove' && <RemovePassword user={user} onClose={close} />}
    </FactGroup>
  )
}

type Props = { user: User; onClose: () => void }

function SetPassword({ user, onClose }: Props) {
  const client = useQueryClient()
  const form = useForm({
    initialValues: { password: '' },
    validate: validateWith(UserPasswordPut, (values) => values),
  })
  const save = useMutation({
    mutationFn: ({ password }: { password: string }) => setUserPassword(user.id, password),
    onSuccess: () => {
      notifyDone(t('user.password.saved', { name: user.userName }))
      onClose()
      return client.invalidateQueries({ queryKey: ['user'] })
    },
    onError: (error) => showFieldErrors(form, error),
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('user.password.set.title', { name: user.userName })}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md">
          <PasswordInput
            label={t('admins.password')}
            description={t('user.password.hint')}
            autoComplete="new-password"
            required
            data-autofocus
            {...form.getInputProps('password')}
          />
          <FormActs error={save.error} saving={save.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  )
}

/** The password is shown this one time; until then the dialog is not closed by accident. */
function GeneratePassword({ user, onClose }: Props) {
  const client = useQueryClient()
  const name = user.userName
  const generation = useMutation({
    mutationFn: () => generateUserPassword(user.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['user'] }),
  })
  if (!generation.data)
    return (
      <Confirm
        opened
        onClose={onClose}
        title={t('user.password.generate.title', { name })}
        act={t('user.password.generate')}
        busy={generation.isPending}
        error={generation.error}
        onConfirm={() => generation.mutate()}
      >
        {t('user.password.generate.text', { name })}
      </Confirm>
    )
  const { password } = generation.data
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('user.password.once.title', { name })}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack gap="md">
        <Text role="alert">{t('user.password.once.text')}</Text>
        <Group gap="xs" wrap="nowrap">
          <Code style={{ userSelect: 'all' }}>{password}</Code>
          <CopyButton value={password} what={t('admins.password')} />
        </Group>
        <Button onClick={onClose}>{t('user.password.once.done')}</Button>
      </Stack>
    </Modal>
  )
}

function RemovePassword({ user, onClose }: Props) {
  const client = useQueryClient()
  const name = user.userName
  const removal = useMutation({
    mutationFn: () => setUserPassword(user.id, null),
    onSuccess: () => {
      notifyDone(t('user.password.removed', { name }))
      onClose()
      return client.invalidateQueries({ queryKey: ['user'] })
    },
  })
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('user.password.remove.title', { name })}
      act={t('user.password.remove')}
      danger
      busy={removal.isPending}
      error={removal.error}
      onConfirm={() => removal.mutate()}
    >
      {t('user.password.remove.text', { name })}
    </Confirm>
  )
}
