import { Button, Grid, Paper, Progress, Stack, Text, Title } from '@mantine/core'
import { IconDeviceIpad } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { z } from 'zod'
import { DepRevision } from '../../src/contract/dep-profile.ts'
import { useLiveProgress } from '../api/progress.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Empty } from '../ui/empty.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { FilterBar } from '../ui/filter-bar.tsx'
import { LinkButton } from '../ui/link.tsx'
import { ListView } from '../ui/list-view.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { ChangesTable } from './profiles/changes-table.tsx'
import { revisionDevicesOptions, revisionOptions, tryRevisionNow } from './profiles/profile-queries.ts'
import { ReviseSteps } from './profiles/revise-steps.tsx'
import { RevisionBar } from './profiles/revision-bar.tsx'
import { revisionDeviceColumns } from './profiles/revision-device-columns.tsx'

/** Follows each device until Apple's own record shows the new version. */
export function DepRevisionPage() {
  const { id } = useParams({ from: '/shell/dep/revisions/$id' })
  const { data, error, isPending, refetch } = useQuery(revisionOptions(id))
  const heard = Numbers.safeParse(useLiveProgress('dep-revision', id)).data
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  // Events are faster than asking again; once it is at its end, what was read counts.
  return <Revision revision={data.state === 'running' && heard ? { ...data, ...heard } : data} />
}

const Numbers = DepRevision.pick({
  state: true,
  total: true,
  confirmed: true,
  waiting: true,
  failed: true,
  throttled: true,
  left: true,
}).extend({ state: z.enum(['running', 'done', 'incomplete', 'superseded']) })

function Revision({ revision }: { revision: DepRevision }) {
  const { state: chosen } = useSearch({ from: '/shell/dep/revisions/$id' })
  const mayWrite = useCan()('dep.token:write')
  const canTry = revision.state === 'running' || revision.state === 'incomplete'
  return (
    <Page
      title={t('dep-revision.title', { name: revision.profileName, version: revision.version })}
      badge={<Status kind="revision" state={revision.state} />}
      description={t('dep-revision.description')}
      actions={
        <>
          {mayWrite && canTry && <TryNow id={revision.id} />}
          <LinkButton variant="default" to="/dep/profiles/$id" params={{ id: revision.profileId }}>
            {t('dep-revision.profile')}
          </LinkButton>
        </>
      }
    >
      <ReviseSteps current="follow" />
      <Grid>
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack gap="md">
            <HowFar revision={revision} chosen={chosen} />
            <Devices id={revision.id} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack gap="md">
            <Facts revision={revision} />
            <Paper withBorder p="md" component="section">
              <Title order={2} mb="xs">
                {t('dep-profile.changes')}
              </Title>
              <ChangesTable
                changes={revision.changes}
                before={t('dep-profile.before')}
                after={t('dep-profile.version.of', { version: revision.version })}
              />
            </Paper>
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  )
}

const HowFar = ({ revision, chosen }: { revision: DepRevision; chosen: string | undefined }) => (
  <Paper withBorder p="md" component="section" aria-label={t('dep-revision.progress')}>
    <Stack gap="sm">
      <Text fw={600} role="status">
        {revision.total === 0
          ? t('dep-revision.nobody')
          : t('dep-revision.confirmed', { done: revision.confirmed, of: revision.total })}
      </Text>
      {revision.state === 'running' && revision.waiting > 0 && (
        <Progress
          value={(revision.confirmed / Math.max(revision.total, 1)) * 100}
          animated
          aria-label={t('dep-revision.progress')}
        />
      )}
      <RevisionBar of={revision} chosen={chosen} />
      {revision.nextTryAt && (
        <Text size="sm">
          {t('dep-revision.next')} <Time at={revision.nextTryAt} />
        </Text>
      )}
      {revision.state === 'running' && (
        <Text size="sm" c="dimmed">
          {t('dep-revision.leave')}
        </Text>
      )}
    </Stack>
  </Paper>
)

const Facts = ({ revision }: { revision: DepRevision }) => (
  <FactGroup title={t('dep-profile.facts')}>
    <Fact label={t('dep-profile.uuid')} copy={revision.uuid} />
    <Fact label={t('dep-profile.created')}>
      <Time at={revision.createdAt} />
    </Fact>
    <Fact label={t('dep-profile.by')}>{revision.createdBy}</Fact>
    <Fact label={t('dep-revision.ended')}>{revision.endedAt && <Time at={revision.endedAt} />}</Fact>
    <Fact label={t('dep-revise.pushed')}>
      {revision.pushed > 0 ? t('dep-revise.pushed.count', { count: revision.pushed }) : 0}
    </Fact>
  </FactGroup>
)

function Devices({ id }: { id: string }) {
  const filters = useSearch({ from: '/shell/dep/revisions/$id' })
  const navigate = useNavigate({ from: '/dep/revisions/$id' })
  const query = useInfiniteQuery(revisionDevicesOptions(id, filters))
  const change = (search: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...search }), replace: true, resetScroll: false })
  const clear = () => change({ q: undefined, state: undefined })
  const isFiltered = Boolean(filters.q ?? filters.state)
  return (
    <ListView
      name="dep-revision-devices"
      label={t('dep-revision.devices')}
      query={query}
      columns={revisionDeviceColumns}
      rowId={({ serial }) => serial}
      filters={
        <FilterBar
          searchLabel={t('dep-devices.search')}
          search={filters.q}
          filtered={isFiltered}
          onChange={change}
          onClear={clear}
        />
      }
      empty={
        <Empty icon={IconDeviceIpad} title={t('dep-revision.nobody')}>
          {t('dep-revision.nobody.text')}
        </Empty>
      }
      filtered={isFiltered}
      onClear={clear}
    />
  )
}

function TryNow({ id }: { id: string }) {
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () => tryRevisionNow(id),
    onSuccess: async () => {
      notifyDone(t('dep-revision.tried'))
      await client.invalidateQueries({ queryKey: ['dep-revision'] })
    },
  })
  return (
    <>
      <ErrorMessage error={act.error} />
      <Button loading={act.isPending} onClick={() => act.mutate()}>
        {t('dep-revision.try-now')}
      </Button>
    </>
  )
}
