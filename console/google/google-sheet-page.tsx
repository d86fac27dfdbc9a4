import { Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { BulkEnrollment } from '../../src/contract/bulk-enrollment.ts'
import type { GoogleEnrollmentToken } from '../../src/contract/google.ts'
import { bulkOptions } from '../bulk/bulk-queries.ts'
import { PrintPage } from '../bulk/code/print-page.tsx'
import { SheetLine } from '../requests/sheets-page.tsx'
import { formatExactTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { PageSkeleton } from '../ui/page.tsx'
import { GooglePicture } from './google-code.tsx'
import { googleTokenOptions } from './google-queries.ts'
import { GoogleTokenCard } from './token-card.tsx'

/** One page to print and put up where phones are set up with Google's app. */
export function GoogleSheetPage() {
  const { id } = useParams({ from: '/shell/bulk/$id/google' })
  const bulk = useQuery(bulkOptions(id))
  const token = useQuery(googleTokenOptions(id))
  const error = bulk.error ?? token.error
  if (error) return <ErrorMessage error={error} />
  if (!bulk.data || token.data === undefined) return <PageSkeleton />
  return (
    <PrintPage
      bulkId={id}
      title={t('google-token.sheet', { name: bulk.data.name })}
      isReady={token.data !== null}
    >
      {token.data ? <Sheet bulk={bulk.data} token={token.data} /> : <GoogleTokenCard bulk={bulk.data} />}
    </PrintPage>
  )
}

const Sheet = ({ bulk, token }: { bulk: BulkEnrollment; token: GoogleEnrollmentToken }) => (
  <article className="sheet" aria-label={bulk.name} style={{ maxWidth: 760 }}>
    <Title order={2}>{bulk.name}</Title>
    <GooglePicture bulk={bulk} token={token} />
    <Text mb="md">{t('bulk.code.scan')}</Text>
    <dl>
      <SheetLine label={t('bulk.sheet.until')} value={formatExactTime(token.expiresAt)} />
      <SheetLine label={t('bulk.code.short')} value={token.shortCode} typed />
    </dl>
  </article>
)
