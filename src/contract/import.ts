import { z } from 'zod'
import { Id, ListQuery, Timestamp } from './common.ts'

/** Limits on what is read; stated on the upload box and in errors. */
export const importLimits = {
  bytes: 200 * 1024 * 1024,
  rows: 200_000,
  columns: 200,
  cellCharacters: 10_000,
} as const

/** What a file may be in; without one that is asked for, UTF-8 or what its byte order mark says. */
export const ImportEncoding = z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'shift_jis'])
export const ImportDelimiter = z.enum([',', ';', '\t'])

export const ImportState = z.enum(['planning', 'planned', 'applying', 'applied', 'undone', 'failed'])
export const RowOutcome = z.enum(['create', 'update', 'unchanged', 'reject'])
export type RowOutcome = z.infer<typeof RowOutcome>

export const FormatColumn = z.object({
  name: z.string(),
  field: z.string(),
  aliases: z.array(z.string()),
  rule: z.string(),
  example: z.string(),
})
export const ImportFormat = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  columns: z.array(FormatColumn),
})
export type ImportFormat = z.infer<typeof ImportFormat>

/** Where a column of the file goes. `field` null: the column is not imported, and the plan says so. */
export const ColumnMapping = z.object({
  column: z.string(),
  index: z.int(),
  field: z.string().nullable(),
  how: z.enum(['exact', 'alias', 'nearest', 'given', 'unknown']),
  proposal: z.string().nullable(),
})
export type ColumnMapping = z.infer<typeof ColumnMapping>

export const RowProblem = z.object({
  column: z.string(),
  code: z.string(),
  message: z.string(),
  severity: z.enum(['error', 'warning']),
})
export type RowProblem = z.infer<typeof RowProblem>
export const FieldChange = z.object({
  field: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})
export type FieldChange = z.infer<typeof FieldChange>

export const ImportCounts = z.object({
  rows: z.int(),
  create: z.int(),
  update: z.int(),
  unchanged: z.int(),
  clear: z.int(),
  reject: z.int(),
  mails: z.int(),
})
export type ImportCounts = z.infer<typeof ImportCounts>

export const Import = z.object({
  id: Id,
  fileName: z.string(),
  state: ImportState,
  format: z.string().nullable(),
  mode: z.enum(['all', 'devices', 'users']).nullable(),
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  mapping: z.array(ColumnMapping),
  counts: ImportCounts,
  headerProblems: z.array(RowProblem),
  warnings: z.array(RowProblem.extend({ line: z.int().nullable() })),
  error: z.string().nullable(),
  createdBy: z.string(),
  createdAt: Timestamp,
  plannedAt: Timestamp.nullable(),
  appliedAt: Timestamp.nullable(),
  progress: z.object({ phase: z.string(), done: z.int(), of: z.int().nullable() }).nullable(),
  result: z.object({ created: z.int(), updated: z.int(), rejected: z.int() }).nullable(),
})
export type Import = z.infer<typeof Import>

export const ImportRow = z.object({
  line: z.int(),
  outcome: RowOutcome,
  label: z.string(),
  changes: z.array(FieldChange),
  problems: z.array(RowProblem),
})
export type ImportRow = z.infer<typeof ImportRow>
export const ImportRowQuery = ListQuery.extend({ outcome: RowOutcome.optional() })

export const ImportOptions = z.strictObject({
  /** Strict refuses what guided mode proposes (B16): unknown columns and spellings are errors. */
  strict: z.boolean().default(false),
})
export const ApplyImport = z.strictObject({
  onReject: z.enum(['skip', 'abort']).default('abort'),
  mail: z.enum(['changed', 'all', 'none']).default('changed'),
})
export type ApplyImport = z.infer<typeof ApplyImport>
