import { NumberInput, PasswordInput, Select, TextInput } from '@mantine/core'
import { type MailSettings, MailSecurity } from '../../src/contract/mail.ts'
import { t } from '../texts/t.ts'
import { SettingsCard } from './settings-card.tsx'
import { useMailForm } from './use-mail-form.ts'

const usualPorts: Record<string, number> = { none: 25, starttls: 587, tls: 465 }
const securities = MailSecurity.options.map((value) => ({
  value,
  label: t(`settings.mail.security.${value}`),
}))

const valuesOf = ({ host, port, security, user }: MailSettings) => ({
  host,
  port,
  security,
  user,
  password: '',
})

/** A password that is not typed stays; without a user there is none. */
const toSend = ({ password, ...values }: Record<string, unknown>) => {
  if (values['user'] === '') return { ...values, password: '' }
  return password === '' ? values : { ...values, password }
}

export function MailServerCard({ settings }: { settings: MailSettings }) {
  const { form, save, submit } = useMailForm(settings, valuesOf, toSend)
  const chooseSecurity = (security: string | null) => {
    const { port, security: before } = form.getValues()
    if (port === usualPorts[String(before)]) form.setFieldValue('port', usualPorts[security ?? ''])
    form.setFieldValue('security', security)
  }
  const { onChange: _, ...security } = form.getInputProps('security')
  const { host, port } = form.getValues()
  const elsewhere = host !== settings.host || port !== settings.port
  return (
    <SettingsCard title={t('settings.mail.server')} dirty={form.isDirty()} save={save} onSubmit={submit}>
      <TextInput
        label={t('settings.mail.host')}
        description={t('settings.mail.host.hint')}
        {...form.getInputProps('host')}
      />
      <Select
        label={t('settings.mail.security')}
        description={t('settings.mail.security.hint')}
        data={securities}
        allowDeselect={false}
        {...security}
        onChange={chooseSecurity}
      />
      <NumberInput
        label={t('settings.mail.port')}
        description={t('settings.mail.port.hint')}
        min={1}
        max={65_535}
        allowDecimal={false}
        thousandSeparator=""
        {...form.getInputProps('port')}
      />
      <div />
      <TextInput
        label={t('settings.mail.user')}
        description={t('settings.mail.user.hint')}
        autoComplete="off"
        {...form.getInputProps('user')}
      />
      <PasswordInput
        label={t('settings.mail.password')}
        description={passwordHint(settings.passwordSet, elsewhere)}
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
    </SettingsCard>
  )
}

/** The server forgets the password of another one, so it is asked for before that happens. */
function passwordHint(isSet: boolean, elsewhere: boolean): string {
  if (!isSet) return t('settings.mail.password.none')
  return elsewhere ? t('settings.mail.password.elsewhere') : t('settings.mail.password.set')
}
