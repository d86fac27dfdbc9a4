import { Button, Grid, Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { NamedThing } from '../../src/contract/common.ts'
import { itemsOf, totalOf } from '../api/list.ts'
import { deviceListOptions } from '../devices/device-queries.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { ScrollTable } from '../ui/scroll-table.tsx'
import { Status } from '../ui/status.tsx'
import { groupOptions } from './kit-queries.ts'
import { MembersDialog } from './members-dialog.tsx'
import { PoliciesOfThing } from './policies-of-thing.tsx'
import { ThingDialog } from './thing-dialog.tsx'

/** A group: who is in it, and what that gives them. */
export function GroupPage() {
  const { id } = useParams({ from: '/shell/groups/$id' })
  const { data, error, isPending, refetch } = useQuery(groupOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return (
    <Page
      title={data.name}
      {...(data.description && { description: data.description })}
      actions={<Acts group={data} />}
    >
      <Grid>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <PoliciesOfThing group={data.name} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Members group={data} />
        </Grid.Col>
      </Grid>
    </Page>
  )
}

function Acts({ group }: { group: NamedThing }) {
  const navigate = useNavigate()
  const [editing, edit] = useDisclosure(false)
  const [changing, change] = useDisclosure(false)
  if (!useCan()('device:write')) return null
  return (
    <Group gap="xs">
      <Button variant="default" onClick={edit.open}>
        {t('group.edit')}
      </Button>
      <Button onClick={change.open}>{t('group.change')}</Button>
      {editing && (
        <ThingDialog
          kind="groups"
          thing={group}
          onClose={edit.close}
          onDeleted={() => void navigate({ to: '/groups' })}
        />
      )}
      {changing && <MembersDialog group={group} onClose={change.close} />}
    </Group>
  )
}

const shown = 50

function Members({ group: { name } }: { group: NamedThing }) {
  const query = useInfiniteQuery(deviceListOptions({ group: name }))
  const count = totalOf(query.data)
  const devices = itemsOf(query.data).slice(0, shown)
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Title order={2}>{t('group.members')}</Title>
        <ErrorMessage error={query.error} />
        {count !== undefined && (
          <LinkAnchor to="/devices" search={{ group: name }}>
            {t('group.members.count', { count })}
          </LinkAnchor>
        )}
        {devices.length > 0 && (
          <ScrollTable label={t('group.members')} minWidth={320} verticalSpacing="xs" maxHeight="60vh">
            <Table.Tbody>
              {devices.map((device) => (
                <Table.Tr key={device.id}>
                  <Table.Td>
                    <LinkAnchor to="/devices/$id" params={{ id: device.id }}>
                      {device.identifier}
                    </LinkAnchor>
                    <Text size="sm" c="dimmed">
                      {device.displayName}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Status kind="device" state={device.status} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </ScrollTable>
        )}
      </Stack>
    </Paper>
  )
}
