import type pg from 'pg'
import type { RowProblem } from '../contract/import.ts'
import { copyRows } from '../platform/db/copy.ts'
import { uuidv7 } from '../platform/uuid.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import type { CsvRow } from '../protocol/csv/records.ts'
import { isUnreadable, readRow, type ReadRow, type RowReader } from './read-row.ts'

/** The place that the code of a staged row is bound to. */
export const stagedCodePlace = (importId: string, line: number): string =>
  `import_row.code_sealed:${importId}:${line}`

export type Staging = {
  importId: string
  rows: AsyncIterable<CsvRow>
  reader: RowReader
  secrets: Secrets
  /** In place of import_row. */
  table?: string
  /** Called after each hundred rows. */
  onProgress: (rows: number) => Promise<void>
}

export type Staged = {
  rows: number
  warnings: (RowProblem & { line: number | null })[]
}

export const stagedColumns =
  'import_id, line, cells, code_sealed, fields, identifier_key, user_name, derived_identifier, derived_user, new_device_id, new_user_id, unreadable, problems'

/** Reads the rows of a file and streams them into the staging table by COPY; a file that breaks leaves no row behind. */
export async function stageRows(client: pg.ClientBase, staging: Staging): Promise<Staged> {
  const codes = codeCounter(staging.reader)
  let count = 0
  async function* lines() {
    for await (const csvRow of staging.rows) {
      const row = readRow(csvRow, staging.reader)
      codes.add(row)
      yield columnsOf(row, staging)
      if (++count % 100 === 0) await staging.onProgress(count)
    }
  }
  await copyRows(client, `${staging.table ?? 'import_row'} (${stagedColumns})`, lines())
  return { rows: count, warnings: codes.warnings() }
}

function columnsOf(row: ReadRow, { importId, secrets }: Staging) {
  const { line, cells, code, fields, derivedIdentifier, derivedUser, problems } = row
  return [
    importId,
    line,
    cells,
    code === null ? null : secrets.seal(stagedCodePlace(importId, line), code),
    { json: fields },
    fields['identifier']?.toLowerCase() ?? null,
    fields['userName'] ?? null,
    derivedIdentifier,
    derivedUser,
    uuidv7(),
    uuidv7(),
    isUnreadable(row),
    { json: problems },
  ]
}

/** S3: codes that several rows share are told once per file, without the code. */
function codeCounter({ columns }: RowReader) {
  const column = columns.find(({ column }) => column.kind === 'code')?.name ?? 'Code'
  const seen = new Map<string, { line: number; rows: number }>()
  return {
    add({ code, line }: ReadRow): void {
      if (code === null) return
      const known = seen.get(code)
      if (known) known.rows++
      else seen.set(code, { line, rows: 1 })
    },
    warnings: (): Staged['warnings'] =>
      [...seen.values()]
        .filter(({ rows }) => rows > 1)
        .slice(0, 20)
        .map(({ line, rows }) => ({
          column,
          code: 'code.shared',
          severity: 'warning',
          line,
          message: `${rows} rows have the code of line ${line}: who knows one of them can try it on the others`,
        })),
  }
}
