import { Button, Group, Text } from '@mantine/core'
import { IconLink, IconQrcode } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { RequestChannel, RequestStatus } from '../../src/contract/enrollment-request.ts'
import { isFiltered, noFilters } from '../app/address.ts'
import { totalOf } from '../api/list.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { selectedIds, type SelectedRows } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { LinkButton } from '../ui/link.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Page } from '../ui/page.tsx'
import { requestColumns } from './request-columns.tsx'
import { storeSheets } from './request-draft.ts'
import { requestListOptions } from './request-queries.ts'

export function RequestsPage() {
  const filters = useSearch({ from: '/shell/requests' })
  const navigate = useNavigate({ from: '/requests' })
  const query = useInfiniteQuery(requestListOptions(filters))
  const can = useCan()
  const [error, setError] = useState<Error>()
  const [selected, setSelected] = useState<SelectedRows>({})
  const columns = useMemo(() => requestColumns(setError), [])
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true })
  const clear = () => change(noFilters(filters))
  const chosen = selectedIds(selected)
  return (
    <Page
      title={t('requests.title')}
      count={totalOf(query.data)}
      description={t('requests.description')}
      actions={can('device:write') && <NewButton />}
    >
      <ErrorMessage error={error} />
      <ListView
        name="requests"
        label={t('requests.title')}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        filtered={isFiltered(filters)}
        onClear={clear}
        selection={can('device.code:read') ? { selected, onChange: setSelected } : undefined}
        bulk={chosen.length > 0 && <PrintBar ids={chosen} />}
        filters={
          <FilterBar
            searchLabel={t('requests.search')}
            search={filters.q}
            choices={[
              { name: 'status', label: t('request.status'), value: filters.status, options: statuses },
              { name: 'channel', label: t('request.channel'), value: filters.channel, options: channels },
            ]}
            filtered={isFiltered(filters)}
            onChange={change}
            onClear={clear}
          />
        }
        empty={
          <Empty icon={IconLink} title={t('requests.empty')} action={can('device:write') && <NewButton />}>
            {t('requests.empty.text')}
          </Empty>
        }
      />
    </Page>
  )
}

const NewButton = () => <LinkButton to="/requests/new">{t('requests.new')}</LinkButton>

function PrintBar({ ids }: { ids: string[] }) {
  const navigate = useNavigate()
  const print = () => {
    storeSheets(ids)
    void navigate({ to: '/requests/sheets' })
  }
  return (
    <Group gap="sm" role="status">
      <Text size="sm">{t('requests.chosen', { count: ids.length })}</Text>
      <Button size="xs" variant="default" leftSection={<IconQrcode size={16} aria-hidden />} onClick={print}>
        {t('request-new.print')}
      </Button>
    </Group>
  )
}

const statuses = RequestStatus.options.map((value) => ({ value, label: t(`status.request.${value}`) }))
const channels = RequestChannel.options.map((value) => ({ value, label: t(`request.channel.${value}`) }))
