import { Button, List } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { EscrowKind, Management } from '../../src/contract/management.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { Time } from '../ui/time.tsx'
import { EscrowDialog } from './escrow-dialog.tsx'
import { managementOptions } from './management-queries.ts'

/** How an enrolled device is managed: its certificate, the secrets that it left here, its users. */
export function ManagementCard({ device }: { device: string }) {
  const { data, error } = useQuery(managementOptions(device))
  if (error) return <ErrorMessage error={error} />
  return data?.enrollment ? <Shown device={device} management={data} /> : null
}

function Shown({ device, management }: { device: string; management: Management }) {
  const [asked, setAsked] = useState<EscrowKind>()
  const { certificate, escrow, users } = management
  return (
    <FactGroup title={t('management.title')}>
      {certificate && (
        <Fact label={t('management.certificate')}>
          <Time at={certificate.expiresAt} />
        </Fact>
      )}
      {certificate?.renewal && (
        <Fact label={t('management.renewal')}>
          <Renewal renewal={certificate.renewal} />
        </Fact>
      )}
      {escrow.map(({ kind, storedAt }) => (
        <Fact key={kind} label={t(`management.${kind}`)}>
          {storedAt ? <Time at={storedAt} /> : t('management.kept')}{' '}
          <ShowButton kind={kind} onClick={() => setAsked(kind)} />
        </Fact>
      ))}
      {users.length > 0 && (
        <Fact label={t('management.users')}>
          <Users users={users} />
        </Fact>
      )}
      {asked && <EscrowDialog device={device} kind={asked} onClose={() => setAsked(undefined)} />}
    </FactGroup>
  )
}

type Attempts = NonNullable<NonNullable<Management['certificate']>['renewal']>

const Renewal = ({ renewal: { attempts, attemptedAt, nextAttemptAt } }: { renewal: Attempts }) => (
  <>
    {t('management.renewal.attempts', { count: attempts })} <Time at={attemptedAt} />
    {nextAttemptAt ? (
      <>
        {t('management.renewal.next')} <Time at={nextAttemptAt} />
      </>
    ) : (
      t('management.renewal.over')
    )}
  </>
)

function ShowButton({ kind, onClick }: { kind: EscrowKind; onClick: () => void }) {
  if (!useCan()('device.escrow:read')) return null
  return (
    <Button size="compact-xs" variant="default" aria-label={t(`management.${kind}.show`)} onClick={onClick}>
      {t('management.show')}
    </Button>
  )
}

const Users = ({ users }: { users: Management['users'] }) => (
  <List listStyleType="none">
    {users.map(({ userKey, shortName, longName, lastSeenAt }) => (
      <List.Item key={userKey}>
        {longName ?? shortName ?? userKey}, <Time at={lastSeenAt} />
      </List.Item>
    ))}
  </List>
)
