import { PasswordInput, Switch } from '@mantine/core'
import { HeadwindSettings, HeadwindSettingsPut } from '../../src/contract/headwind.ts'
import { waysOptions } from '../google/google-queries.ts'
import { t } from '../texts/t.ts'
import { headwindPath, headwindSettingsOptions } from './android-queries.ts'
import { SettingsCard } from './settings-card.tsx'
import { useSettingsForm } from './use-settings-form.ts'
import { withoutBlank } from './use-authentication-form.ts'

const valuesOf = ({ enabled, acceptSerialAlone }: HeadwindSettings) => ({
  enabled,
  acceptSerialAlone,
  sharedSecret: '',
})

const subject = {
  path: headwindPath,
  queryKey: headwindSettingsOptions.queryKey,
  // The navigation has the ways in that are set up.
  stale: waysOptions.queryKey,
  answer: HeadwindSettings,
  put: HeadwindSettingsPut,
  valuesOf,
  toSend: (values: ReturnType<typeof valuesOf>) => withoutBlank(values, 'sharedSecret'),
}

export function HeadwindCard({ settings }: { settings: HeadwindSettings }) {
  const { form, save, submit } = useSettingsForm(settings, subject)
  return (
    <SettingsCard title={t('headwind.title')} dirty={form.isDirty()} save={save} onSubmit={submit}>
      <Switch
        label={t('headwind.enabled')}
        description={t('headwind.enabled.hint')}
        {...form.getInputProps('enabled', { type: 'checkbox' })}
      />
      <Switch
        label={t('headwind.serialAlone')}
        description={t('headwind.serialAlone.hint')}
        {...form.getInputProps('acceptSerialAlone', { type: 'checkbox' })}
      />
      <PasswordInput
        label={t('headwind.secret')}
        description={settings.sharedSecretSet ? t('headwind.secret.set') : t('headwind.secret.hint')}
        autoComplete="new-password"
        {...form.getInputProps('sharedSecret')}
      />
    </SettingsCard>
  )
}
