import { Drawer, Group, Stack, Text, Title } from '@mantine/core'
import type { Arrival } from '../../src/contract/arrival.ts'
import { useCan } from '../session/use-session.ts'
import { t } from '../texts/t.ts'
import { Fact } from '../ui/facts.tsx'
import { LinkAnchor, LinkButton } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { DecisionSteps } from './decision-steps.tsx'

export const ArrivalDrawer = ({
  arrival,
  onClose,
}: {
  arrival: Arrival | undefined
  onClose: () => void
}) => (
  <Drawer
    opened={arrival !== undefined}
    onClose={onClose}
    title={arrival?.deviceIdentifier ?? arrival?.claimed.serial ?? t('arrivals.title')}
    closeButtonProps={{ 'aria-label': t('act.close') }}
  >
    {arrival && <Details arrival={arrival} />}
  </Drawer>
)

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
          <Fact label={t('arrival.product')}>{claimed.product}</Fact>
          <Fact label={t('arrival.os')}>{claimed.osVersion}</Fact>
          <Fact label={t('arrival.verified')}>{arrival.verified ? t('state.yes') : t('state.no')}</Fact>
          <Fact label={t('arrival.channel')}>{t(`channel.${arrival.channel}`)}</Fact>
          <Fact label={t('arrival.address')} copy={arrival.address} />
          <Fact label={t('arrival.code')} copy={arrival.shortCode} />
        </dl>
      </section>
    </Stack>
  )
}
