import { Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Expiring as Thing } from '../../src/contract/expiring.ts'
import { formatRelativeTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { useNow } from '../ui/time.tsx'
import { expiringOptions } from './expiring-queries.ts'

/** Whatever ends within two months, or has ended: soonest first, each with what to do. */
export function Expiring() {
  const { data } = useQuery(expiringOptions)
  const soon = data ?? []
  if (soon.length === 0) return null
  return (
    <Paper withBorder p="md" component="section" mt="md">
      <Title order={2} mb="sm">
        {t('today.expiring')}
      </Title>
      <Stack gap="sm">
        {soon.map((thing) => (
          <ExpiringThing key={`${thing.kind} ${thing.id}`} thing={thing} />
        ))}
      </Stack>
    </Paper>
  )
}

function whenText({ state, expiresAt, daysLeft }: Thing, now: number): string {
  if (state === 'expired') return t('expiring.over', { when: formatRelativeTime(expiresAt, now) })
  return daysLeft < 1 ? t('expiring.today') : t('expiring.ends', { count: daysLeft })
}

/** What ends, when, and what to do, with the page on which it is done. */
export function ExpiringThing({ thing }: { thing: Thing }) {
  const { kind, id, name, text } = thing
  const now = useNow()
  const title = kind === 'push-certificate' || kind === 'authority' ? name : t(`expiring.${kind}`, { name })
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
      {kind === 'device-certificate' && (
        <LinkAnchor to="/devices/$id" params={{ id }} fw={550}>
          {title}
        </LinkAnchor>
      )}
      {kind === 'bulk-token' && (
        <LinkAnchor to="/bulk/$id" params={{ id }} fw={550}>
          {title}
        </LinkAnchor>
      )}
      {kind === 'enrollment-request' && (
        <LinkAnchor to="/requests" search={{ q: name }} fw={550}>
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
