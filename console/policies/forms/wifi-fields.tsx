import { NumberInput, PasswordInput, Select, SimpleGrid, Switch, TextInput } from '@mantine/core'
import { t } from '../../texts/t.ts'
import { wifiSecurities } from '../wifi-values.ts'
import { EnterpriseFields } from './enterprise-fields.tsx'
import { columns, Part, type PolicyForm } from './form-parts.tsx'

type Props = { form: PolicyForm }

const securityOptions = wifiSecurities.map((value) => ({
  value,
  label: t(`policy.wifi.security.${value}`),
}))

export function WifiFields({ form }: Props) {
  const { security, isEnterprise, hasPassword } = form.values.wifi
  const maySignOn = security !== 'none' && security !== 'wep'
  return (
    <>
      <Part legend={t('policy.wifi.network')}>
        <SimpleGrid cols={columns}>
          <TextInput
            label={t('policy.wifi.ssid')}
            description={t('policy.wifi.ssid.hint')}
            required
            autoComplete="off"
            {...form.getInputProps('wifi.ssid')}
          />
          <Select
            label={t('policy.wifi.security')}
            description={t('policy.wifi.security.hint')}
            data={securityOptions}
            allowDeselect={false}
            {...form.getInputProps('wifi.security')}
          />
        </SimpleGrid>
        {maySignOn && (
          <Switch
            label={t('policy.wifi.isEnterprise')}
            description={t('policy.wifi.isEnterprise.hint')}
            {...form.getInputProps('wifi.isEnterprise', { type: 'checkbox' })}
          />
        )}
        {security !== 'none' && !isEnterprise && (
          <PasswordInput
            label={t('policy.wifi.password')}
            description={hasPassword ? t('policy.secret.keep') : t('policy.wifi.password.hint')}
            required={!hasPassword}
            autoComplete="new-password"
            {...form.getInputProps('wifi.password')}
          />
        )}
        <Switch
          label={t('policy.wifi.autoJoin')}
          {...form.getInputProps('wifi.autoJoin', { type: 'checkbox' })}
        />
        <Switch
          label={t('policy.wifi.hidden')}
          {...form.getInputProps('wifi.hidden', { type: 'checkbox' })}
        />
        <Switch
          label={t('policy.wifi.randomizeMac')}
          description={t('policy.wifi.randomizeMac.hint')}
          {...form.getInputProps('wifi.randomizeMac', { type: 'checkbox' })}
        />
      </Part>
      {maySignOn && isEnterprise && <EnterpriseFields form={form} />}
      <ProxyFields form={form} />
    </>
  )
}

const proxyOptions = (['none', 'manual', 'auto'] as const).map((value) => ({
  value,
  label: t(`policy.wifi.proxy.${value}`),
}))

const ProxyFields = ({ form }: Props) => (
  <Part legend={t('policy.wifi.proxy')}>
    <Select
      aria-label={t('policy.wifi.proxy')}
      data={proxyOptions}
      allowDeselect={false}
      maw={320}
      {...form.getInputProps('wifi.proxy')}
    />
    {form.values.wifi.proxy === 'manual' && <ManualProxy form={form} />}
    {form.values.wifi.proxy === 'auto' && (
      <>
        <TextInput
          label={t('policy.wifi.pacUrl')}
          description={t('policy.wifi.pacUrl.hint')}
          {...form.getInputProps('wifi.pacUrl')}
        />
        <Switch
          label={t('policy.wifi.directWhenUnreachable')}
          {...form.getInputProps('wifi.directWhenUnreachable', { type: 'checkbox' })}
        />
      </>
    )}
  </Part>
)

const ManualProxy = ({ form }: Props) => (
  <SimpleGrid cols={columns}>
    <TextInput label={t('policy.wifi.proxyServer')} required {...form.getInputProps('wifi.proxyServer')} />
    <NumberInput
      label={t('policy.wifi.proxyPort')}
      min={1}
      max={65535}
      allowDecimal={false}
      required
      {...form.getInputProps('wifi.proxyPort')}
    />
    <TextInput
      label={t('policy.wifi.proxyUserName')}
      autoComplete="off"
      {...form.getInputProps('wifi.proxyUserName')}
    />
    <PasswordInput
      label={t('policy.wifi.proxyPassword')}
      autoComplete="new-password"
      {...(form.values.wifi.hasProxyPassword && { description: t('policy.secret.keep') })}
      {...form.getInputProps('wifi.proxyPassword')}
    />
  </SimpleGrid>
)
