import { Grid, Stack } from '@mantine/core'
import { IconDeviceMobileQuestion } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Device } from '../../src/contract/device.ts'
import { useCan } from '../session/use-session.ts'
import { formatRelativeTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { ErrorMessage } from '../ui/error-message.tsx'
import { Message } from '../ui/message.tsx'
import { Page, PageSkeleton } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { useNow } from '../ui/time.tsx'
import { DeviceRequest } from '../requests/device-request.tsx'
import { DeviceMails } from '../mails/device-mails.tsx'
import { DevicePolicies } from '../policies/device-policies.tsx'
import { AgentCard } from '../android/agent-card.tsx'
import { DeviceCodeCard } from '../device-code/device-code-card.tsx'
import { ManagementCard } from '../management/management-card.tsx'
import { ReadinessCard } from '../readiness/readiness-card.tsx'
import { DetailsCards } from '../commands/details-card.tsx'
import { DeviceCommands } from '../commands/device-commands.tsx'
import { OfferedDepSection } from './dep-section.tsx'
import { DeviceActs } from './device-acts.tsx'
import { DeviceFacts } from './device-facts.tsx'
import { deviceOptions } from './device-queries.ts'
import { DeviceTimeline } from './device-timeline.tsx'
import { isApple, isLocked, isPreEnrolled } from './device-words.ts'
import { LockedNote } from './locked-note.tsx'

export function DevicePage() {
  const { id } = useParams({ from: '/shell/devices/$id' })
  const { data, error, isPending, refetch } = useQuery(deviceOptions(id))
  if (isPending) return <PageSkeleton />
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />
  return <DeviceView device={data} />
}

function DeviceView({ device }: { device: Device }) {
  const now = useNow()
  const can = useCan()
  return (
    <Page
      title={device.identifier}
      badge={<Status kind="device" state={device.status} />}
      {...(device.displayName && { description: device.displayName })}
      actions={<DeviceActs device={device} />}
    >
      {isPreEnrolled(device) && (
        <Message
          tone={device.status === 'expired' ? 'warn' : 'info'}
          icon={IconDeviceMobileQuestion}
          title={t('device.pre-enrolled')}
        >
          {waitingText(device, now)}
        </Message>
      )}
      {isLocked(device) && can('device:write') && <LockedNote status={device.status} />}
      <Grid>
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack gap="md">
            <DeviceFacts device={device} />
            {device.platform === 'android' && <AgentCard device={device} />}
            {isApple(device.platform) && <ManagementCard device={device.id} />}
            {isApple(device.platform) && <DetailsCards device={device.id} />}
            {isApple(device.platform) && <OfferedDepSection device={device} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack gap="md">
            <ReadinessCard device={device} />
            {device.platform === 'android' && isPreEnrolled(device) && <DeviceCodeCard device={device} />}
            {isApple(device.platform) && <DeviceCommands device={device.id} />}
            <DevicePolicies device={device} />
            <DeviceRequest device={device} />
            <DeviceMails device={device} />
            <DeviceTimeline id={device.id} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  )
}

function waitingText({ status, expiresAt }: Device, now: number): string {
  if (!expiresAt) return t('device.pre-enrolled.text')
  const when = formatRelativeTime(expiresAt, now)
  return status === 'expired'
    ? t('device.pre-enrolled.expired', { when })
    : t('device.pre-enrolled.until', { when })
}
