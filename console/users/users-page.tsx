import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDownload, IconUsers } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { User } from '../../src/contract/user.ts'
import { apiAddress } from '../api/call.ts'
import { totalOf } from '../api/list.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { type Column, rowLink } from '../ui/column.ts'
import { Empty } from '../ui/empty.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { ListView } from '../ui/list-view.tsx'
import { Page } from '../ui/page.tsx'
import { Time } from '../ui/time.tsx'
import { UserDialog } from './user-dialog.tsx'
import { userListOptions } from './user-queries.ts'

export function UsersPage() {
  const { q } = useSearch({ from: '/shell/users' })
  const navigate = useNavigate({ from: '/users' })
  const can = useCan()
  const [adding, add] = useDisclosure(false)
  const query = useInfiniteQuery(userListOptions({ q }))
  const change = (search: { q?: string | undefined }) => void navigate({ search, replace: true })
  const addButton = can('user:write') && <Button onClick={add.open}>{t('users.add')}</Button>
  const acts = (
    <>
      <Button
        component="a"
        href={apiAddress('/exports/users.csv', { q })}
        download
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
      >
        {t('users.export')}
      </Button>
      {addButton}
    </>
  )
  return (
    <Page title={t('users.title')} count={totalOf(query.data)} actions={acts}>
      <ListView
        name="users"
        label={t('users.title')}
        query={query}
        columns={columns}
        rowId={({ id }) => id}
        onOpen={({ id }) => void navigate({ to: '/users/$id', params: { id } })}
        filtered={q !== undefined}
        onClear={() => change({})}
        filters={
          <FilterBar
            searchLabel={t('users.search')}
            search={q}
            filtered={q !== undefined}
            onChange={change}
            onClear={() => change({})}
          />
        }
        empty={
          <Empty icon={IconUsers} title={t('users.empty')} action={addButton}>
            {t('users.empty.text')}
          </Empty>
        }
      />
      {adding && <UserDialog onClose={add.close} />}
    </Page>
  )
}

const columns: Column<User>[] = [
  {
    id: 'userName',
    header: t('user.user-name'),
    width: 170,
    always: true,
    cell: ({ id, userName }) => (
      <Link to="/users/$id" params={{ id }} {...rowLink}>
        {userName}
      </Link>
    ),
  },
  { id: 'name', header: t('user.name'), width: 180, cell: ({ name }) => name },
  { id: 'email', header: t('user.email'), width: 220, wide: true, cell: ({ email }) => email },
  { id: 'mobile', header: t('user.mobile'), width: 160, optional: true, cell: ({ mobile }) => mobile },
  {
    id: 'organizations',
    header: t('user.organizations'),
    width: 200,
    wide: true,
    cell: ({ organizations }) => organizations.join(', ') || null,
  },
  { id: 'devices', header: t('user.devices'), width: 90, cell: ({ deviceCount }) => deviceCount },
  {
    id: 'created',
    header: t('user.created'),
    width: 130,
    optional: true,
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
]
