import { sql } from 'kysely'
import type { z } from 'zod'
import { importLimits, type GivenMapping, type Import, type ImportOptions } from '../contract/import.ts'
import type { ProblemCode } from '../contract/problems.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { CsvError, type CsvReason } from '../protocol/csv/csv-error.ts'
import type { Delimiter, Encoding } from '../protocol/csv/detect.ts'
import type { CsvSource } from '../protocol/csv/csv-source.ts'
import { openCsv, type Csv } from '../protocol/csv/open-csv.ts'
import { withImportLock } from './import-lock.ts'
import { deleteImport, findImport, insertImport, progressOf, setFileWarnings } from './import-store.ts'
import { recallMapping, rememberMapping } from './mapping-memory.ts'
import { planImport } from './plan-import.ts'
import { recognizeList, type RecognizedFile } from './recognize-file.ts'
import { rowReader } from './row-reader.ts'
import { stageRows } from './stage-import.ts'

export type Upload = {
  fileName: string
  /** The bytes from their beginning, at every call. */
  open: CsvSource
  format?: string | undefined
  mapping?: GivenMapping | undefined
  encoding?: Encoding | undefined
  delimiter?: Delimiter | undefined
  options: z.infer<typeof ImportOptions>
}

/** Reads a file into the staging table and plans it. A file that cannot be read leaves nothing behind. */
export async function createImport(platform: Platform, actor: Actor, upload: Upload): Promise<Import> {
  try {
    const { encoding, delimiter } = upload
    const csv = await openCsv(upload.open, { limits: importLimits, encoding, delimiter })
    return await stageAndPlan(platform, actor, upload, csv)
  } catch (error) {
    throw error instanceof CsvError ? fileProblem(error) : error
  }
}

async function stageAndPlan(platform: Platform, actor: Actor, upload: Upload, csv: Csv): Promise<Import> {
  const { db } = platform
  const { format, mapping, options } = upload
  const remembered = await recallMapping(db, csv.head[0]!.cells)
  const file = recognizeList(csv.head, {
    format,
    mapping,
    strict: options.strict,
    platform: options.platform,
    remembered,
  })
  const id = uuidv7()
  return withImportLock(platform.pool, id, async (client) => {
    const report = progressOf(db, id)
    await insertImport(db, { id, ...factsOf(upload, csv, file), createdBy: actor.name })
    try {
      const staged = await stageRows(client, {
        importId: id,
        rows: csv.rows(file.hasHeader),
        reader: await rowReader(db, file, options),
        secrets: platform.secrets,
        onProgress: (done) => report({ phase: 'reading', done, of: null }),
      })
      await setFileWarnings(db, id, staged.warnings)
      await countForPlanner(db, staged.rows)
      await report({ phase: 'planning', done: staged.rows, of: staged.rows })
      await planImport(platform, id, {
        finish: (trx) => noteUpload(trx, actor, { id, upload, file, rows: staged.rows }),
      })
    } catch (error) {
      await deleteImport(db, id)
      throw error
    }
    return (await findImport(db, id))!
  })
}

const manyRows = 1000

/**
 * The planning joins rows that came a moment ago: by the numbers of before the database would go through all of them for each. Not
 * in the transaction of the planning, where imports would wait for each other.
 */
async function countForPlanner(db: Db, rows: number): Promise<void> {
  if (rows > manyRows) await sql`analyze import_row`.execute(db)
}

type Noted = { id: string; upload: Upload; file: RecognizedFile; rows: number }

async function noteUpload(trx: Trx, actor: Actor, { id, upload, file, rows }: Noted): Promise<void> {
  const { format, header, hasHeader } = file
  const mapping = file.mapping.map(({ index, field }) => ({ index, field }))
  if (upload.mapping && hasHeader)
    await rememberMapping(trx, header, { format: format.id, mapping }, actor.name)
  await recordAudit(trx, actor, {
    action: 'import.planned',
    target: { kind: 'import', id, name: upload.fileName },
    after: { format: format.id, rows },
  })
}

const factsOf = (upload: Upload, csv: Csv, file: RecognizedFile) => ({
  fileName: upload.fileName,
  format: file.format.id,
  encoding: csv.encoding,
  delimiter: csv.delimiter,
  header: file.header,
  hasHeader: file.hasHeader,
  mapping: file.mapping,
  headerProblems: file.headerProblems,
  options: upload.options,
})

const problemOf: Record<CsvReason, ProblemCode> = {
  empty: 'import.file-empty',
  compressed: 'import.file-unreadable',
  'not-text': 'import.file-unreadable',
  encoding: 'import.encoding-unknown',
  nul: 'import.file-unreadable',
  quote: 'import.file-unreadable',
  'too-large': 'import.file-too-large',
}

const limitsInWords = `A file may have ${importLimits.bytes / 1024 / 1024} MB, ${importLimits.rows.toLocaleString('en')} rows, ${importLimits.columns} columns and ${importLimits.cellCharacters.toLocaleString('en')} characters in a cell`

function fileProblem(error: CsvError): Problem {
  const { reason, message, line, candidates } = error
  const detail = reason === 'too-large' ? `${message}. ${limitsInWords}` : message
  const facts = {
    detail,
    ...(line === null ? {} : { line }),
    ...(reason === 'encoding' ? { candidates } : {}),
  }
  return new Problem(problemOf[reason], facts, { cause: error })
}

export const fileTooLarge = (): Problem => new Problem('import.file-too-large', { detail: limitsInWords })
