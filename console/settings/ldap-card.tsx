import { NumberInput, PasswordInput, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { IconLockOpen } from '@tabler/icons-react'
import type { AuthenticationSettings } from '../../src/contract/sign-on.ts'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'
import { SettingsCard } from './settings-card.tsx'
import { TypedTest } from './sign-on-test.tsx'
import { secretHint, useAuthenticationForm, withoutBlank } from './use-authentication-form.ts'

const valuesOf = ({ ldap }: AuthenticationSettings) => {
  const { bindPasswordSet: _, ...typed } = ldap
  return { ldap: { ...typed, bindPassword: '' } }
}
type Values = ReturnType<typeof valuesOf>

const toSend = ({ ldap }: Values) => ({ ldap: withoutBlank(ldap, 'bindPassword') })

const texts = ['searchBase', 'filter', 'userNameAttribute', 'nameAttribute', 'emailAttribute'] as const

const hintOf = (name: (typeof texts)[number]) =>
  name === 'filter' ? t('sign-on.ldap.filter.hint', { name: '{name}' }) : t(`sign-on.ldap.${name}.hint`)

export function LdapCard({ settings }: { settings: AuthenticationSettings }) {
  const { form, save, submit } = useAuthenticationForm(settings, valuesOf, toSend)
  const { url, bindDn, startTls } = form.getValues().ldap
  const before = settings.ldap
  const elsewhere = url !== before.url || bindDn !== before.bindDn || (before.startTls && !startTls)
  const test = <TypedTest what="ldap" ready={before.url !== '' && !form.isDirty()} />
  return (
    <SettingsCard title={t('sign-on.ldap')} dirty={form.isDirty()} save={save} onSubmit={submit} below={test}>
      <Switch
        label={t('sign-on.ldap.enabled')}
        {...form.getInputProps('ldap.enabled', { type: 'checkbox' })}
      />
      <div />
      <TextInput
        label={t('sign-on.ldap.url')}
        description={t('sign-on.ldap.url.hint')}
        {...form.getInputProps('ldap.url')}
      />
      <Switch
        label={t('sign-on.ldap.startTls')}
        description={t('sign-on.ldap.startTls.hint')}
        disabled={url.startsWith('ldaps:')}
        {...form.getInputProps('ldap.startTls', { type: 'checkbox' })}
      />
      {url.startsWith('ldap:') && !startTls && <InTheClear />}
      <TextInput
        label={t('sign-on.ldap.bindDn')}
        description={t('sign-on.ldap.bindDn.hint')}
        autoComplete="off"
        {...form.getInputProps('ldap.bindDn')}
      />
      <PasswordInput
        label={t('sign-on.ldap.bindPassword')}
        description={secretHint(before.bindPasswordSet, elsewhere)}
        autoComplete="new-password"
        {...form.getInputProps('ldap.bindPassword')}
      />
      {texts.map((name) => (
        <TextInput
          key={name}
          label={t(`sign-on.ldap.${name}`)}
          description={hintOf(name)}
          {...form.getInputProps(`ldap.${name}`)}
        />
      ))}
      <NumberInput
        label={t('sign-on.ldap.timeoutSeconds')}
        description={t('sign-on.ldap.timeoutSeconds.hint')}
        min={1}
        max={60}
        allowDecimal={false}
        {...form.getInputProps('ldap.timeoutSeconds')}
      />
      <Textarea
        label={t('sign-on.ldap.ca')}
        description={t('sign-on.ldap.ca.hint')}
        autosize
        minRows={2}
        maxRows={8}
        {...form.getInputProps('ldap.ca')}
      />
    </SettingsCard>
  )
}

const InTheClear = () => (
  <div style={{ gridColumn: '1 / -1' }}>
    <Message tone="warn" icon={IconLockOpen} title={t('sign-on.ldap.clear')}>
      <Text size="sm">{t('sign-on.ldap.clear.text')}</Text>
    </Message>
  </div>
)
