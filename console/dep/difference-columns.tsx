import { UnstyledButton } from '@mantine/core'
import type { DepDifference } from '../../src/contract/dep-reconciliation.ts'
import { t, tWord } from '../texts/t.ts'
import { type Column, rowLink } from '../ui/column.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'

export const differenceColumns = (open: (difference: DepDifference) => void): Column<DepDifference>[] => [
  {
    id: 'serial',
    header: t('difference.serial'),
    width: 150,
    always: true,
    cell: (difference) => (
      <UnstyledButton {...rowLink} className="identifier" onClick={() => open(difference)}>
        {difference.serial}
      </UnstyledButton>
    ),
  },
  { id: 'kind', header: t('difference.kind'), width: 190, cell: ({ kind }) => t(`difference.kind.${kind}`) },
  {
    id: 'apple',
    header: t('difference.apple'),
    width: 200,
    wide: true,
    cell: ({ fields }) => sideText(fields, 'apple'),
  },
  {
    id: 'muster',
    header: t('difference.muster'),
    width: 200,
    wide: true,
    cell: ({ fields }) => sideText(fields, 'muster'),
  },
  {
    id: 'state',
    header: t('difference.state'),
    width: 120,
    wide: true,
    cell: ({ state }) => <Status kind="difference" state={state} />,
  },
  {
    id: 'decision',
    header: t('difference.decision'),
    width: 200,
    wide: true,
    cell: decisionText,
  },
  {
    id: 'found',
    header: t('difference.found'),
    width: 120,
    wide: true,
    cell: ({ foundAt }) => <Time at={foundAt} />,
  },
  {
    id: 'record',
    header: t('difference.record'),
    width: 150,
    optional: true,
    cell: ({ deviceId, deviceIdentifier }) =>
      deviceId && (
        <LinkAnchor to="/devices/$id" params={{ id: deviceId }} size="sm">
          {deviceIdentifier}
        </LinkAnchor>
      ),
  },
]

export const decisionText = ({ decision, decidedBy }: DepDifference): string | null =>
  decision && t('difference.decided', { decision: t(`decision.${decision}`), name: decidedBy ?? '' })

export const fieldWord = (field: string): string => tWord('difference.field', field)

/** The first of the values, and how many more there are. */
function sideText(fields: DepDifference['fields'], side: 'apple' | 'muster'): string {
  const [first, ...more] = fields
  if (!first) return ''
  const text = `${fieldWord(first.field)}: ${first[side] ?? '–'}`
  return more.length === 0 ? text : `${text} ${t('difference.more', { count: more.length })}`
}
