import { Button, Table, UnstyledButton } from '@mantine/core'
import { IconBan, IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Admin } from '../../src/contract/admin.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Time } from '../ui/time.tsx'
import { AdminDialog } from './admin-dialog.tsx'
import { adminsOptions } from './admin-queries.ts'
import { ScrollTable } from '../ui/scroll-table.tsx'

export function AdminsPage() {
  const mayWrite = useCan()('admin:write')
  const { data, error, isPending, refetch } = useQuery(adminsOptions)
  const [open, setOpen] = useState<Admin | 'new'>()
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return (
    <Page
      title={t('admins.title')}
      count={data.length}
      actions={mayWrite && <Button onClick={() => setOpen('new')}>{t('admins.add')}</Button>}
    >
      <ScrollTable label={t('admins.title')} minWidth={560} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('admins.username')}</Table.Th>
            <Table.Th>{t('admins.display-name')}</Table.Th>
            <Table.Th>{t('admins.role')}</Table.Th>
            <Table.Th>{t('admins.state')}</Table.Th>
            <Table.Th>{t('admins.last-sign-in')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.map((admin) => (
            <AdminRow key={admin.id} admin={admin} onOpen={mayWrite ? () => setOpen(admin) : undefined} />
          ))}
        </Table.Tbody>
      </ScrollTable>
      {open && <AdminDialog admin={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

const AdminRow = ({ admin, onOpen }: { admin: Admin; onOpen: (() => void) | undefined }) => (
  <Table.Tr>
    <Table.Td>
      {onOpen ? (
        <UnstyledButton c="var(--mantine-color-anchor)" fw={550} fz="inherit" onClick={onOpen}>
          {admin.username}
        </UnstyledButton>
      ) : (
        admin.username
      )}
    </Table.Td>
    <Table.Td>{admin.displayName}</Table.Td>
    <Table.Td>{admin.role}</Table.Td>
    <Table.Td>
      {admin.disabled ? (
        <StateBadge tone="quiet" icon={IconBan} word={t('admins.state.disabled')} />
      ) : (
        <StateBadge tone="good" icon={IconCheck} word={t('admins.state.active')} />
      )}
    </Table.Td>
    <Table.Td>{admin.lastSignInAt ? <Time at={admin.lastSignInAt} /> : t('state.never')}</Table.Td>
  </Table.Tr>
)
