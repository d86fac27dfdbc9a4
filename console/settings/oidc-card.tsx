import { PasswordInput, Switch, TextInput } from '@mantine/core'
import type { AuthenticationSettings } from '../../src/contract/sign-on.ts'
import { t } from '../texts/t.ts'
import { Fact } from '../ui/facts.tsx'
import { SettingsCard } from './settings-card.tsx'
import { ProviderTest } from './sign-on-test.tsx'
import { secretHint, useAuthenticationForm, withoutBlank } from './use-authentication-form.ts'

const valuesOf = ({ oidc }: AuthenticationSettings) => {
  const { clientSecretSet: _, redirectUri: __, ...typed } = oidc
  return { oidc: { ...typed, clientSecret: '' } }
}
type Values = ReturnType<typeof valuesOf>

const toSend = ({ oidc }: Values) => ({ oidc: withoutBlank(oidc, 'clientSecret') })

const texts = ['label', 'scopes', 'userNameClaim', 'nameClaim', 'emailClaim'] as const

export function OidcCard({ settings }: { settings: AuthenticationSettings }) {
  const { form, save, submit } = useAuthenticationForm(settings, valuesOf, toSend)
  const { issuer, clientId } = form.getValues().oidc
  const before = settings.oidc
  const elsewhere = issuer !== before.issuer || clientId !== before.clientId
  const ready = before.issuer !== '' && before.clientId !== '' && !form.isDirty()
  return (
    <SettingsCard
      title={t('sign-on.oidc')}
      dirty={form.isDirty()}
      save={save}
      onSubmit={submit}
      below={<ProviderTest ready={ready} />}
    >
      <Switch
        label={t('sign-on.oidc.enabled')}
        {...form.getInputProps('oidc.enabled', { type: 'checkbox' })}
      />
      <div />
      <dl className="facts" style={{ gridColumn: '1 / -1', margin: 0 }}>
        <Fact label={t('sign-on.oidc.redirectUri')} copy={before.redirectUri} />
      </dl>
      <TextInput
        label={t('sign-on.oidc.issuer')}
        description={t('sign-on.oidc.issuer.hint')}
        {...form.getInputProps('oidc.issuer')}
      />
      <div />
      <TextInput
        label={t('sign-on.oidc.clientId')}
        description={t('sign-on.oidc.clientId.hint')}
        autoComplete="off"
        {...form.getInputProps('oidc.clientId')}
      />
      <PasswordInput
        label={t('sign-on.oidc.clientSecret')}
        description={secretHint(before.clientSecretSet, elsewhere)}
        autoComplete="new-password"
        {...form.getInputProps('oidc.clientSecret')}
      />
      {texts.map((name) => (
        <TextInput
          key={name}
          label={t(`sign-on.oidc.${name}`)}
          description={t(`sign-on.oidc.${name}.hint`)}
          {...form.getInputProps(`oidc.${name}`)}
        />
      ))}
    </SettingsCard>
  )
}
