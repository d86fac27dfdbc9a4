import { Link } from '@tanstack/react-router'
import type { Device } from '../../src/contract/device.ts'
import { t } from '../texts/t.ts'
import { type Column, rowLink } from '../ui/column.ts'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'

const mono = (text: string | null) => text && <span className="identifier">{text}</span>
const time = (at: string | null) => at && <Time at={at} />

export const deviceColumns: Column<Device>[] = [
  {
    id: 'identifier',
    header: t('device.identifier'),
    width: 170,
    always: true,
    sort: 'identifier',
    cell: ({ id, identifier }) => (
      <Link to="/devices/$id" params={{ id }} {...rowLink}>
        {identifier}
      </Link>
    ),
  },
  {
    id: 'status',
    header: t('device.status'),
    width: 130,
    cell: ({ status }) => <Status kind="device" state={status} />,
  },
  {
    id: 'ready',
    header: t('device.ready'),
    width: 130,
    wide: true,
    cell: ({ ready }) =>
      ready === undefined ? null : <Status kind="readiness" state={ready ? 'ready' : 'not-ready'} />,
  },
  {
    id: 'displayName',
    header: t('device.display-name'),
    width: 170,
    wide: true,
    sort: 'displayName',
    oneWay: true,
    cell: ({ displayName }) => displayName,
  },
  {
    id: 'serial',
    header: t('device.serial'),
    width: 150,
    wide: true,
    sort: 'serial',
    oneWay: true,
    cell: ({ serial }) => mono(serial),
  },
  {
    id: 'platform',
    header: t('device.platform'),
    width: 95,
    wide: true,
    cell: ({ platform }) => t(`platform.${platform}`),
  },
  { id: 'user', header: t('device.user'), width: 140, wide: true, cell: ({ userName }) => userName },
  {
    id: 'tags',
    header: t('device.tags'),
    width: 140,
    optional: true,
    cell: ({ tags }) => tags.join(', ') || null,
  },
  {
    id: 'groups',
    header: t('device.groups'),
    width: 140,
    optional: true,
    cell: ({ groups }) => groups.join(', ') || null,
  },
  {
    id: 'template',
    header: t('device.template'),
    width: 130,
    optional: true,
    cell: ({ template }) => template,
  },
  { id: 'imei', header: t('device.imei'), width: 150, optional: true, cell: ({ imei }) => mono(imei) },
  { id: 'model', header: t('device.model'), width: 130, optional: true, cell: ({ model }) => model },
  {
    id: 'source',
    header: t('device.source'),
    width: 110,
    optional: true,
    cell: ({ source }) => t(`source.${source}`),
  },
  {
    id: 'expires',
    header: t('device.expires'),
    width: 140,
    optional: true,
    cell: ({ expiresAt }) => time(expiresAt),
  },
  {
    id: 'lastSeen',
    header: t('device.last-seen'),
    width: 130,
    wide: true,
    cell: ({ lastSeenAt }) => time(lastSeenAt),
  },
  {
    id: 'created',
    header: t('device.created'),
    width: 130,
    optional: true,
    sort: 'createdAt',
    cell: ({ createdAt }) => time(createdAt),
  },
]
