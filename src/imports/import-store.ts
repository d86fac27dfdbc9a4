import { sql } from 'kysely'
import type { ColumnMapping, Import, ImportCounts, RowProblem } from '../contract/import.ts'
import type { Page } from '../contract/common.ts'
import { decodeIdCursor, pageOf } from '../platform/db/paging.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Tables } from '../platform/db/tables.ts'
import { announce } from '../platform/events/live.ts'

type Row = { [C in keyof Tables['import']]: unknown }

const noCounts: ImportCounts = {
  rows: 0,
  create: 0,
  update: 0,
  unchanged: 0,
  clear: 0,
  reject: 0,
  mails: 0,
}

const toImport = (row: Row): Import =>
  ({
    id: row.id,
    fileName: row.file_name,
    state: row.state,
    format: row.format,
    mode: row.mode,
    encoding: row.encoding,
    delimiter: row.delimiter,
    mapping: row.mapping,
    counts: { ...noCounts, ...(row.counts as object) },
    headerProblems: row.header_problems,
    warnings: row.warnings,
    error: row.error,
    createdBy: row.created_by,
    createdAt: row.created_at,
    plannedAt: row.planned_at,
    appliedAt: row.applied_at,
    undoneAt: row.undone_at,
    progress: row.progress,
    result: row.result,
    mails: { changed: 0, all: 0, ...(row.mails as object) },
    clearsToConfirm: row.clears_to_confirm,
    replanned: row.replanned,
    undo: row.undo,
  }) as Import

export type NewImport = {
  id: string
  fileName: string
  format: string
  encoding: string
  delimiter: string
  header: readonly string[]
  mapping: readonly ColumnMapping[]
  hasHeader: boolean
  headerProblems: readonly RowProblem[]
  options: object
  createdBy: string
}

export async function insertImport(db: Db, values: NewImport): Promise<void> {
  const { id, fileName, format, encoding, delimiter, header, createdBy } = values
  await db
    .insertInto('import')
    .values({
      id,
      file_name: fileName,
      state: 'planning',
      format,
      encoding,
      delimiter,
      header: [...header],
      has_header: values.hasHeader,
      mapping: JSON.stringify(values.mapping),
      header_problems: JSON.stringify(values.headerProblems),
      options: JSON.stringify(values.options),
      created_by: createdBy,
    })
    .execute()
  await announce(db, { topic: 'import', id })
}

export async function findImport(db: Db, id: string): Promise<Import | undefined> {
  const row = await db.selectFrom('import').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toImport(row)
}

export type ImportSource = {
  header: string[]
  mapping: ColumnMapping[]
  hasHeader: boolean
  format: string | null
  delimiter: string | null
  options: unknown
  warnings: unknown
}

/** What the planner and the reject file need to know of the file. */
export const findSource = (db: Db, id: string): Promise<ImportSource> =>
  db
    .selectFrom('import')
    .select(['header', 'mapping', 'format', 'delimiter', 'options', 'warnings', 'has_header as hasHeader'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

/** Newest first; ids of UUIDv7 sort by time. */
export async function listImports(
  db: Db,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Import>> {
  let query = db
    .selectFrom('import')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (cursor) query = query.where('id', '<', decodeIdCursor(cursor).id)
  const rows = await query.execute()
  const { total } = await db
    .selectFrom('import')
    .select(sql<number>`count(*)`.as('total'))
    .executeTakeFirstOrThrow()
  return { ...pageOf(rows, limit, ({ id }) => ({ key: null, id }), toImport), total }
}

export type Planned = {
  mode: string
  counts: ImportCounts
  mails: Import['mails']
  clearsToConfirm: number | null
  warnings: Import['warnings']
  replanned: Import['replanned']
}

export async function setPlanned(trx: Trx, id: string, planned: Planned): Promise<void> {
  await trx
    .updateTable('import')
    .set({
      state: 'planned',
      mode: planned.mode,
      counts: JSON.stringify(planned.counts),
      mails: JSON.stringify(planned.mails),
      clears_to_confirm: planned.clearsToConfirm,
      warnings: JSON.stringify(planned.warnings),
      replanned: planned.replanned && JSON.stringify(planned.replanned),
      progress: null,
      planned_at: sql<string>`clock_timestamp()`,
    })
    .where('id', '=', id)
    .execute()
  await announce(trx, { topic: 'import', id })
}

export async function setApplied(
  trx: Trx,
  id: string,
  applied: { options: object; result: NonNullable<Import['result']>; at: Date },
): Promise<void> {
  await trx
    .updateTable('import')
    .set({
      state: 'applied',
      apply_options: JSON.stringify(applied.options),
      result: JSON.stringify(applied.result),
      progress: null,
      // An undo reckons from it what the expiry of the devices was made.
      applied_at: applied.at,
    })
    .where('id', '=', id)
    .execute()
  await announce(trx, { topic: 'import', id })
  await announce(trx, { topic: 'device', id: null })
  await announce(trx, { topic: 'user', id: null })
}

export async function setState(
  db: Db,
  id: string,
  state: Import['state'],
  error: string | null = null,
): Promise<void> {
  await db.updateTable('import').set({ state, progress: null, error }).where('id', '=', id).execute()
  await announce(db, { topic: 'import', id })
}

/** `done` counts rows. */
export type Progress = { phase: string; done: number; of: number | null }

const reportEveryMs = 500

/**
 * Tells how far the work is, at most twice a second, and each new phase at once. Seen by everybody who looks, also while the
 * transaction of the work itself is open.
 */
export function progressOf(db: Db, id: string): (progress: Progress) => Promise<void> {
  let begun: Begun = { phase: '', done: 0, at: 0 }
  let told = 0
  return async (progress) => {
    const now = performance.now()
    const { phase, done } = progress
    if (phase === begun.phase && now - told < reportEveryMs) return
    if (phase !== begun.phase) begun = { phase, done, at: now }
    told = now
    await setProgress(db, id, { ...progress, ...paceOf(progress, begun, now) })
  }
}

type Begun = { phase: string; done: number; at: number }

/** Rows per second since the phase began, and what that makes of the rest; null before there is anything to reckon with. */
function paceOf({ done, of }: Progress, begun: Begun, now: number) {
  const seconds = (now - begun.at) / 1000
  const rate = seconds > 0 ? (done - begun.done) / seconds : 0
  if (rate <= 0) return { rowsPerSecond: null, secondsLeft: null }
  return {
    rowsPerSecond: Math.round(rate),
    secondsLeft: of === null ? null : Math.ceil(Math.max(0, of - done) / rate),
  }
}

async function setProgress(db: Db, id: string, progress: NonNullable<Import['progress']>): Promise<void> {
  await db
    .updateTable('import')
    .set({ progress: JSON.stringify(progress) })
    .where('id', '=', id)
    .execute()
  await announce(db, { topic: 'import', id, progress })
}

export const setFileWarnings = (db: Db, id: string, warnings: Import['warnings']) =>
  db
    .updateTable('import')
    .set({ warnings: JSON.stringify(warnings) })
    .where('id', '=', id)
    .execute()

export async function setFailed(db: Db, id: string): Promise<void> {
  await db.deleteFrom('import_row').where('import_id', '=', id).execute()
  await db
    .updateTable('import')
    .set({
      state: 'failed',
      progress: null,
      error: 'The server stopped while the file was read. Upload it again',
    })
    .where('id', '=', id)
    .execute()
}

export const deleteImport = (db: Db, id: string) => db.deleteFrom('import').where('id', '=', id).execute()
