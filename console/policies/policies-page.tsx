import { IconListCheck } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Policy } from '../../src/contract/policy.ts'
import { isFiltered, noFilters } from '../app/address.ts'
import { totalOf } from '../api/list.ts'
import { useCan } from '../session/use-session.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { type Column, rowLink } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { LinkAnchor, LinkButton } from '../ui/link.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Page } from '../ui/page.tsx'
import { Time } from '../ui/time.tsx'
import { policyListOptions, policyOptions } from './policy-queries.ts'
import { PolicyShares } from './policy-shares.tsx'
import { kindOptions } from './policy-words.ts'

export function PoliciesPage() {
  const filters = useSearch({ from: '/shell/policies' })
  const navigate = useNavigate({ from: '/policies' })
  const client = useQueryClient()
  const mayWrite = useCan()('policy:write')
  const query = useInfiniteQuery(policyListOptions(filters))
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true })
  const clear = () => change(noFilters(filters))
  const add = mayWrite && <LinkButton to="/policies/new">{t('policies.add')}</LinkButton>
  return (
    <Page
      title={t('policies.title')}
      count={totalOf(query.data)}
      description={t('policies.description')}
      actions={add}
    >
      <ListView
        name="policies"
        label={t('policies.title')}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        onOpen={({ id }) => void navigate({ to: '/policies/$id', params: { id } })}
        onHover={({ id }) => void client.prefetchQuery(policyOptions(id))}
        filtered={isFiltered(filters)}
        onClear={clear}
        filters={
          <FilterBar
            searchLabel={t('policies.search')}
            search={filters.q}
            filtered={isFiltered(filters)}
            onChange={change}
            onClear={clear}
            choices={[{ name: 'kind', label: t('policy.kind'), value: filters.kind, options: kindOptions }]}
          />
        }
        empty={
          <Empty icon={IconListCheck} title={t('policies.empty')} action={add}>
            {t('policies.empty.text')}
          </Empty>
        }
      />
    </Page>
  )
}

const columns: Column<Policy>[] = [
  {
    id: 'name',
    header: t('policy.name'),
    width: 200,
    always: true,
    cell: ({ id, name }) => (
      <LinkAnchor {...rowLink} to="/policies/$id" params={{ id }} fw={550}>
        {name}
      </LinkAnchor>
    ),
  },
  { id: 'kind', header: t('policy.kind'), width: 130, cell: ({ kind }) => t(`policy-kind.${kind}`) },
  {
    id: 'assigned',
    header: t('policy.assigned'),
    width: 200,
    wide: true,
    cell: ({ groups, templates }) => [...groups, ...templates].join(', ') || t('policy.assigned.nobody'),
  },
  { id: 'devices', header: t('policy.given'), width: 90, cell: ({ devices }) => formatNumber(devices.given) },
  {
    id: 'states',
    header: t('policy.devices.state'),
    width: 180,
    wide: true,
    cell: (policy) => <PolicyShares policy={policy} />,
  },
  {
    id: 'updated',
    header: t('policy.updated'),
    width: 130,
    wide: true,
    cell: ({ updatedAt }) => <Time at={updatedAt} />,
  },
]
