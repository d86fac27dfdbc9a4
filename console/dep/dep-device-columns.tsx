import { Button, UnstyledButton } from '@mantine/core'
import type { DepDevice } from '../../src/contract/dep.ts'
import { t } from '../texts/t.ts'
import { type Column, rowLink } from '../ui/column.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'

type Acts = { open: (device: DepDevice) => void; assign: (device: DepDevice) => void }

export const depDeviceColumns = ({ open, assign }: Acts): Column<DepDevice>[] => [
  {
    id: 'serial',
    header: t('dep-device.serial'),
    width: 160,
    always: true,
    sort: 'serial',
    cell: (device) => (
      <UnstyledButton {...rowLink} className="identifier" onClick={() => open(device)}>
        {device.serial}
      </UnstyledButton>
    ),
  },
  { id: 'model', header: t('dep-device.model'), width: 170, wide: true, cell: ({ model }) => model },
  {
    id: 'status',
    header: t('dep-device.status'),
    width: 130,
    cell: ({ profileStatus }) => <Status kind="profile" state={profileStatus} />,
  },
  {
    id: 'profile',
    header: t('dep-device.profile'),
    width: 160,
    wide: true,
    cell: ({ profileName }) => profileName,
  },
  {
    id: 'assign',
    header: t('dep-devices.assign-one'),
    width: 96,
    wide: true,
    cell: (device) =>
      !device.goneSince && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${t('dep-devices.assign-one')}: ${device.serial}`}
          onClick={() => assign(device)}
        >
          {t('dep-devices.assign-one')}
        </Button>
      ),
  },
  {
    id: 'record',
    header: t('dep-device.record'),
    width: 150,
    wide: true,
    cell: ({ deviceId, deviceIdentifier }) =>
      deviceId && (
        <LinkAnchor to="/devices/$id" params={{ id: deviceId }} size="sm">
          {deviceIdentifier}
        </LinkAnchor>
      ),
  },
  {
    id: 'assignment',
    header: t('dep-device.assignment'),
    width: 140,
    wide: true,
    cell: ({ assignment }) => assignment && <Status kind="assignment" state={assignment.state} />,
  },
  { id: 'account', header: t('dep-device.account'), width: 140, wide: true, cell: ({ account }) => account },
  { id: 'family', header: t('dep-device.family'), width: 100, optional: true, cell: ({ family }) => family },
  {
    id: 'assetTag',
    header: t('dep-device.asset-tag'),
    width: 120,
    optional: true,
    cell: ({ assetTag }) => assetTag,
  },
  { id: 'color', header: t('dep-device.color'), width: 120, optional: true, cell: ({ color }) => color },
  {
    id: 'updated',
    header: t('dep-device.updated'),
    width: 130,
    optional: true,
    cell: ({ updatedAt }) => <Time at={updatedAt} />,
  },
]
