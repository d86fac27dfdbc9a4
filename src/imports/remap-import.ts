import type pg from 'pg'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Import, ImportOptions, RemapImport } from '../contract/import.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Db } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import type { CsvRow } from '../protocol/csv/records.ts'
import { importNotFound } from './apply-import.ts'
import { refuseForgotten } from './forget-imports.ts'
import { withImportLock } from './import-lock.ts'
import { findImport, findSource, progressOf, setState } from './import-store.ts'
import { rememberMapping } from './mapping-memory.ts'
import { planImport } from './plan-import.ts'
import { recognizeList, type RecognizedFile } from './recognize-file.ts'
import { rowReader } from './row-reader.ts'
import { stagedCodePlace, stagedColumns, stageRows } from './stage-import.ts'

type Wanted = z.infer<typeof RemapImport>

/**
 * Reads the rows of a planned import again with its columns mapped otherwise (H20), from what was kept of the file, and plans it
 * anew. The correction is remembered for the next file with this header.
 */
export function remapImport(platform: Platform, actor: Actor, id: string, wanted: Wanted): Promise<Import> {
  return withImportLock(platform.pool, id, async (client) => {
    const { db } = platform
    const found = await findImport(db, id)
    if (!found) throw importNotFound(id)
    if (found.state !== 'planned')
      throw new Problem('import.not-planned', { detail: `The import is ${found.state}`, state: found.state })
    refuseForgotten(found)
    const file = await recognizeAgain(db, id, wanted)
    await setState(db, id, 'planning')
    try {
      await stageAgain(platform, client, id, file)
      await planImport(platform, id, { finish: (trx) => note(trx, actor, { found, file }) })
    } catch (error) {
      await setState(db, id, 'planned')
      throw error
    }
    return (await findImport(db, id))!
  })
}

const headRows = 100

async function recognizeAgain(db: Db, id: string, { format, mapping }: Wanted): Promise<RecognizedFile> {
  const source = await findSource(db, id)
  const { rows } = await sql<CsvRow>`
    select line, cells from import_row where import_id = ${id} order by line limit ${headRows}`.execute(db)
  const head = source.hasHeader ? [{ line: 1, cells: source.header }, ...rows] : rows
  const { strict, platform } = source.options as ImportOptions
  const kept = format === undefined || format === source.format ? givenBefore(source.mapping, mapping) : []
  const file = recognizeList(head, {
    format: format ?? source.format ?? undefined,
    mapping: [...kept, ...mapping],
    strict,
    platform,
    hasHeader: source.hasHeader,
  })
  if (file.hasHeader === source.hasHeader) return file
  throw new Problem('import.mapping-refused', {
    detail: `The format ${file.format.name} does not fit: ${source.hasHeader ? 'it has no header line, and the file has one' : 'it has a header line, and the file has none'}`,
  })
}

/** What was mapped by hand before and is not mapped otherwise now; by position, as names may repeat. */
function givenBefore(before: Import['mapping'], wanted: Wanted['mapping']): Wanted['mapping'] {
  const taken = new Set(wanted.flatMap(({ field }) => field ?? []))
  return before
    .filter(
      ({ how, field }) => (how === 'given' || how === 'remembered') && (field === null || !taken.has(field)),
    )
    .filter(({ index, column }) => !wanted.some((entry) => entry.index === index || entry.column === column))
    .map(({ index, field }) => ({ index, field }))
}

/** The rows are read on one connection and staged on the other; the old ones go in the transaction that brings the new ones. */
async function stageAgain(
  platform: Platform,
  client: pg.PoolClient,
  id: string,
  file: RecognizedFile,
): Promise<void> {
  const { db, secrets } = platform
  const { options, mapping } = await findSource(db, id)
  const report = progressOf(db, id)
  const codeIndex = mapping.find(({ field }) => field === 'code')?.index
  await client.query('begin')
  try {
    await client.query(
      'create temporary table import_restaged (like import_row including defaults) on commit drop',
    )
    const staged = await stageRows(client, {
      importId: id,
      rows: keptRows(platform, id, codeIndex),
      reader: await rowReader(db, file, options as ImportOptions),
      secrets,
      table: 'import_restaged',
      onProgress: (done) => report({ phase: 'reading', done, of: null }),
    })
    await client.query('delete from import_row where import_id = $1', [id])
    await client.query(
      `insert into import_row (${stagedColumns}) select ${stagedColumns} from import_restaged order by line`,
    )
    await client.query(
      'update import set format = $2, header = $3, mapping = $4, header_problems = $5, warnings = $6 where id = $1',
      [
        id,
        file.format.id,
        file.header,
        ...[file.mapping, file.headerProblems, staged.warnings].map((value) => JSON.stringify(value)),
      ],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

const batchSize = 2000

type Kept = { line: number; cells: string[]; code_sealed: Buffer | null }

/** The rows as they were uploaded: a code comes back into its cell. */
async function* keptRows(
  { db, secrets }: Platform,
  id: string,
  codeIndex: number | undefined,
): AsyncGenerator<CsvRow> {
  for (let last = 0; ;) {
    const { rows } = await sql<Kept>`
      select line, cells, code_sealed from import_row
      where import_id = ${id} and line > ${last} order by line limit ${batchSize}`.execute(db)
    for (const { line, cells, code_sealed } of rows) {
      if (code_sealed && codeIndex !== undefined)
        cells[codeIndex] = secrets.openText(stagedCodePlace(id, line), code_sealed)
      yield { line, cells }
    }
    last = rows.at(-1)?.line ?? last
    if (rows.length < batchSize) return
  }
}

type Noted = { found: Import; file: RecognizedFile }

async function note(
  trx: Parameters<typeof recordAudit>[0],
  actor: Actor,
  { found, file }: Noted,
): Promise<void> {
  const mapping = file.mapping.map(({ index, field }) => ({ index, field }))
  if (file.hasHeader) await rememberMapping(trx, file.header, { format: file.format.id, mapping }, actor.name)
  await recordAudit(trx, actor, {
    action: 'import.mapped',
    target: { kind: 'import', id: found.id, name: found.fileName },
    before: { format: found.format, mapping: named(found.mapping) },
    after: { format: file.format.id, mapping: named(file.mapping) },
  })
}

const named = (mapping: Import['mapping']) =>
  Object.fromEntries(mapping.map(({ column, index, field }) => [column || `#${index + 1}`, field]))
