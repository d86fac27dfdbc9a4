import { Select, Text } from '@mantine/core'
import { IconAlertTriangle, IconEye } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { AndroidCodeSettings, AndroidCodeSettingsPut } from '../../src/contract/device-code.ts'
import { itemsOf } from '../api/list.ts'
import { bulkListOptions } from '../bulk/bulk-queries.ts'
import { SettingsCard } from '../settings/settings-card.tsx'
import { useSettingsForm } from '../settings/use-settings-form.ts'
import { t } from '../texts/t.ts'
import { Message } from '../ui/message.tsx'
import { codeSettingsOptions, codeSettingsPath } from './device-code-queries.ts'

const subject = {
  path: codeSettingsPath,
  queryKey: codeSettingsOptions.queryKey,
  answer: AndroidCodeSettings,
  put: AndroidCodeSettingsPut,
  valuesOf: ({ bulkEnrollment }: AndroidCodeSettings) => ({ bulkEnrollmentId: bulkEnrollment?.id ?? null }),
  toSend: (values: { bulkEnrollmentId: string | null }) => values,
}

/** Whose configuration Android devices get that are on no list. */
export function CodeSettingsCard({ settings }: { settings: AndroidCodeSettings }) {
  const { form, save, submit } = useSettingsForm(settings, subject)
  const { data } = useInfiniteQuery(bulkListOptions({ limit: 500 }))
  const { bulkEnrollment, fault } = settings
  const listed = itemsOf(data).map(({ id, name }) => ({ value: id, label: name }))
  const isListed = !bulkEnrollment || listed.some(({ value }) => value === bulkEnrollment.id)
  const current = isListed ? [] : [{ value: bulkEnrollment.id, label: bulkEnrollment.name }]
  return (
    <SettingsCard title={t('code-settings.title')} dirty={form.isDirty()} save={save} onSubmit={submit}>
      <Select
        label={t('code-settings.bulk')}
        description={t('code-settings.bulk.hint')}
        placeholder={t('code-settings.none')}
        data={[...current, ...listed]}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('list.clear-one', { what: t('code-settings.bulk') }) }}
        {...form.getInputProps('bulkEnrollmentId')}
      />
      {bulkEnrollment && (
        <div style={{ gridColumn: '1 / -1' }}>
          {fault ? (
            <Message tone="warn" icon={IconAlertTriangle} title={t('code-settings.fault')}>
              <Text size="sm">{fault}</Text>
            </Message>
          ) : (
            <Message tone="info" icon={IconEye} title={t('code-settings.seen')}>
              <Text size="sm">{t('code-settings.seen.text')}</Text>
            </Message>
          )}
        </div>
      )}
    </SettingsCard>
  )
}
