import { Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { AndroidCommand, AndroidDevice } from '../../src/contract/android-command.ts'
import type { Device } from '../../src/contract/device.ts'
import { useCan } from '../session/use-session.ts'
import { t, tWord } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Fact, FactGroup } from '../ui/facts.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { AndroidActs } from './agent-acts.tsx'
import { androidOptions } from './android-queries.ts'
import { GoogleFacts } from './google-facts.tsx'

/** The agent on an Android device, or the device at Google: since when, what it said, and what it was asked to do. */
export function AgentCard({ device }: { device: Device }) {
  const { data, error } = useQuery(androidOptions(device.id))
  if (error) return <ErrorMessage error={error} />
  if (!data) return null
  return (
    <>
      {data.google && !data.registration ? (
        <GoogleFacts device={device} google={data.google}>
          <ListFact state={data} />
        </GoogleFacts>
      ) : (
        <AgentFacts device={device} state={data} />
      )}
      {data.commands.length > 0 && <Commands commands={data.commands} />}
    </>
  )
}

function AgentFacts({ device, state }: { device: Device; state: AndroidDevice }) {
  const can = useCan()
  const { registration } = state
  const mayAsk = registration && device.status === 'enrolled' && can('device.command:write')
  return (
    <FactGroup title={t('android.title')} actions={mayAsk && <AndroidActs device={device} by="agent" />}>
      <ListFact state={state} />
      {registration ? (
        <RegistrationFacts registration={registration} />
      ) : (
        <Fact label={t('android.registered')}>{t('android.none')}</Fact>
      )}
    </FactGroup>
  )
}

function ListFact({ state: { bulkEnrollment } }: { state: AndroidDevice }) {
  const can = useCan()
  if (!bulkEnrollment) return null
  return (
    <Fact label={t('android.bulk')}>
      {can('bulk-enrollment:read') ? (
        <LinkAnchor to="/bulk/$id" params={{ id: bulkEnrollment.id }}>
          {bulkEnrollment.name}
        </LinkAnchor>
      ) : (
        bulkEnrollment.name
      )}
    </Fact>
  )
}

type Registration = NonNullable<AndroidDevice['registration']>

const RegistrationFacts = ({ registration }: { registration: Registration }) => (
  <>
    <Fact label={t('android.registered')}>
      <Time at={registration.registeredAt} />
    </Fact>
    <Fact label={t('android.seen')}>{registration.lastSeenAt && <Time at={registration.lastSeenAt} />}</Fact>
    <Fact label={t('android.rule')}>{tWord('android.rule', registration.rule)}</Fact>
    <Fact label={t('android.claimed')}>
      <Told values={registration.claimed} />
    </Fact>
    <Fact label={t('android.reported')}>
      <Told values={registration.reported} />
    </Fact>
  </>
)

/** What an agent said may be anything; it is shown as it came. */
function Told({ values }: { values: Record<string, unknown> }) {
  const entries = Object.entries(values).filter(([, value]) => value !== null && value !== '')
  if (entries.length === 0) return <span aria-hidden>–</span>
  return entries.map(([name, value]) => (
    <div key={name} style={{ overflowWrap: 'anywhere' }}>
      {name}: {typeof value === 'string' ? value : JSON.stringify(value)}
    </div>
  ))
}

const Commands = ({ commands }: { commands: AndroidCommand[] }) => (
  <Paper withBorder p="md" component="section">
    <Stack gap="sm">
      <Title order={2}>{t('android.commands')}</Title>
      <ul style={{ margin: 0, padding: 0, listStyle: 'none' }} aria-label={t('android.commands')}>
        {commands.map((command) => (
          <li key={command.id} style={{ marginBottom: 12 }}>
            <Status kind="android-command" state={command.state} />{' '}
            <Text size="sm" fw={600} component="span">
              {t(`android.${command.kind}`)}
            </Text>
            {command.text && (
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {command.text}
              </Text>
            )}
            <Text size="sm" c="dimmed">
              {t('android.commands.by', { name: command.requestedBy })},{' '}
              <Time at={command.answeredAt ?? command.createdAt} />
            </Text>
            {command.message && (
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {command.message}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </Stack>
  </Paper>
)
