import { Button, Grid, Group, Stack } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { Policy } from '../../src/contract/policy.ts'
import { apiAddress } from '../api/call.ts'
import { useCan } from '../session/use-session.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { DeleteAct } from '../ui/delete-act.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { LinkAnchor, LinkButton } from '../ui/link.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { Time } from '../ui/time.tsx'
import { PolicyContentView } from './policy-content-view.tsx'
import { PolicyDevices } from './policy-devices.tsx'
import { deletePolicy, policyOptions } from './policy-queries.ts'

export function PolicyPage() {
  const { id } = useParams({ from: '/shell/policies/$id' })
  const mayWrite = useCan()('policy:write')
  const { data, error, isPending, refetch } = useQuery(policyOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return (
    <Page
      title={data.name}
      {...(data.description && { description: data.description })}
      actions={mayWrite && <Acts policy={data} />}
    >
      <Grid>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Stack gap="md">
            <Facts policy={data} />
            <PolicyContentView policy={data} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <PolicyDevices policy={data} />
        </Grid.Col>
      </Grid>
    </Page>
  )
}

const Acts = ({ policy }: { policy: Policy }) => (
  <Group gap="xs">
    {policy.kind === 'configuration-profile' && (
      <Button component="a" href={apiAddress(`/policies/${policy.id}/file`)} download variant="default">
        {t('policy.profile.download')}
      </Button>
    )}
    <DeletePolicy policy={policy} />
    <LinkButton to="/policies/$id/edit" params={{ id: policy.id }}>
      {t('policy.edit')}
    </LinkButton>
  </Group>
)

/** Where devices have it, its name is typed first. */
function DeletePolicy({ policy }: { policy: Policy }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const { name, devices } = policy
  const remove = useMutation({
    mutationFn: () => deletePolicy(policy),
    onSuccess: async () => {
      notifyDone(t('policy.deleted', { name }))
      await navigate({ to: '/policies' })
      client.removeQueries({ queryKey: policyOptions(policy.id).queryKey })
      await client.invalidateQueries({ queryKey: ['policy'] })
    },
  })
  return (
    <DeleteAct
      title={t('policy.delete.title', { name })}
      text={devices.given > 0 ? t('policy.delete.text', { count: devices.given }) : t('policy.delete.nobody')}
      {...(devices.given > 0 && { type: name })}
      busy={remove.isPending}
      error={remove.error}
      onDelete={() => remove.mutate()}
    />
  )
}

const Facts = ({ policy }: { policy: Policy }) => (
  <FactGroup title={t('policy.facts')}>
    <Fact label={t('policy.kind')}>{t(`policy-kind.${policy.kind}`)}</Fact>
    <Fact label={t('policy.platforms')}>
      {policy.platforms.map((platform) => t(`platform.${platform}`)).join(', ') || t('policy.platforms.all')}
    </Fact>
    <Fact label={t('policy.supervised')}>
      {policy.supervised ? t('policy.supervised.yes') : t('policy.supervised.no')}
    </Fact>
    <Fact label={t('policy.groups')}>
      {policy.groups.length > 0 ? <Names names={policy.groups} to="/groups" /> : undefined}
    </Fact>
    <Fact label={t('policy.templates')}>
      {policy.templates.length > 0 ? <Names names={policy.templates} to="/templates" /> : undefined}
    </Fact>
    <Fact label={t('policy.given')}>{formatNumber(policy.devices.given)}</Fact>
    <Fact label={t('policy.version')}>{formatNumber(policy.version)}</Fact>
    <Fact label={t('policy.updated')}>
      <Time at={policy.updatedAt} />
    </Fact>
  </FactGroup>
)

const Names = ({ names, to }: { names: string[]; to: '/groups' | '/templates' }) =>
  names.map((name, i) => (
    <span key={name}>
      {i > 0 && ', '}
      <LinkAnchor to={to} search={{ q: name }}>
        {name}
      </LinkAnchor>
    </span>
  ))
