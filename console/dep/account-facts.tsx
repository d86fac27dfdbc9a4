import type { DepAccount } from '../../src/contract/dep.ts'
import { formatDay, formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { useNow } from '../ui/time.tsx'

const dayMs = 86_400_000

/** C26: the virtual MDM server with its information. */
export function AccountFacts({ account }: { account: DepAccount }) {
  const now = useNow()
  return (
    <FactGroup title={t('dep-account.facts')}>
      <Fact label={t('dep-account.organization')}>{account.organizationName}</Fact>
      <Fact label={t('dep-account.server')}>{account.serverName}</Fact>
      <Fact label={t('dep-account.server-uuid')} copy={account.serverUuid} />
      <Fact label={t('dep-account.admin')} copy={account.adminId} />
      <Fact label={t('dep-account.token-expires')}>
        {account.tokenExpiresAt && expiryText(account.tokenExpiresAt, now)}
      </Fact>
      <Fact label={t('dep-account.device-count')}>{formatNumber(account.deviceCount)}</Fact>
    </FactGroup>
  )
}

export function expiryText(at: string, now: number): string {
  const days = Math.floor((Date.parse(at) - now) / dayMs)
  return days < 0 ? formatDay(at) : `${formatDay(at)} (${t('dep-account.token-left', { count: days })})`
}
