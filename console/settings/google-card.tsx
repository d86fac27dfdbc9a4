import { Group, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import { GoogleSettings, GoogleSettingsPut } from '../../src/contract/google.ts'
import { waysOptions } from '../google/google-queries.ts'
import { formatExactTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { Message } from '../ui/message.tsx'
import { googlePath, googleSettingsOptions } from './android-queries.ts'
import { SettingsCard } from './settings-card.tsx'
import { useSettingsForm } from './use-settings-form.ts'
import { withoutBlank } from './use-authentication-form.ts'

const valuesOf = ({ enterprise, policy, disableRefused, zeroTouchCustomer }: GoogleSettings) => ({
  serviceAccountKey: '',
  enterprise,
  policy,
  disableRefused,
  zeroTouchCustomer,
})

const subject = {
  path: googlePath,
  queryKey: googleSettingsOptions.queryKey,
  // The navigation has the ways in that are set up.
  stale: waysOptions.queryKey,
  answer: GoogleSettings,
  put: GoogleSettingsPut,
  valuesOf,
  toSend: (values: ReturnType<typeof valuesOf>) => withoutBlank(values, 'serviceAccountKey'),
}

const texts = [
  ['enterprise', 'google.enterprise'],
  ['policy', 'google.policy'],
  ['zeroTouchCustomer', 'google.customer'],
] as const

export function GoogleCard({ settings }: { settings: GoogleSettings }) {
  const { form, save, submit } = useSettingsForm(settings, subject)
  const { serviceAccount: account } = settings
  return (
    <SettingsCard
      title={t('google.title')}
      dirty={form.isDirty()}
      save={save}
      onSubmit={submit}
      below={hasBelow(settings) && <Below settings={settings} />}
    >
      <div style={{ gridColumn: '1 / -1' }}>
        <Message tone="info" icon={IconAlertTriangle} title={t('google.untried')}>
          <Text size="sm">{t('google.untried.text')}</Text>
        </Message>
      </div>
      <Textarea
        label={t('google.key')}
        description={account === null ? t('google.key.hint') : t('google.key.set', { account })}
        autosize
        minRows={2}
        maxRows={6}
        autoComplete="off"
        {...form.getInputProps('serviceAccountKey')}
      />
      {texts.map(([name, text]) => (
        <TextInput key={name} label={t(text)} description={t(`${text}.hint`)} {...form.getInputProps(name)} />
      ))}
      <Switch
        label={t('google.disableRefused')}
        description={t('google.disableRefused.hint')}
        {...form.getInputProps('disableRefused', { type: 'checkbox' })}
      />
    </SettingsCard>
  )
}

const hasBelow = ({ serviceAccount, lastSync, enterprise, zeroTouchCustomer }: GoogleSettings): boolean =>
  serviceAccount !== null && (lastSync !== null || enterprise !== '' || zeroTouchCustomer !== '')

/** How it went, and the pages of what is set up. */
function Below({ settings: { lastSync, enterprise, zeroTouchCustomer } }: { settings: GoogleSettings }) {
  return (
    <Stack gap="xs">
      {lastSync && <LastSync last={lastSync} />}
      <Group gap="md">
        {enterprise && <LinkAnchor to="/google/devices">{t('nav.google-devices')}</LinkAnchor>}
        {zeroTouchCustomer && <LinkAnchor to="/google/zero-touch">{t('nav.zero-touch')}</LinkAnchor>}
      </Group>
    </Stack>
  )
}

function LastSync({ last }: { last: NonNullable<GoogleSettings['lastSync']> }) {
  const { ok, message } = last
  const at = formatExactTime(last.at)
  if (ok) return <Text size="sm">{t('google.lastSync.ok', { at, message })}</Text>
  return (
    <Message tone="warn" icon={IconRefresh} title={t('google.lastSync.failed', { at })}>
      <Text size="sm">{message}</Text>
    </Message>
  )
}
