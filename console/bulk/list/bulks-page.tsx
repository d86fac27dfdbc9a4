import { IconDeviceMobilePlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { totalOf } from '../../api/list.ts'
import { useCan } from '../../session/use-session.ts'
import { t } from '../../texts/t.ts'
import { Empty } from '../../ui/empty.tsx'
import { FilterBar } from '../../ui/filter-bar.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { ListView } from '../../ui/list-view.tsx'
import { Page } from '../../ui/page.tsx'
import { bulkColumns } from './bulk-page-columns.tsx'
import { bulkListOptions, bulkOptions } from '../bulk-queries.ts'

/** I30: the lists of Android devices, newest first. */
export function BulksPage() {
  const { q } = useSearch({ from: '/shell/bulk' })
  const navigate = useNavigate({ from: '/bulk' })
  const client = useQueryClient()
  const mayWrite = useCan()('bulk-enrollment:write')
  const query = useInfiniteQuery(bulkListOptions({ q }))
  const change = (search: { q?: string | undefined }) => void navigate({ search, replace: true })
  const add = mayWrite && <LinkButton to="/bulk/new">{t('bulk.add')}</LinkButton>
  return (
    <Page
      title={t('bulk.title')}
      count={totalOf(query.data)}
      description={t('bulk.description')}
      actions={add}
    >
      <ListView
        name="bulk"
        label={t('bulk.title')}
        query={query}
        columns={bulkColumns}
        rowId={({ id }) => id}
        onOpen={({ id }) => void navigate({ to: '/bulk/$id', params: { id } })}
        onHover={({ id }) => void client.prefetchQuery(bulkOptions(id))}
        filtered={q !== undefined}
        onClear={() => change({})}
        filters={
          <FilterBar
            searchLabel={t('bulk.search')}
            search={q}
            filtered={q !== undefined}
            onChange={change}
            onClear={() => change({})}
          />
        }
        empty={
          <Empty icon={IconDeviceMobilePlus} title={t('bulk.empty')} action={add}>
            {t('bulk.empty.text')}
          </Empty>
        }
      />
    </Page>
  )
}
