import { Button, Text, Title } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { SheetLine } from '../../requests/sheets-page.tsx'
import { formatExactTime } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Page, PageSkeleton } from '../../ui/page.tsx'
import { bulkOptions, configurationOptions, payloadOptions } from '../bulk-queries.ts'
import { CodeCard, Picture } from './code-card.tsx'
import '../../requests/sheets.css'
import './bulk.css'

/** One page to print and put up where phones are set up. */
export function BulkSheetPage() {
  const { id } = useParams({ from: '/shell/bulk/$id/sheet' })
  const bulk = useQuery(bulkOptions(id))
  const configuration = useQuery(configurationOptions(id))
  const error = bulk.error ?? configuration.error
  if (error) return <ErrorMessage error={error} />
  if (!bulk.data || !configuration.data) return <PageSkeleton />
  const { name } = bulk.data
  const ready = configuration.data.findings.every(({ severity }) => severity !== 'error')
  return (
    <Page
      title={t('bulk.sheet.title', { name })}
      actions={
        <>
          <LinkButton className="sheets-screen" to="/bulk/$id" params={{ id }} variant="default">
            {t('bulk.sheet.back')}
          </LinkButton>
          <Button
            className="sheets-screen"
            leftSection={<IconPrinter size={16} aria-hidden />}
            disabled={!ready}
            onClick={() => window.print()}
          >
            {t('bulk.sheet.print')}
          </Button>
        </>
      }
    >
      {ready ? <Sheet bulk={bulk.data} /> : <CodeCard bulk={bulk.data} />}
    </Page>
  )
}

function Sheet({ bulk }: { bulk: BulkEnrollment }) {
  const { data, error } = useQuery(payloadOptions(bulk))
  return (
    <article className="sheet" aria-label={bulk.name} style={{ maxWidth: 760 }}>
      <ErrorMessage error={error} />
      <Title order={2}>{bulk.name}</Title>
      <Picture bulk={bulk} />
      <Text mb="md">{t('bulk.code.scan')}</Text>
      <dl>
        <SheetLine
          label={t('bulk.sheet.until')}
          value={bulk.tokenExpiresAt ? formatExactTime(bulk.tokenExpiresAt) : t('bulk.code.forever')}
        />
        <SheetLine label={t('bulk.code.short')} value={data?.shortCode} typed />
      </dl>
    </article>
  )
}
