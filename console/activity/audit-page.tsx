import { Button, UnstyledButton } from '@mantine/core'
import { IconListDetails } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { AuditEvent } from '../../src/contract/admin.ts'
import { isFiltered, noFilters } from '../app/address.ts'
import { totalOf } from '../api/list.ts'
import { t } from '../texts/t.ts'
import { type Column, rowLink } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Page } from '../ui/page.tsx'
import { Time } from '../ui/time.tsx'
import { auditListOptions } from './activity-queries.ts'
import { AuditDrawer } from './audit-drawer.tsx'

export function AuditPage() {
  const filters = useSearch({ from: '/shell/activity/audit' })
  const navigate = useNavigate({ from: '/activity/audit' })
  const query = useInfiniteQuery(auditListOptions(filters))
  const [shown, setShown] = useState<AuditEvent>()
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true })
  const clear = () => change(noFilters(filters))
  return (
    <Page title={t('audit.title')} count={totalOf(query.data)} description={t('audit.description')}>
      <ListView
        name="audit"
        label={t('audit.title')}
        query={query}
        columns={columnsOf(setShown)}
        rowId={({ seq }) => String(seq)}
        onOpen={setShown}
        filtered={isFiltered(filters)}
        onClear={clear}
        filters={
          <FilterBar
            searchLabel={t('audit.search')}
            search={filters.q}
            filtered={isFiltered(filters)}
            onChange={change}
            onClear={clear}
          >
            {filters.actor && (
              <Button variant="default" onClick={() => change({ actor: undefined })}>
                {t('audit.only-actor', { name: filters.actor })}
              </Button>
            )}
            {filters.action && (
              <Button variant="default" onClick={() => change({ action: undefined })}>
                {t('audit.only-action', { name: filters.action })}
              </Button>
            )}
          </FilterBar>
        }
        empty={<Empty icon={IconListDetails} title={t('audit.empty')} />}
      />
      <AuditDrawer
        event={shown}
        onClose={() => setShown(undefined)}
        onFilter={(search) => {
          setShown(undefined)
          change(search)
        }}
      />
    </Page>
  )
}

const columnsOf = (open: (event: AuditEvent) => void): Column<AuditEvent>[] => [
  {
    id: 'at',
    header: t('audit.at'),
    width: 130,
    always: true,
    cell: (event) => (
      <UnstyledButton {...rowLink} onClick={() => open(event)}>
        <Time at={event.at} />
      </UnstyledButton>
    ),
  },
  { id: 'actor', header: t('audit.actor'), width: 150, cell: ({ actor }) => actor },
  { id: 'action', header: t('audit.action'), width: 200, cell: ({ action }) => action },
  {
    id: 'target',
    header: t('audit.target'),
    width: 240,
    wide: true,
    cell: ({ targetKind, targetName, targetId }) => `${targetKind} ${targetName ?? targetId}`,
  },
  { id: 'address', header: t('audit.address'), width: 140, optional: true, cell: ({ address }) => address },
]
