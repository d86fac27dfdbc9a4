import { Button, Stack, Text, Title } from '@mantine/core'
import { IconPrinter, IconQrcode } from '@tabler/icons-react'
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import type { HandoverSheet } from '../../src/contract/enrollment-request.ts'
import { isProblem } from '../api/api-error.ts'
import { formatExactTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { Empty } from '../ui/empty.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkButton } from '../ui/link.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { readSheets } from './request-draft.ts'
import { sheetOptions } from './request-queries.ts'
import { nameOf } from './request-words.ts'
import './sheets.css'

/** One page for each device, to print and hand over with it. */
export function SheetsPage() {
  const [ids] = useState(readSheets)
  const sheets = useQueries({ queries: ids.map(sheetOptions) })
  const loaded = sheets.every(({ isPending }) => !isPending)
  if (ids.length === 0)
    return (
      <Page title={t('sheets.title')}>
        <Empty
          icon={IconQrcode}
          title={t('sheets.none')}
          action={<LinkButton to="/requests">{t('request-new.see')}</LinkButton>}
        >
          {t('sheets.none.text')}
        </Empty>
      </Page>
    )
  return (
    <Page
      title={t('sheets.title')}
      count={ids.length}
      actions={
        <Button
          className="sheets-screen"
          leftSection={<IconPrinter size={16} aria-hidden />}
          disabled={!loaded}
          onClick={() => window.print()}
        >
          {t('sheets.print')}
        </Button>
      }
    >
      {!loaded && <PageSkeleton />}
      <Stack gap="md" maw={760}>
        {sheets.map(({ data, error }, index) => (
          <SheetOrError key={ids[index]} sheet={data} error={error} />
        ))}
      </Stack>
    </Page>
  )
}

function SheetOrError({ sheet, error }: { sheet: HandoverSheet | undefined; error: Error | null }) {
  if (sheet) return <Sheet sheet={sheet} />
  if (!error) return null
  const hasEnded = isProblem(error, 'enrollment-request.ended') || isProblem(error, 'enrollment-request.used')
  return hasEnded ? (
    <Text className="sheets-screen">{t('sheets.ended', { name: '' })}</Text>
  ) : (
    <ErrorMessage error={error} />
  )
}

export function Sheet({ sheet }: { sheet: HandoverSheet }) {
  const { request, organization, link, qrSvg, key, code } = sheet
  const name = nameOf(request)
  return (
    <article className="sheet" aria-label={name}>
      <Text>{organization}</Text>
      <Title order={2}>{request.device?.displayName ?? name}</Title>
      {/* Drawn by our own server from our own address. */}
      {/* oxlint-disable-next-line react/no-danger */}
      <div role="img" aria-label={t('sheets.qr', { name })} dangerouslySetInnerHTML={{ __html: qrSvg }} />
      <Text mb="md">{t(request.device?.platform === 'android' ? 'sheets.scan.android' : 'sheets.scan')}</Text>
      <dl>
        <SheetLine label={t('sheets.device')} value={request.device?.identifier} />
        <SheetLine label={t('sheets.user')} value={request.name ?? request.userName} />
        <SheetLine label={t('sheets.key')} value={key} typed />
        <SheetLine label={t('sheets.code')} value={code} typed />
        <SheetLine label={t('sheets.until')} value={formatExactTime(request.expiresAt)} />
      </dl>
      <Text mt="md" className="identifier" style={{ overflowWrap: 'anywhere' }}>
        {link}
      </Text>
    </article>
  )
}

export const SheetLine = ({
  label,
  value,
  typed,
}: {
  label: string
  value: string | null | undefined
  typed?: boolean
}) =>
  value ? (
    <>
      <dt>{label}</dt>
      <dd className={typed ? 'typed' : undefined}>{value}</dd>
    </>
  ) : null
