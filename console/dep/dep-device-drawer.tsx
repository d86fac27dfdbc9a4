import { Drawer, Stack, Text } from '@mantine/core'
import { IconCloudOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { DepDevice } from '../../src/contract/dep.ts'
import { TimelineCard } from '../devices/device-timeline.tsx'
import { formatDay, formatExactTime } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { Fact } from '../ui/facts.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { Message } from '../ui/message.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { depDeviceOptions, depDeviceTimelineOptions } from './account-queries.ts'
import { DepDeviceActs } from './dep-device-acts.tsx'

const time = (at: string | null) => (at ? <Time at={at} /> : null)

/** Everything Apple says of a device. */
export const DepDeviceDrawer = ({
  device,
  onClose,
}: {
  device: DepDevice | undefined
  onClose: () => void
}) => (
  <Drawer
    opened={device !== undefined}
    onClose={onClose}
    title={device?.serial}
    closeButtonProps={{ 'aria-label': t('act.close') }}
  >
    {device && <Details key={device.serial} listed={device} />}
  </Drawer>
)

/** As the list has it at first, then as it is now. */
function Details({ listed }: { listed: DepDevice }) {
  const { data: device } = useQuery(depDeviceOptions(listed))
  return <Facts device={device} />
}

const Facts = ({ device }: { device: DepDevice }) => (
  <Stack gap="md">
    {device.goneSince && (
      <Message
        tone="warn"
        icon={IconCloudOff}
        title={`${t('dep-device.gone')}: ${formatExactTime(device.goneSince)}`}
      >
        {device.disownedAt && (
          <Text size="sm">
            {t('dep-device.disowned', {
              by: device.disownedBy ?? '',
              at: formatExactTime(device.disownedAt),
            })}
          </Text>
        )}
      </Message>
    )}
    <dl className="facts">
      <Fact label={t('dep-device.serial')} copy={device.serial} />
      <Fact label={t('dep-device.account')}>{device.account}</Fact>
      <Fact label={t('dep-device.model')}>{device.model ?? device.description}</Fact>
      <Fact label={t('dep-device.family')}>{device.family}</Fact>
      <Fact label={t('dep-device.os')}>{device.os}</Fact>
      <Fact label={t('dep-device.color')}>{device.color}</Fact>
      <Fact label={t('dep-device.asset-tag')} copy={device.assetTag} />
      <Fact label={t('dep-device.assigned-by')}>{device.assignedBy}</Fact>
      <Fact label={t('dep-device.assigned-at')}>{time(device.assignedAt)}</Fact>
      <Fact label={t('dep-device.status')}>
        <Status kind="profile" state={device.profileStatus} />
      </Fact>
      <Fact label={t('dep-device.profile')}>{device.profileName ?? device.profileUuid}</Fact>
      <Fact label={t('dep-device.profile-assigned')}>{time(device.profileAssignedAt)}</Fact>
      <Fact label={t('dep-device.profile-pushed')}>{time(device.profilePushedAt)}</Fact>
      <Fact label={t('dep-device.record')}>
        {device.deviceId ? (
          <LinkAnchor to="/devices/$id" params={{ id: device.deviceId }}>
            {device.deviceIdentifier}
          </LinkAnchor>
        ) : (
          t('dep-device.no-record')
        )}
      </Fact>
      <ReplacementFacts device={device} />
      <Fact label={t('dep-device.updated')}>{time(device.updatedAt)}</Fact>
      {device.assignment && <AssignmentFact assignment={device.assignment} />}
    </dl>
    <DepDeviceActs device={device} />
    <TimelineCard options={depDeviceTimelineOptions(device.serial)} />
  </Stack>
)

function ReplacementFacts({ device: { isReplacement, replaces, replacedBy } }: { device: DepDevice }) {
  return (
    <>
      {replacedBy && <Fact label={t('dep-device.replaced-by')} copy={replacedBy} />}
      {isReplacement && !replaces && (
        <Fact label={t('dep-device.replaces')}>{t('dep-device.replaces.unknown')}</Fact>
      )}
      {replaces && (
        <Fact label={t('dep-device.replaces')}>
          <span className="identifier">{replaces.serial}</span>
          {replaces.on && `, ${formatDay(replaces.on)}`}{' '}
          {replaces.deviceId && (
            <LinkAnchor to="/devices/$id" params={{ id: replaces.deviceId }}>
              {replaces.deviceIdentifier}
            </LinkAnchor>
          )}
        </Fact>
      )}
    </>
  )
}

const AssignmentFact = ({ assignment }: { assignment: NonNullable<DepDevice['assignment']> }) => (
  <Fact label={t('dep-device.assignment')}>
    <Status kind="assignment" state={assignment.state} />
    <Text size="sm">{[assignment.appleStatus, assignment.message].filter(Boolean).join(' · ')}</Text>
    {assignment.rule && <Text size="sm">{t('assignment.rule', { rule: assignment.rule })}</Text>}
    {assignment.nextTryAt && (
      <Text size="sm">{t('dep-device.next-try', { when: formatExactTime(assignment.nextTryAt) })}</Text>
    )}
  </Fact>
)
