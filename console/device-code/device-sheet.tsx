import { Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Device } from '../../src/contract/device.ts'
import { SheetLine } from '../requests/sheets-page.tsx'
import { useCan } from '../session/use-session.ts'
import { formatExactTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { deviceOptions } from '../devices/device-queries.ts'
import { CodePicture } from './code-picture.tsx'
import { deviceCodeOptions } from './device-code-queries.ts'
import '../requests/sheets.css'

/** The page of an Android device on no list: its code, and what is typed when its agent asks. */
export function DeviceSheet({ device }: { device: Device }) {
  const { data: code, error } = useQuery(deviceCodeOptions(device.id))
  const { data: known } = useQuery(deviceOptions(device.id))
  const mayShow = useCan()('bulk-enrollment:write')
  if (error) return <ErrorMessage error={error} />
  if (!code) return null
  const { asks, key, shortCode } = code
  return (
    <article className="sheet" aria-label={device.identifier}>
      <Title order={2}>{device.displayName ?? device.identifier}</Title>
      {mayShow ? <CodePicture device={device} code={code} /> : <Text>{t('device-code.hidden')}</Text>}
      {mayShow && <Text mb="md">{t('bulk.code.scan')}</Text>}
      {asks && <Text mb="md">{t(`device-code.asks.${asks}`)}</Text>}
      <dl>
        <SheetLine label={t('handover.device')} value={device.identifier} />
        <SheetLine label={t('handover.user')} value={device.userName} />
        <SheetLine label={t('handover.imei')} value={device.imei} />
        <SheetLine label={t('handover.serial')} value={device.serial} />
        <SheetLine label={t('device-code.key')} value={key} typed />
        <SheetLine label={t('handover.code')} value={asks === 'code' ? known?.code : null} typed />
        <SheetLine
          label={t('handover.until')}
          value={device.expiresAt && formatExactTime(device.expiresAt)}
        />
        <SheetLine label={t('handover.short')} value={shortCode} />
      </dl>
    </article>
  )
}
