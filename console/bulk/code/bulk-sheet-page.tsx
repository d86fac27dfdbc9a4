import { Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { SheetLine } from '../../requests/sheets-page.tsx'
import { formatExactTime } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { PageSkeleton } from '../../ui/page.tsx'
import { bulkOptions, configurationOptions, payloadOptions } from '../bulk-queries.ts'
import { CodeCard, Picture } from './code-card.tsx'
import { PrintPage } from './print-page.tsx'
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
    <PrintPage bulkId={id} title={t('bulk.sheet.title', { name })} isReady={ready}>
      {ready ? <Sheet bulk={bulk.data} /> : <CodeCard bulk={bulk.data} />}
    </PrintPage>
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
