import { Text } from '@mantine/core'
import type { ZeroTouchEntry, ZeroTouchSetup } from '../../src/contract/google.ts'
import { t } from '../texts/t.ts'
import type { Column } from '../ui/column.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { numberOf } from './number-of.ts'

const mono = (value: string | null | undefined) => value && <span className="identifier">{value}</span>

/** The list has only the names of configurations; people know their titles. */
const titleOf = (setups: ZeroTouchSetup[], name: string): string =>
  setups.find((setup) => setup.name === name)?.title ?? name

export const zeroTouchColumns = (setups: ZeroTouchSetup[]): Column<ZeroTouchEntry>[] => [
  {
    id: 'number',
    header: t('zero-touch.number'),
    width: 155,
    always: true,
    cell: ({ claimed, deviceId }) => mono(numberOf(claimed, deviceId)),
  },
  {
    id: 'serial',
    header: t('arrival.serial'),
    width: 120,
    wide: true,
    cell: ({ claimed }) => mono(claimed.serial),
  },
  {
    id: 'maker',
    header: t('zero-touch.maker'),
    width: 120,
    optional: true,
    cell: ({ claimed }) => claimed.manufacturer,
  },
  {
    id: 'product',
    header: t('google-device.product'),
    width: 110,
    wide: true,
    cell: ({ claimed }) => claimed.product,
  },
  {
    id: 'configuration',
    header: t('zero-touch.configuration'),
    width: 170,
    wide: true,
    cell: ({ configuration }) =>
      configuration === null ? (
        <Text c="dimmed" size="sm">
          {t('zero-touch.configuration.none')}
        </Text>
      ) : (
        titleOf(setups, configuration)
      ),
  },
  {
    id: 'now',
    header: t('zero-touch.now'),
    width: 140,
    cell: ({ outcome }) => <Status kind="outcome" state={outcome} />,
  },
  {
    id: 'reason',
    header: t('google-device.reason'),
    width: 150,
    wide: true,
    cell: ({ reason }) => t(`reason.${reason}`),
  },
  {
    id: 'summary',
    header: t('arrival.summary'),
    width: 320,
    optional: true,
    cell: ({ summary }) => summary,
  },
  {
    id: 'record',
    header: t('google-device.record'),
    width: 115,
    wide: true,
    cell: ({ recordId, deviceIdentifier }) =>
      recordId && (
        <LinkAnchor to="/devices/$id" params={{ id: recordId }} size="sm" truncate>
          {deviceIdentifier}
        </LinkAnchor>
      ),
  },
  {
    id: 'id',
    header: t('zero-touch.id'),
    width: 130,
    optional: true,
    cell: ({ deviceId }) => mono(deviceId),
  },
]
