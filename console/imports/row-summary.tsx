import type { FieldChange } from '../../src/contract/import.ts'
import type { ImportRow, RowProblem } from '../../src/contract/import.ts'
import { t } from '../texts/t.ts'
import { fieldWord } from './field-words.ts'
import './row-summary.css'

/** What stops a row comes before what is only worth a look. */
export const errorsFirst = (problems: RowProblem[]): RowProblem[] =>
  problems.toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'))

/** A line of the table has no room for more. */
const shownChanges = 8

/** One line: the problems of a row, then its changed fields; cut where the column ends. */
export function RowSummary({ row: { outcome, problems, changes } }: { row: ImportRow }) {
  const isNew = outcome === 'create'
  return (
    <>
      {errorsFirst(problems).map(({ column, code, message, severity }) => (
        <span key={`${column} ${code}`} className="row-part" data-severity={severity}>
          {column}: {message}
        </span>
      ))}
      {changes.slice(0, shownChanges).map((change) => (
        <Change key={change.field} change={change} isNew={isNew} />
      ))}
    </>
  )
}

function Change({ change: { field, before, after }, isNew }: { change: FieldChange; isNew: boolean }) {
  return (
    <span className="row-part">
      {fieldWord(field)}:{' '}
      {!isNew && <>{before === null ? <i>{t('import.rows.nothing')}</i> : <del>{before}</del>} → </>}
      {after === null ? <em>{t('import.rows.cleared')}</em> : <ins>{after}</ins>}
    </span>
  )
}
