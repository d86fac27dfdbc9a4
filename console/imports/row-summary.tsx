import type { ImportRow, RowProblem } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import './row-summary.css'

/** What stops a row comes before what is only worth a look. */
export const errorsFirst = (problems: RowProblem[]): RowProblem[] =>
  problems.toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'))

/** One line: the problems of a row, or its changed fields. */
export function RowSummary({ row }: { row: ImportRow }) {
  if (row.problems.length > 0)
    return errorsFirst(row.problems).map(({ column, code, message, severity }) => (
      <span key={`${column} ${code}`} className="row-part" data-severity={severity}>
        {column}: {message}
      </span>
    ))
  if (row.outcome === 'create') return t('import.rows.columns', { count: row.changes.length })
  return row.changes.map((change) => <Change key={change.field} {...change} />)
}

const Change = ({ field, before, after }: ImportRow['changes'][number]) => (
  <span className="row-part">
    {field}: <del>{before ?? t('import.rows.nothing')}</del>{' '}
    {after === null ? <em>{t('import.rows.cleared')}</em> : <ins>{after}</ins>}
  </span>
)
