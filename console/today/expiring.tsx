import { Paper, Stack, Text, Title } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { page } from '../../src/contract/common.ts'
import { Expiring as ExpiringThing } from '../../src/contract/expiring.ts'
import { call } from '../api/call.ts'
import { formatRelativeTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { useNow } from '../ui/time.tsx'

const expiringOptions = queryOptions({
  // Server tokens are what comes and goes here.
  queryKey: ['dep-account', 'expiring'],
  queryFn: async ({ signal }) => (await call(page(ExpiringThing), '/expiring', { signal })).items,
})

/** Whatever ends within two months, or has ended: soonest first, each with what to do. */
export function Expiring() {
  const { data } = useQuery(expiringOptions)
  const soon = (data ?? []).filter(({ state }) => state !== 'later')
  if (soon.length === 0) return null
  return (
    <Paper withBorder p="md" component="section" mt="md">
      <Title order={2} mb="sm">
        {t('today.expiring')}
      </Title>
      <Stack gap="sm">
        {soon.map((thing) => (
          <Thing key={`${thing.kind} ${thing.id}`} thing={thing} />
        ))}
      </Stack>
    </Paper>
  )
}

function whenText({ state, expiresAt, daysLeft }: ExpiringThing, now: number): string {
  if (state === 'expired') return t('expiring.over', { when: formatRelativeTime(expiresAt, now) })
  return daysLeft < 1 ? t('expiring.today') : t('expiring.ends', { count: daysLeft })
}

function Thing({ thing }: { thing: ExpiringThing }) {
  const { kind, id, name, text } = thing
  const now = useNow()
  const title = kind === 'dep-token' || kind === 'api-token' ? t(`expiring.${kind}`, { name }) : name
  return (
    <div>
      {kind === 'dep-token' && (
        <LinkAnchor to="/dep/accounts/$id" params={{ id }} fw={550}>
          {title}
        </LinkAnchor>
      )}
      {kind === 'api-token' && (
        <LinkAnchor to="/settings/api-tokens" fw={550}>
          {title}
        </LinkAnchor>
      )}
      {kind === 'push-certificate' && (
        <LinkAnchor to="/push-certificate" fw={550}>
          {title}
        </LinkAnchor>
      )}
      {kind === 'authority' && <Text fw={550}>{title}</Text>}
      <Text size="sm">
        {whenText(thing, now)}. {text}
      </Text>
    </div>
  )
}
