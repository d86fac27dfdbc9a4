import { Group, Text } from '@mantine/core'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { useCan } from '../../session/use-session.ts'
import { formatExactTime, formatNumber } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { Fact, FactGroup } from '../../ui/facts.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { Time } from '../../ui/time.tsx'
import { ModifyUser } from '../list/modify-user.tsx'
import { TokenActs } from './token-acts.tsx'
import { TokenState } from './token-state.tsx'

export function BulkFacts({ bulk }: { bulk: BulkEnrollment }) {
  const mayWrite = useCan()('bulk-enrollment:write')
  return (
    <>
      <TokenFacts bulk={bulk} mayWrite={mayWrite} />
      <FactGroup title={t('bulk.facts')}>
        <Fact label={t('bulk.type')}>{bulk.type}</Fact>
        <Fact label={t('bulk.devices')}>{formatNumber(bulk.deviceCount)}</Fact>
        <Fact label={t('bulk.modified')}>
          {bulk.listUpdatedAt ? <Time at={bulk.listUpdatedAt} /> : t('bulk.modified.never')}
        </Fact>
        <Fact label={t('bulk.user')}>
          <Group gap="xs">
            {bulk.userName ? (
              <LinkAnchor to="/users" search={{ q: bulk.userName }}>
                {bulk.userName}
              </LinkAnchor>
            ) : (
              t('bulk.user.nobody')
            )}
            {mayWrite && <ModifyUser bulk={bulk} />}
          </Group>
        </Fact>
      </FactGroup>
    </>
  )
}

/** I22, I24: the token, how long it holds, and what can be done with it. */
export const TokenFacts = ({ bulk, mayWrite }: { bulk: BulkEnrollment; mayWrite: boolean }) => (
  <FactGroup
    title={t('bulk.token.step')}
    actions={mayWrite && !bulk.withoutToken && <TokenActs bulk={bulk} />}
  >
    {bulk.withoutToken ? (
      <Fact label={t('bulk.token')}>{t('bulk.token.none')}</Fact>
    ) : (
      <>
        <Fact label={t('bulk.token')} copy={bulk.token}>
          {bulk.token ?? <Text c="dimmed">{t('bulk.token.hidden')}</Text>}
        </Fact>
        <Fact label={t('bulk.token.state')}>
          <TokenState bulk={bulk} />
        </Fact>
        <Fact label={t('bulk.token.expiry')}>
          {bulk.tokenExpiresAt && (
            <>
              <Time at={bulk.tokenExpiresAt} /> · {formatExactTime(bulk.tokenExpiresAt)}
            </>
          )}
        </Fact>
      </>
    )}
  </FactGroup>
)
