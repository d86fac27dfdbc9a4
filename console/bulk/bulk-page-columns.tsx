import { Group, Text } from '@mantine/core'
import type { BulkEnrollment } from '../../src/contract/bulk-enrollment.ts'
import { useCan } from '../session/use-session.ts'
import { formatNumber } from '../texts/format.ts'
import { t } from '../texts/t.ts'
import { type Column, rowLink } from '../ui/column.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { LinkAnchor } from '../ui/link.tsx'
import { Time } from '../ui/time.tsx'
import { BulkRowActs } from './bulk-row-acts.tsx'
import { ModifyUser } from './modify-user.tsx'
import { TokenExpiry } from './token-state.tsx'

/** I31 to I36, and the row actions. */
export const bulkColumns: Column<BulkEnrollment>[] = [
  {
    id: 'name',
    header: t('bulk.name'),
    width: 140,
    always: true,
    cell: ({ id, name }) => (
      <LinkAnchor {...rowLink} to="/bulk/$id" params={{ id }} fw={550}>
        {name}
      </LinkAnchor>
    ),
  },
  { id: 'about', header: t('bulk.about'), width: 110, wide: true, cell: ({ description }) => description },
  {
    id: 'modified',
    header: t('bulk.modified'),
    width: 110,
    wide: true,
    cell: ({ listUpdatedAt }) => (listUpdatedAt ? <Time at={listUpdatedAt} /> : t('bulk.modified.never')),
  },
  { id: 'type', header: t('bulk.type'), width: 125, wide: true, cell: ({ type }) => type },
  {
    id: 'devices',
    header: t('bulk.devices'),
    width: 115,
    cell: ({ deviceCount }) => formatNumber(deviceCount),
  },
  { id: 'user', header: t('bulk.user'), width: 165, wide: true, cell: (bulk) => <UserCell bulk={bulk} /> },
  {
    id: 'token',
    header: t('bulk.token'),
    width: 130,
    wide: true,
    cell: (bulk) => <TokenCell bulk={bulk} />,
  },
  {
    id: 'expiry',
    header: t('bulk.token.expiry'),
    width: 130,
    cell: (bulk) => <TokenExpiry bulk={bulk} />,
  },
  { id: 'acts', header: t('act.more'), width: 60, always: true, cell: (bulk) => <BulkRowActs bulk={bulk} /> },
]

function UserCell({ bulk }: { bulk: BulkEnrollment }) {
  const mayWrite = useCan()('bulk-enrollment:write')
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" truncate {...(!bulk.userName && { c: 'dimmed' })}>
        {bulk.userName ?? t('bulk.user.nobody')}
      </Text>
      {mayWrite && <ModifyUser bulk={bulk} />}
    </Group>
  )
}

const TokenCell = ({ bulk: { token } }: { bulk: BulkEnrollment }) =>
  token && (
    <Group gap={4} wrap="nowrap">
      <Text size="sm" className="identifier" truncate>
        {token}
      </Text>
      <CopyButton value={token} what={t('bulk.token')} />
    </Group>
  )
