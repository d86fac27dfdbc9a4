import { Switch } from '@mantine/core'
import type { AuthenticationSettings } from '../../src/contract/sign-on.ts'
import { t } from '../texts/t.ts'
import { SettingsCard } from './settings-card.tsx'
import { TypedTest } from './sign-on-test.tsx'
import { useAuthenticationForm } from './use-authentication-form.ts'

type Props = { settings: AuthenticationSettings }

export function PasswordsCard({ settings }: Props) {
  const { form, save, submit } = useAuthenticationForm(settings, ({ passwords }) => ({ passwords }))
  return (
    <SettingsCard
      title={t('sign-on.passwords')}
      dirty={form.isDirty()}
      save={save}
      onSubmit={submit}
      below={<TypedTest what="password" ready />}
    >
      <Switch
        label={t('sign-on.passwords.switch')}
        description={t('sign-on.passwords.hint')}
        {...form.getInputProps('passwords', { type: 'checkbox' })}
      />
    </SettingsCard>
  )
}

export function CreateUsersCard({ settings }: Props) {
  const { form, save, submit } = useAuthenticationForm(settings, ({ createUsers }) => ({ createUsers }))
  return (
    <SettingsCard title={t('sign-on.people')} dirty={form.isDirty()} save={save} onSubmit={submit}>
      <Switch
        label={t('sign-on.createUsers')}
        description={t('sign-on.createUsers.hint')}
        {...form.getInputProps('createUsers', { type: 'checkbox' })}
      />
    </SettingsCard>
  )
}
