import { Button, Skeleton, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { User } from '../../src/contract/user.ts'
import { itemsOf, totalOf } from '../api/list.ts'
import { deviceColumns } from '../devices/device-columns.tsx'
import { deviceListOptions } from '../devices/device-queries.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Confirm } from '../ui/confirm.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { Time } from '../ui/time.tsx'
import { useVisibleColumns } from '../ui/use-visible-columns.ts'
import { UserDialog } from './user-dialog.tsx'
import { UserPassword } from './user-password.tsx'
import { deleteUser, userOptions } from './user-queries.ts'

export function UserPage() {
  const { id } = useParams({ from: '/shell/users/$id' })
  const { data: user, error, isPending, refetch } = useQuery(userOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return (
    <Page
      title={user.userName}
      {...(user.name && { description: user.name })}
      actions={<UserActs user={user} />}
    >
      <FactGroup title={t('user.facts')}>
        <Fact label={t('user.name')}>{user.name}</Fact>
        <Fact label={t('user.email')} copy={user.email} />
        <Fact label={t('user.mobile')} copy={user.mobile} />
        <Fact label={t('user.organizations')}>{user.organizations.join(', ') || null}</Fact>
        <Fact label={t('user.description')}>{user.description}</Fact>
        <Fact label={t('user.created')}>
          <Time at={user.createdAt} />
        </Fact>
        <Fact label={t('user.updated')}>
          <Time at={user.updatedAt} />
        </Fact>
      </FactGroup>
      <UserPassword user={user} />
      <Title order={2}>{t('user.devices')}</Title>
      <UserDevices user={user.userName} />
    </Page>
  )
}

function UserDevices({ user }: { user: string }) {
  const query = useInfiniteQuery(deviceListOptions({ user }))
  const navigate = useNavigate()
  const { visibility } = useVisibleColumns('user-devices', deviceColumns)
  const rows = itemsOf(query.data)
  if (query.isPending) return <Skeleton h={120} />
  if (query.error) return <ErrorMessage error={query.error} />
  if (rows.length === 0) return <Text c="dimmed">{t('user.devices.none')}</Text>
  return (
    <DataTable
      label={t('user.devices')}
      columns={deviceColumns}
      visibility={visibility}
      rows={rows}
      total={totalOf(query.data) ?? rows.length}
      rowId={({ id }) => id}
      hasMore={query.hasNextPage}
      onMore={() => void query.fetchNextPage()}
      onOpen={({ id }) => void navigate({ to: '/devices/$id', params: { id } })}
    />
  )
}

function UserActs({ user }: { user: User }) {
  const can = useCan()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [editing, edit] = useDisclosure(false)
  const [deleting, deletion] = useDisclosure(false)
  const remove = useMutation({
    mutationFn: () => deleteUser(user.id),
    onSuccess: async () => {
      notifyDone(t('user.deleted', { name: user.userName }))
      await navigate({ to: '/users' })
      await client.invalidateQueries({ queryKey: ['user', 'list'] })
    },
  })
  if (!can('user:write')) return null
  return (
    <>
      <Button variant="default" onClick={deletion.open}>
        {t('act.delete')}
      </Button>
      <Button onClick={edit.open}>{t('act.edit')}</Button>
      {editing && <UserDialog user={user} onClose={edit.close} />}
      <Confirm
        opened={deleting}
        onClose={deletion.close}
        title={t('user.delete.title', { name: user.userName })}
        act={t('act.delete')}
        danger
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
      >
        {t('user.delete.text')}
      </Confirm>
    </>
  )
}
