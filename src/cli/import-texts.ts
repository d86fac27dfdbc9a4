import { z } from 'zod'
import type { Import, ImportRow, UndoPlan } from '../contract/import.ts'
import { ApiProblem } from './client.ts'
import { CommandError, table } from './output.ts'

const number = (value: number) => value.toLocaleString('en')

/** The plan as a reader wants it: what it is, what would happen, what is not imported, and why rows are rejected. */
export function planText(planned: Import, rejects: readonly ImportRow[]): string {
  const { counts, format, mode, encoding, headerProblems, warnings } = planned
  const { rows, create, update, unchanged, clear, reject, mails } = counts
  const sum = `${number(rows)} rows: ${number(create)} to create, ${number(update)} to update, ${number(unchanged)} unchanged, ${number(reject)} rejected; ${number(clear)} cells lose their value`
  const parts = [
    `Format ${format ?? 'unknown'}${mode ? `, ${mode}` : ''}, ${encoding ?? 'unknown encoding'}`,
    mails > 0 ? `${sum}; ${number(mails)} check-in mails` : sum,
    ...headerProblems.map(({ column, message }) => `Column ${column}: ${message}`),
    ...warnings.map(
      ({ line, column, message }) =>
        `Warning${line ? ` on line ${line}` : ''}${column ? `, ${column}` : ''}: ${message}`,
    ),
  ]
  if (rejects.length > 0) parts.push(table(['Line', 'Column', 'Reason'], rejects.flatMap(reasons)))
  if (reject > rejects.length) parts.push(`... and ${number(reject - rejects.length)} more rejected rows`)
  return parts.join('\n')
}

const reasons = ({ line, problems }: ImportRow) =>
  problems.filter(({ severity }) => severity === 'error').map((p) => [line, p.column, p.message])

export function resultText({ result }: Import): string {
  const { created = 0, updated = 0, rejected = 0 } = result ?? {}
  return `Applied: ${number(created)} created, ${number(updated)} updated, ${number(rejected)} rejected.`
}

export function undoText(undo: UndoPlan, isPlan: boolean): string {
  const { restored, removed, kept, mailsSent, notes } = undo
  const sum = isPlan
    ? `An undo would restore ${number(restored)} records, remove ${number(removed)} and keep ${number(kept)}.`
    : `Undone: ${number(restored)} records restored, ${number(removed)} removed, ${number(kept)} kept.`
  const parts = [
    sum,
    ...(mailsSent > 0 ? [`${number(mailsSent)} check-in mails are out and cannot be called back.`] : []),
  ]
  if (notes.length > 0)
    parts.push(
      table(
        ['Line', 'Record', 'Field', 'Reason'],
        notes.map(({ line, label, field, message }) => [line, label, field, message]),
      ),
    )
  return parts.join('\n')
}

const Candidates = z.array(z.object({ encoding: z.string(), sample: z.string() })).min(1)
const Header = z.array(z.string()).min(1)

/** What the server refused, with what the command line offers to get on. Other errors stay as they are. */
export function withWayOut(error: unknown): unknown {
  if (!(error instanceof ApiProblem)) return error
  const { code, candidates, header } = error.problem
  const encodings = Candidates.safeParse(candidates)
  if (code === 'import.encoding-unknown' && encodings.success) {
    const samples = encodings.data.map(({ encoding, sample }) => [`--encoding ${encoding}`, sample])
    return new CommandError(
      `${error.message}\nGive the one that reads right:\n${table(['', 'Reads as'], samples)}`,
    )
  }
  const columns = Header.safeParse(header)
  if (code === 'import.format-unknown' && columns.success)
    return new CommandError(
      `${error.message}\nThe columns are: ${columns.data.join(', ')}\nGive --format, or say what they are: --map "Column=field"`,
    )
  return error
}
