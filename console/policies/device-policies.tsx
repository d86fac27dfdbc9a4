import { Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Device } from '../../src/contract/device.ts'
import type { EffectivePolicy } from '../../src/contract/policy.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { notifyDone } from '../ui/notice.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { devicePoliciesOptions, retryOnDevice } from './policy-queries.ts'
import { reasonText, stateOf } from './policy-words.ts'

/** The effective result: each policy, because of what, and how far it is. */
export function DevicePolicies({ device }: { device: Device }) {
  const can = useCan()
  const mayRead = can('policy:read')
  const { data, error, isPending } = useQuery({ ...devicePoliciesOptions(device.id), enabled: mayRead })
  if (!mayRead) return null
  const waits = data && data.items.length > 0 && data.status !== 'enrolled' && data.status !== 'withdrawn'
  return (
    <Paper withBorder p="md" component="section" aria-label={t('device.policies')}>
      <Stack gap="sm">
        <Title order={2}>{t('device.policies')}</Title>
        <ErrorMessage error={error} />
        {isPending && <Skeleton h={60} />}
        {data?.items.length === 0 && <Text c="dimmed">{t('device.policies.empty')}</Text>}
        {waits && <Text size="sm">{t('device.policies.before')}</Text>}
        <Stack gap="sm" component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
          {data?.items.map((item) => (
            <Line
              key={`${item.policy.id}${item.policy.name}`}
              item={item}
              device={device}
              mayRetry={can('policy:write')}
            />
          ))}
        </Stack>
      </Stack>
    </Paper>
  )
}

type LineProps = { item: EffectivePolicy; device: Device; mayRetry: boolean }

const Line = ({ item, device, mayRetry }: LineProps) => (
  <li style={{ overflowWrap: 'anywhere' }}>
    <Group gap="xs" justify="space-between">
      <PolicyName policy={item.policy} />
      <Status kind="policy" state={stateOf(item.state, device.status)} />
    </Group>
    <Text size="sm" c="dimmed">
      {[t(`policy-kind.${item.policy.kind}`), becauseText(item), versionText(item)]
        .filter(Boolean)
        .join(' · ')}
      {item.at && (
        <>
          {' · '}
          <Time at={item.at} />
        </>
      )}
    </Text>
    {item.error && <Text size="sm">{item.error}</Text>}
    {item.state === 'failed' && mayRetry && item.policy.id && (
      <Retry deviceId={device.id} policyId={item.policy.id} name={item.policy.name} />
    )}
  </li>
)

const PolicyName = ({ policy: { id, name } }: Pick<EffectivePolicy, 'policy'>) =>
  id === null ? (
    <Text span fw={550}>
      {name}
    </Text>
  ) : (
    <LinkAnchor to="/policies/$id" params={{ id }} fw={550}>
      {name}
    </LinkAnchor>
  )

const becauseText = ({ because }: EffectivePolicy): string =>
  because.length === 0 ? t('device.policies.no-more') : because.map(reasonText).join(', ')

/** A number only where it says something. */
function versionText({ installedVersion, policy: { version }, state }: EffectivePolicy): string | null {
  if (installedVersion === null || state === 'removed') return null
  return installedVersion === version
    ? t('device.policies.version', { version })
    : t('device.policies.behind', { installed: installedVersion, version })
}

function Retry({ deviceId, policyId, name }: { deviceId: string; policyId: string; name: string }) {
  const client = useQueryClient()
  const retry = useMutation({
    mutationFn: () => retryOnDevice(deviceId, policyId),
    onSuccess: () => {
      notifyDone(t('device.policies.retried', { name }))
      return client.invalidateQueries({ queryKey: ['policy'] })
    },
  })
  return (
    <>
      <Button variant="default" size="xs" mt={4} loading={retry.isPending} onClick={() => retry.mutate()}>
        {t('device.policies.retry')}
      </Button>
      <ErrorMessage error={retry.error} />
    </>
  )
}
