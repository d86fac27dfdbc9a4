import { Drawer, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Arrival } from '../../src/contract/arrival.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Fact } from '../ui/facts.tsx'
import { LinkAnchor, LinkButton } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { arrivalOptions } from './arrival-queries.ts'
import { DecisionSteps } from './decision-steps.tsx'

/** One arrival in full; its address can be sent to somebody. */
export function ArrivalDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { data: arrival, error } = useQuery({ ...arrivalOptions(id ?? ''), enabled: id !== undefined })
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      title={arrival?.deviceIdentifier ?? arrival?.claimed.serial ?? t('arrivals.title')}
      closeButtonProps={{ 'aria-label': t('act.close') }}
    >
      <ErrorMessage error={error} />
      {arrival ? <Details arrival={arrival} /> : !error && <Skeleton h={240} />}
    </Drawer>
  )
}

function Details({ arrival }: { arrival: Arrival }) {
  const { claimed } = arrival
  const can = useCan()
  return (
    <Stack gap="lg">
      <div>
        <Group gap="xs" mb={6}>
          <Status kind="outcome" state={arrival.outcome} />
          <Time at={arrival.at} />
          {arrival.deviceId && (
            <LinkAnchor to="/devices/$id" params={{ id: arrival.deviceId }}>
              {arrival.deviceIdentifier ?? t('arrival.device')}
            </LinkAnchor>
          )}
        </Group>
        <Text>{arrival.summary}</Text>
        {arrival.reason === 'unknown-device' && claimed.serial && can('device:write') && (
          <LinkButton to="/devices/new" search={{ serial: claimed.serial }} size="xs" mt="xs">
            {t('devices.add')}
          </LinkButton>
        )}
      </div>
      <section>
        <Title order={2} mb="sm">
          {t('arrival.steps')}
        </Title>
        <DecisionSteps steps={arrival.decision.steps} />
      </section>
      <section>
        <Title order={2} mb="sm">
          {t('arrival.claimed')}
        </Title>
        <dl className="facts">
          <Fact label={t('arrival.serial')} copy={claimed.serial} />
          <Fact label={t('device.udid')} copy={claimed.udid} />
          {claimed.imei && <Fact label={t('device.imei')} copy={claimed.imei} />}
          {claimed.manufacturer && <Fact label={t('device.manufacturer')}>{claimed.manufacturer}</Fact>}
          {claimed.brand && <Fact label={t('arrival.brand')}>{claimed.brand}</Fact>}
          <Fact label={t('arrival.product')}>{claimed.product}</Fact>
          <Fact label={t('arrival.os')}>{claimed.osVersion}</Fact>
          <Fact label={t('arrival.verified')}>{arrival.verified ? t('state.yes') : t('state.no')}</Fact>
          <Fact label={t('arrival.channel')}>{t(`channel.${arrival.channel}`)}</Fact>
          {arrival.userName && <Fact label={t('arrival.signedIn')}>{arrival.userName}</Fact>}
          <Fact label={t('arrival.address')} copy={arrival.address} />
          <Fact label={t('arrival.code')} copy={arrival.shortCode} />
        </dl>
      </section>
    </Stack>
  )
}
