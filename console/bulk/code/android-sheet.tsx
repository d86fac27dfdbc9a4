import { List, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import type { Device } from '../../../src/contract/device.ts'
import { SheetLine } from '../../requests/sheets-page.tsx'
import { formatExactTime } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Message } from '../../ui/message.tsx'
import { bulkOptions, configurationOptions, payloadOptions } from '../bulk-queries.ts'
import { Picture } from './code-card.tsx'
import '../../requests/sheets.css'
import './bulk.css'

/** The page of an Android device: the code of its list, and whose device it is. */
export function AndroidSheet({ device, bulkId }: { device: Device; bulkId: string }) {
  const bulk = useQuery(bulkOptions(bulkId))
  const configuration = useQuery(configurationOptions(bulkId))
  const error = bulk.error ?? configuration.error
  if (error) return <ErrorMessage error={error} />
  if (!bulk.data || !configuration.data) return null
  const wrong = configuration.data.findings.filter(({ severity }) => severity === 'error')
  if (wrong.length === 0) return <Sheet device={device} bulk={bulk.data} />
  return (
    <div className="sheets-screen">
      <Message
        tone="warn"
        icon={IconAlertTriangle}
        title={`${device.identifier}: ${t('handover.no-code', { name: bulk.data.name })}`}
      >
        <List size="sm" c="inherit">
          {wrong.map(({ pointer, code, message }) => (
            <List.Item key={`${pointer} ${code}`}>{message}</List.Item>
          ))}
        </List>
      </Message>
    </div>
  )
}

function Sheet({ device, bulk }: { device: Device; bulk: BulkEnrollment }) {
  const { data, error } = useQuery(payloadOptions(bulk))
  return (
    <article className="sheet" aria-label={device.identifier}>
      <ErrorMessage error={error} />
      <Text>{bulk.name}</Text>
      <Title order={2}>{device.displayName ?? device.identifier}</Title>
      <Picture bulk={bulk} />
      <Text mb="md">{t('bulk.code.scan')}</Text>
      <dl>
        <SheetLine label={t('handover.device')} value={device.identifier} />
        <SheetLine label={t('handover.user')} value={device.userName} />
        <SheetLine label={t('handover.imei')} value={device.imei} />
        <SheetLine label={t('handover.serial')} value={device.serial} />
        <SheetLine
          label={t('handover.code')}
          value={device.authentication === 'keycode' ? device.code : null}
          typed
        />
        <SheetLine
          label={t('handover.until')}
          value={bulk.tokenExpiresAt && formatExactTime(bulk.tokenExpiresAt)}
        />
        <SheetLine label={t('handover.short')} value={data?.shortCode} />
      </dl>
    </article>
  )
}
