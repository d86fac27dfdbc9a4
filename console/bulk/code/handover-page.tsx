import { Button, List, Stack } from '@mantine/core'
import { IconAlertTriangle, IconPrinter, IconQrcode } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { draftForDevices } from '../../requests/request-draft.ts'
import { sheetOptions } from '../../requests/request-queries.ts'
import { Sheet } from '../../requests/sheets-page.tsx'
import { DeviceSheet } from '../../device-code/device-sheet.tsx'
import { useCan } from '../../session/use-session.ts'
import { t } from '../../texts/t.ts'
import { Empty } from '../../ui/empty.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Message } from '../../ui/message.tsx'
import { Page, PageSkeleton } from '../../ui/page.tsx'
import { AndroidSheet } from './android-sheet.tsx'
import { readKit } from './handover-kit.ts'
import { type KitPage, useKit } from './kit-queries.ts'

/** One page for each of the chosen devices, to print and hand over with it. */
export function HandoverPage() {
  const [ids] = useState(readKit)
  const { pages, loading, error } = useKit(ids)
  if (ids.length === 0)
    return (
      <Page title={t('handover.title')}>
        <Empty
          icon={IconQrcode}
          title={t('handover.none')}
          action={<LinkButton to="/devices">{t('handover.devices')}</LinkButton>}
        >
          {t('handover.none.text')}
        </Empty>
      </Page>
    )
  const printed = pages.filter(
    ({ bulkId, hasCode, requestId }) => bulkId !== null || hasCode || requestId !== null,
  )
  return (
    <Page
      title={t('handover.title')}
      count={printed.length}
      actions={
        <Button
          className="sheets-screen"
          leftSection={<IconPrinter size={16} aria-hidden />}
          disabled={loading || printed.length === 0}
          onClick={() => window.print()}
        >
          {t('handover.print')}
        </Button>
      }
    >
      <ErrorMessage error={error} />
      {loading && <PageSkeleton />}
      {!loading && <Missing pages={pages.filter((page) => !printed.includes(page))} />}
      <Stack gap="md" maw={760}>
        {printed.map((page) => (
          <KitSheet key={page.device.id} {...page} />
        ))}
      </Stack>
    </Page>
  )
}

function KitSheet({ device, bulkId, hasCode, requestId }: KitPage) {
  if (bulkId !== null) return <AndroidSheet device={device} bulkId={bulkId} />
  if (hasCode) return <DeviceSheet device={device} />
  return requestId === null ? null : <LinkSheet requestId={requestId} />
}

function LinkSheet({ requestId }: { requestId: string }) {
  const { data, error } = useQuery(sheetOptions(requestId))
  return data ? <Sheet sheet={data} /> : <ErrorMessage error={error} />
}

/** Devices that there is nothing to print for, why, and the way to something. */
function Missing({ pages }: { pages: KitPage[] }) {
  const navigate = useNavigate()
  const maySend = useCan()('device:write')
  if (pages.length === 0) return null
  const linkless = pages.filter(({ device }) => device.platform !== 'android').map(({ device }) => device.id)
  const send = () => {
    draftForDevices(linkless)
    void navigate({ to: '/requests/new', search: { at: 'how' } })
  }
  return (
    <div className="sheets-screen">
      <Message
        tone="warn"
        icon={IconAlertTriangle}
        title={t('handover.not-printed', { count: pages.length })}
        actions={
          maySend &&
          linkless.length > 0 && (
            <Button size="xs" variant="default" onClick={send}>
              {t('handover.no-link.make', { count: linkless.length })}
            </Button>
          )
        }
      >
        <List size="sm" c="inherit">
          {pages.map(({ device: { id, identifier, platform } }) => (
            <List.Item key={id}>
              {identifier} {platform === 'android' ? t('handover.no-bulk') : t('handover.no-link')}
            </List.Item>
          ))}
        </List>
      </Message>
    </div>
  )
}
