import { List } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Import, RowProblem } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { LinkAnchor } from '../ui/link.tsx'
import { problemCountOptions } from './import-queries.ts'

/** A kind of problem by the first row that has it; a null line is about the file. */
export type ProblemKind = RowProblem & { line: number | null }

/** Each kind of problem once, with its first case and a link to all rows that have it. */
export const ProblemKinds = ({ of, kinds }: { of: Import; kinds: ProblemKind[] }) => (
  <List size="sm" c="inherit" spacing={2}>
    {kinds.map((kind) => (
      <List.Item key={kind.code}>
        {kind.line !== null && `${t('import.warning.line', { line: String(kind.line) })}: `}
        {kind.column && <strong>{kind.column}: </strong>}
        {kind.message}
        {kind.line !== null && <RowsLink of={of} code={kind.code} />}
      </List.Item>
    ))}
  </List>
)

function RowsLink({ of, code }: { of: Import; code: string }) {
  const { data: count } = useQuery(problemCountOptions(of, code))
  if (count === undefined) return null
  return (
    <>
      {' '}
      <LinkAnchor
        to="/imports/$id"
        params={{ id: of.id }}
        search={({ step }) => ({ step, problem: code })}
        resetScroll={false}
        c="inherit"
        td="underline"
        size="sm"
        style={{ whiteSpace: 'nowrap' }}
        aria-label={`${t('import.warning.rows', { count })}: ${code}`}
      >
        {t('import.warning.rows', { count })}
      </LinkAnchor>
    </>
  )
}
