import type { ImportRow } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import './row-summary.css'

/** One line: the problems of a rejected row, the changed fields of another. */
export function RowSummary({ row }: { row: ImportRow }) {
  if (row.problems.length > 0)
    return (
      <span className="row-problems">
        {row.problems.map(({ column, message }) => `${column}: ${message}`).join(' · ')}
      </span>
    )
  if (row.outcome === 'create') return t('import.rows.columns', { count: row.changes.length })
  return row.changes.map((change) => <Change key={change.field} {...change} />)
}

const Change = ({ field, before, after }: ImportRow['changes'][number]) => (
  <span className="row-change">
    {field}: <del>{before ?? t('import.rows.nothing')}</del>{' '}
    {after === null ? <em>{t('import.rows.cleared')}</em> : <ins>{after}</ins>}
  </span>
)
