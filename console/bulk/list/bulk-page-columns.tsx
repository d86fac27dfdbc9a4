import { Group, Text } from '@mantine/core'
import type { BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { useCan } from '../../session/use-session.ts'
import { formatNumber } from '../../texts/format.ts'
import { t } from '../../texts/t.ts'
import { type Column, rowLink } from '../../ui/column.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { Time } from '../../ui/time.tsx'
import { BulkRowActs } from './bulk-row-acts.tsx'
import { ModifyUser } from './modify-user.tsx'
import { TokenExpiry } from '../page/token-state.tsx'

/** I31 to I36, and the row actions. */
export const bulkColumns: Column<BulkEnrollment>[] = [
  {
    id: 'name',
    header: t('bulk.name'),
    width: 160,
    always: true,
    // The acts stand beside the name, so that they are in sight on a narrow screen too.
    cell: (bulk) => (
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <LinkAnchor {...rowLink} to="/bulk/$id" params={{ id: bulk.id }} fw={550} truncate>
          {bulk.name}
        </LinkAnchor>
        <BulkRowActs bulk={bulk} />
      </Group>
    ),
  },
  { id: 'about', header: t('bulk.about'), width: 106, wide: true, cell: ({ description }) => description },
  {
    id: 'modified',
    header: t('bulk.modified'),
    width: 118,
    wide: true,
    cell: ({ listUpdatedAt }) => (listUpdatedAt ? <Time at={listUpdatedAt} /> : t('bulk.modified.never')),
  },
  { id: 'type', header: t('bulk.type'), width: 134, wide: true, cell: ({ type }) => type },
  {
    id: 'devices',
    header: t('bulk.devices'),
    width: 115,
    wide: true,
    cell: ({ deviceCount }) => formatNumber(deviceCount),
  },
  { id: 'user', header: t('bulk.user'), width: 170, wide: true, cell: (bulk) => <UserCell bulk={bulk} /> },
  {
    id: 'token',
    header: t('bulk.token'),
    width: 112,
    wide: true,
    cell: (bulk) => <TokenCell bulk={bulk} />,
  },
  {
    id: 'expiry',
    header: t('bulk.token.expiry'),
    width: 118,
    cell: (bulk) => <TokenExpiry bulk={bulk} />,
  },
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
