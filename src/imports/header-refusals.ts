import type { RowProblem } from '../contract/import.ts'
import { Problem } from '../platform/problem.ts'
import type { Format } from './format.ts'
import { orderOf } from './formats.ts'
import { namesPassword } from './header-names.ts'
import { looksLikeData, placeName } from './list-shape.ts'

/** Errors of a header refuse the file, all of them at once. */
export function refuseHeader(problems: readonly RowProblem[]): void {
  const errors = problems
    .filter(({ severity }) => severity === 'error')
    .map(({ column, code, message }) => ({ pointer: `/header/${column}`, code, message }))
  if (errors.length === 0) return
  const detail = errors.map(({ message }) => message).join('; ')
  throw new Problem('import.header-refused', { detail, errors, headerProblems: problems })
}

/** The format was asked for, and the file does not have its columns. */
export function headerIncomplete(format: Format, first: readonly string[]): Problem {
  const needed = format.required.map((list) => list.join(' and ')).join(', or ')
  const isData = looksLikeData(first)
  const message = isData
    ? `The first line looks like data: the header is missing. Put a line with the names of the columns before it, like ${orderOf(format).slice(0, 6).join(',')}`
    : `The header lacks what ${format.name} needs: ${needed}`
  const code = isData ? 'header.missing' : 'column.missing'
  return new Problem('import.header-refused', {
    detail: message,
    errors: [{ pointer: '/header', code, message }],
    ...factsOf([...first], []),
  })
}

const shownColumns = 200

/** No format fits. The names and first values let a person map the columns by hand. */
export function formatUnknown(rows: readonly (readonly string[])[]): Problem {
  const [first = [], ...others] = rows
  if (looksLikeData(first)) {
    const detail =
      'The first line looks like data: is the header missing? Put a line with the names of the columns before it, or map the columns by hand'
    return new Problem('import.format-unknown', {
      detail,
      ...factsOf(
        first.map((_, index) => placeName(index)),
        rows,
      ),
    })
  }
  const names = first.slice(0, 5).join(', ').slice(0, 200)
  const detail = `No column of the header names devices or users (${names} ...). The first line must be the header`
  return new Problem('import.format-unknown', { detail, ...factsOf(first, others) })
}

function factsOf(header: readonly string[], records: readonly (readonly string[])[]) {
  const names = header.slice(0, shownColumns).map((name) => name.slice(0, 100))
  const samples = names.map((name, index) => (namesPassword(name) ? [] : firstValues(records, index)))
  return { header: names, samples }
}

const firstValues = (records: readonly (readonly string[])[], index: number): string[] =>
  [...new Set(records.map((cells) => (cells[index] ?? '').slice(0, 60)))].filter(Boolean).slice(0, 3)
