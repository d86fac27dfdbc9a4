import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { itemsOf } from '../api/list.ts'
import { policyListOptions } from '../policies/policy-queries.ts'
import { PolicyShares } from '../policies/policy-shares.tsx'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor, LinkButton } from '../ui/link.tsx'

/** The policies that a group gives to its devices. */
export function PoliciesOfThing({ group }: { group: string }) {
  const can = useCan()
  const query = useInfiniteQuery({ ...policyListOptions({ group }), enabled: can('policy:read') })
  const policies = itemsOf(query.data)
  if (!can('policy:read')) return null
  return (
    <Paper withBorder p="md" component="section">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2}>{t('group.policies')}</Title>
          {can('policy:write') && (
            <LinkButton to="/policies/new" search={{ group }} variant="default" size="xs">
              {t('policies.add')}
            </LinkButton>
          )}
        </Group>
        <ErrorMessage error={query.error} />
        {query.data && policies.length === 0 && <Text c="dimmed">{t('group.policies.empty')}</Text>}
        <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
          {policies.map((policy) => (
            <li key={policy.id}>
              <LinkAnchor to="/policies/$id" params={{ id: policy.id }} fw={550}>
                {policy.name}
              </LinkAnchor>
              <Text size="sm" c="dimmed">
                {t(`policy-kind.${policy.kind}`)}
              </Text>
              <PolicyShares policy={policy} />
            </li>
          ))}
        </Stack>
      </Stack>
    </Paper>
  )
}
