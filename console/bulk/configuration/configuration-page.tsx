import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { t } from '../../texts/t.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Page, PageSkeleton } from '../../ui/page.tsx'
import { bulkOptions, catalogueOptions, configurationOptions } from '../bulk-queries.ts'
import { ConfigurationForm } from './configuration-form.tsx'

/** I43: what the QR code says, in three groups, and the agent it is for. */
export function ConfigurationPage() {
  const { id } = useParams({ from: '/shell/bulk/$id/configuration' })
  const bulk = useQuery(bulkOptions(id))
  const answer = useQuery(configurationOptions(id))
  const catalogue = useQuery(catalogueOptions)
  const error = bulk.error ?? answer.error ?? catalogue.error
  if (error) return <ErrorMessage error={error} />
  if (!bulk.data || !answer.data || !catalogue.data) return <PageSkeleton />
  return (
    <Page
      title={t('bulk.configuration.title', { name: bulk.data.name })}
      description={t('bulk.configuration.lead')}
    >
      <ConfigurationForm id={id} answer={answer.data} catalogue={catalogue.data} />
    </Page>
  )
}
