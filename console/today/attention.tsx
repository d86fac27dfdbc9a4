import { Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { depAccountsOptions } from '../dep/dep-queries.ts'
import { reconciliationsOptions } from '../dep/reconciliation-queries.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'

/** Apple accounts that wait for an act of an admin: a state that is not well, a token that ends soon, differences to decide. */
export function Attention() {
  const { data, error, isPending } = useQuery(depAccountsOptions)
  const waiting = (data ?? []).filter(({ state }) => state !== 'ok')
  const reconciliations = useQuery(reconciliationsOptions)
  const differing = reconciliations.data?.filter(({ open }) => open > 0)
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} mb="sm">
        {t('today.attention')}
      </Title>
      <ErrorMessage error={error ?? reconciliations.error} />
      {isPending && <Skeleton h={80} />}
      {data && differing && waiting.length + differing.length === 0 && (
        <Text c="dimmed">{t('today.attention.none')}</Text>
      )}
      <Stack gap="sm">
        {waiting.map((account) => (
          <div key={account.id}>
            <Group gap="xs">
              <LinkAnchor to="/dep/accounts/$id" params={{ id: account.id }} fw={550}>
                {account.name}
              </LinkAnchor>
              <Status kind="account" state={account.state} />
            </Group>
            <Text size="sm">{account.stateText}</Text>
          </div>
        ))}
        {differing?.map(({ accountId, account, open }) => (
          <div key={`differences ${accountId}`}>
            <LinkAnchor to="/dep/reconciliation/$id" params={{ id: accountId }} fw={550}>
              {account}
            </LinkAnchor>
            <Text size="sm">{t('today.differences', { count: open })}</Text>
          </div>
        ))}
      </Stack>
    </Paper>
  )
}
