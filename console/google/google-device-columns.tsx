import { UnstyledButton } from '@mantine/core'
import type { GoogleDevice } from '../../src/contract/google.ts'
import { t } from '../texts/t.ts'
import { type Column, rowOpener } from '../ui/column.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { numberOf } from './number-of.ts'

/** A device that has gone, or that Muster erased or disabled, is that before it is what Google said of it. */
const stateOf = ({ goneAt, erasedAt, disabled, state }: GoogleDevice): string => {
  if (goneAt !== null) return 'gone'
  if (erasedAt !== null) return 'erased'
  return disabled ? 'disabled-here' : state.toLowerCase()
}

const mono = (value: string | null | undefined) => value && <span className="identifier">{value}</span>

export const googleDeviceColumns = (maySeeWhy: boolean): Column<GoogleDevice>[] => [
  {
    id: 'number',
    header: t('google-device.number'),
    width: 155,
    always: true,
    cell: (device) => <NumberCell device={device} opens={maySeeWhy && device.arrivalId !== null} />,
  },
  {
    id: 'outcome',
    header: t('google-device.outcome'),
    width: 132,
    cell: ({ outcome }) => <Status kind="outcome" state={outcome} />,
  },
  {
    id: 'reason',
    header: t('google-device.reason'),
    width: 142,
    wide: true,
    cell: ({ reason }) => t(`reason.${reason}`),
  },
  {
    id: 'record',
    header: t('google-device.record'),
    width: 105,
    wide: true,
    cell: ({ deviceId, deviceIdentifier }) =>
      deviceId && (
        <LinkAnchor to="/devices/$id" params={{ id: deviceId }} size="sm" truncate>
          {deviceIdentifier ?? t('google-device.record')}
        </LinkAnchor>
      ),
  },
  {
    id: 'bulk',
    header: t('google-device.bulk'),
    width: 130,
    wide: true,
    cell: ({ bulkEnrollmentId: id, bulkEnrollmentName: name }) =>
      id && (
        <LinkAnchor to="/bulk/$id" params={{ id }} size="sm" truncate>
          {name}
        </LinkAnchor>
      ),
  },
  {
    id: 'serial',
    header: t('arrival.serial'),
    width: 120,
    wide: true,
    cell: ({ claimed }) => mono(claimed.serial),
  },
  {
    id: 'product',
    header: t('google-device.product'),
    width: 140,
    optional: true,
    cell: ({ claimed }) => [claimed.manufacturer, claimed.product].filter(Boolean).join(' ') || null,
  },
  {
    id: 'state',
    header: t('google-device.state'),
    width: 205,
    wide: true,
    cell: (device) => <Status kind="google" state={stateOf(device)} />,
  },
  {
    id: 'gone',
    header: t('google-device.gone'),
    width: 120,
    optional: true,
    cell: ({ goneAt }) => goneAt && <Time at={goneAt} />,
  },
  {
    id: 'enrolled',
    header: t('google-device.enrolled'),
    width: 120,
    optional: true,
    cell: ({ enrolledAt }) => enrolledAt && <Time at={enrolledAt} />,
  },
  {
    id: 'seen',
    header: t('google-device.seen'),
    width: 120,
    optional: true,
    cell: ({ lastSeenAt }) => <Time at={lastSeenAt} />,
  },
  {
    id: 'name',
    header: t('google-device.name'),
    width: 260,
    optional: true,
    cell: ({ name }) => mono(name),
  },
]

/** It opens the steps of the decision, where there are any. */
function NumberCell({ device, opens }: { device: GoogleDevice; opens: boolean }) {
  const number = numberOf(device.claimed, device.name)
  if (!opens) return mono(number)
  return (
    <UnstyledButton {...rowOpener} aria-label={t('google-device.why', { name: number })}>
      {mono(number)}
    </UnstyledButton>
  )
}
