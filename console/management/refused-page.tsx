import { IconShieldX } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { RefusedMessages } from '../../src/contract/refused-message.ts'
import { totalOf } from '../api/list.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import type { Column } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Page } from '../ui/page.tsx'
import { Time } from '../ui/time.tsx'
import { refusedListOptions } from './management-queries.ts'

/** What came to the addresses for Apple devices and was refused. */
export function RefusedPage() {
  const query = useInfiniteQuery(refusedListOptions())
  return (
    <Page title={t('refused.title')} count={totalOf(query.data)} description={t('refused.description')}>
      <ListView
        name="refused"
        label={t('refused.title')}
        query={query}
        columns={columns}
        rowId={({ day, endpoint, reason, address }) => [day, endpoint, reason, address].join(' ')}
        filtered={false}
        onClear={() => {}}
        filters={null}
        empty={<Empty icon={IconShieldX} title={t('refused.empty')} />}
      />
    </Page>
  )
}

const columns: Column<RefusedMessages>[] = [
  { id: 'text', header: t('refused.reason'), width: 320, always: true, cell: ({ text }) => text },
  {
    id: 'endpoint',
    header: t('refused.endpoint'),
    width: 120,
    cell: ({ endpoint }) => t(`refused.endpoint.${endpoint}`),
  },
  { id: 'address', header: t('audit.address'), width: 150, cell: ({ address }) => address },
  { id: 'count', header: t('refused.count'), width: 90, cell: ({ count }) => formatNumber(count) },
  {
    id: 'first',
    header: t('refused.first'),
    width: 130,
    wide: true,
    cell: ({ firstAt }) => <Time at={firstAt} />,
  },
  {
    id: 'last',
    header: t('refused.last'),
    width: 130,
    wide: true,
    cell: ({ lastAt }) => <Time at={lastAt} />,
  },
]
