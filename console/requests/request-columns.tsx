import type { EnrollmentRequest } from '../../src/contract/enrollment-request.ts'
import { t } from '../texts/t.ts'
import type { Column } from '../ui/column.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { RequestActs } from './request-acts.tsx'
import { noteOf } from './request-words.ts'

const columns: Column<EnrollmentRequest>[] = [
  {
    id: 'for',
    header: t('request.for'),
    width: 160,
    always: true,
    cell: ({ device }) =>
      device ? (
        <LinkAnchor to="/devices/$id" params={{ id: device.id }}>
          {device.identifier}
        </LinkAnchor>
      ) : (
        t('request.own-device')
      ),
  },
  {
    id: 'status',
    header: t('request.status'),
    width: 120,
    always: true,
    cell: ({ status }) => <Status kind="request" state={status} />,
  },
  {
    id: 'user',
    header: t('request.user'),
    width: 140,
    cell: ({ name, userName }) => name ?? userName,
  },
  {
    id: 'channel',
    header: t('request.channel'),
    width: 110,
    optional: true,
    cell: ({ channel }) => t(`request.channel.${channel}`),
  },
  { id: 'to', header: t('request.recipient'), width: 200, wide: true, cell: ({ recipient }) => recipient },
  {
    id: 'created',
    header: t('request.created'),
    width: 120,
    optional: true,
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
  {
    id: 'expires',
    header: t('request.expires'),
    width: 110,
    wide: true,
    cell: ({ expiresAt }) => <Time at={expiresAt} />,
  },
  {
    id: 'opened',
    header: t('request.opened'),
    width: 130,
    optional: true,
    cell: ({ openedAt }) => openedAt && <Time at={openedAt} />,
  },
  { id: 'by', header: t('request.by'), width: 140, optional: true, cell: ({ requestedBy }) => requestedBy },
  { id: 'note', header: t('request.note'), width: 190, wide: true, cell: noteOf },
]

export const requestColumns = (onError: (error: Error) => void): Column<EnrollmentRequest>[] => [
  ...columns,
  {
    id: 'acts',
    header: t('request.acts-column'),
    width: 64,
    always: true,
    cell: (request) => <RequestActs request={request} onError={onError} />,
  },
]
