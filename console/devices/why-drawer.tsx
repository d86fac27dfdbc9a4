import { Accordion, Drawer, Group, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Device } from '../../src/contract/device.ts'
import { DecisionSteps } from '../arrivals/decision-steps.tsx'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { deviceArrivalsOptions } from './device-queries.ts'

type Props = { device: Device; opened: boolean; onClose: () => void }

/** Each attempt of the device to enroll, with the steps that led to its outcome. */
export const WhyDrawer = ({ device, opened, onClose }: Props) => (
  <Drawer
    opened={opened}
    onClose={onClose}
    title={t('device.why.title', { identifier: device.identifier })}
    closeButtonProps={{ 'aria-label': t('act.close') }}
  >
    {opened && <Arrivals device={device} />}
  </Drawer>
)

function Arrivals({ device }: { device: Device }) {
  const { data, error, isPending } = useQuery(deviceArrivalsOptions(device.id))
  if (isPending) return <Skeleton h={200} />
  if (error) return <ErrorMessage error={error} />
  if (data.items.length === 0)
    return (
      <>
        <Text>{t('device.why.none')}</Text>
        <LinkAnchor to="/what-if" search={{ serial: device.serial ?? undefined }}>
          {t('device.why.none.what-if')}
        </LinkAnchor>
      </>
    )
  return (
    <Accordion defaultValue={data.items[0]?.id ?? null} order={2}>
      {data.items.map(({ id, at, outcome, summary, decision }) => (
        <Accordion.Item key={id} value={id}>
          <Accordion.Control>
            <Group gap="xs">
              <Status kind="outcome" state={outcome} />
              <Time at={at} />
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <Text mb="sm">{summary}</Text>
            <DecisionSteps steps={decision.steps} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  )
}
