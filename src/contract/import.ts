import { z } from 'zod'
import { Id, ListQuery, Timestamp } from './common.ts'
import { Platform } from './device.ts'

/** Limits on what is read; stated on the upload box and in errors. */
export const importLimits = {
  bytes: 200 * 1024 * 1024,
  rows: 200_000,
  columns: 200,
  cellCharacters: 10_000,
} as const

/** What a file may be in; without one that is asked for, what its byte order mark or all its bytes say. */
export const ImportEncoding = z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'shift_jis'])
export const ImportDelimiter = z.enum([',', ';', '\t', '|'])

export const ImportState = z.enum(['planning', 'planned', 'applying', 'applied', 'undone', 'failed'])
export const RowOutcome = z.enum(['create', 'update', 'unchanged', 'reject'])
export type RowOutcome = z.infer<typeof RowOutcome>

/** A value of a user or device that a column can be mapped to; `customAttributes.<name>` is one for any name. */
export const ImportField = z.object({
  field: z.string(),
  of: z.enum(['user', 'device']),
  rule: z.string(),
  example: z.string(),
})
export type ImportField = z.infer<typeof ImportField>

export const FormatColumn = z.object({
  name: z.string(),
  /** Null: the column is known and not imported. */
  field: z.string().nullable(),
  aliases: z.array(z.string()),
  rule: z.string(),
  example: z.string(),
})
export const ImportFormat = z.object({
  id: z.string(),
  product: z.string(),
  name: z.string(),
  description: z.string(),
  /** False: the columns are told by their position, since files of this kind have no header line. */
  header: z.boolean(),
  /** What a blank cell does to a value that is there already. */
  blank: z.enum(['clears', 'keeps']),
  /** Why lists of this kind are recognized and not imported; null for those that are. */
  refused: z.string().nullable(),
  columns: z.array(FormatColumn),
})
export type ImportFormat = z.infer<typeof ImportFormat>

/**
 * Where a column of the file goes. `field` null: it is not imported, and the plan says so. `dropped`: a password, which is not
 * even kept. `samples`: the first values of the column, shortened; none of codes.
 */
export const ColumnMapping = z.object({
  column: z.string(),
  index: z.int(),
  field: z.string().nullable(),
  how: z.enum([
    'exact',
    'alias',
    'nearest',
    'position',
    'attribute',
    'given',
    'remembered',
    'ignored',
    'dropped',
    'unknown',
  ]),
  proposal: z.string().nullable(),
  samples: z.array(z.string()).default([]),
})
export type ColumnMapping = z.infer<typeof ColumnMapping>

/** A column by its name in the header or by its position (the first is 0), and where it goes; null: it is not imported. */
export const GivenMapping = z
  .array(
    z.strictObject({
      column: z.string().max(10_000).optional(),
      index: z.int().min(0).max(importLimits.columns).optional(),
      field: z.string().max(120).nullable(),
    }),
  )
  .max(importLimits.columns)
export type GivenMapping = z.infer<typeof GivenMapping>
export const RemapImport = z.strictObject({ format: z.string().max(60).optional(), mapping: GivenMapping })

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

/** What became different when a plan that was no longer true was made again. */
export const Replanned = z.object({
  at: Timestamp,
  /** How many rows have another outcome or other differences. */
  rows: z.int(),
  before: ImportCounts,
  examples: z.array(
    z.object({
      line: z.int(),
      label: z.string(),
      before: RowOutcome.nullable(),
      after: RowOutcome.nullable(),
    }),
  ),
})
/** Numbers of records and values; `kept` are values and records that were not put back, listed by `GET /imports/{id}/undo`. */
export const ImportUndo = z.object({
  restored: z.int(),
  removed: z.int(),
  kept: z.int(),
  /** Check-in mails that had gone out and cannot be called back. */
  mailsSent: z.int(),
})
export type ImportUndo = z.infer<typeof ImportUndo>

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
  undoneAt: Timestamp.nullable(),
  progress: z
    .object({
      phase: z.string(),
      done: z.int(),
      of: z.int().nullable(),
      rowsPerSecond: z.int().nullable(),
      secondsLeft: z.int().nullable(),
    })
    .nullable(),
  /** Check-in mails by what is asked for at apply; `counts.mails` is that of `changed`. */
  mails: z.object({ changed: z.int(), all: z.int() }),
  /** The number of clears that apply wants confirmed (`confirmClears`); null when there are few. */
  clearsToConfirm: z.int().nullable(),
  replanned: Replanned.nullable(),
  undo: ImportUndo.nullable(),
  result: z.object({ created: z.int(), updated: z.int(), rejected: z.int() }).nullable(),
})
export type Import = z.infer<typeof Import>

export const ImportRow = z.object({
  line: z.int(),
  outcome: RowOutcome,
  label: z.string(),
  changes: z.array(FieldChange),
  problems: z.array(RowProblem),
  /** Where a check-in mail would go with `mail: changed`. */
  mailTo: z.string().nullable(),
})
export type ImportRow = z.infer<typeof ImportRow>

/** `q` searches identifier, user name and serial number; `problem` is the code of a problem. */
export const ImportRowQuery = ListQuery.extend({
  outcome: RowOutcome.optional(),
  problem: z.string().max(60).optional(),
  /** Only rows that clear a value, or that would send a mail. */
  with: z.enum(['clear', 'mail']).optional(),
  /** How many of the rows to pass over, for who jumps into the middle of a long list; without a cursor. */
  offset: z.coerce.number().int().min(0).max(importLimits.rows).default(0),
})

export const ImportOptions = z.strictObject({
  /** Strict refuses what guided mode proposes (B16): unknown columns and spellings are errors. */
  strict: z.boolean().default(false),
  /** False: the users of the file only (H18). */
  preEnroll: z.boolean().default(true),
  /** What new devices are where neither the file nor Apple's list says. */
  platform: Platform.optional(),
  /** What happens to users that exist already (H29). */
  existingUsers: z.enum(['replace', 'skip']).default('replace'),
  /** The mail domain whose people have plain user names (H11); the setting `tenantDomain` when left out. */
  domain: z.string().trim().max(253).optional(),
  /** The bulk enrollment whose list the devices of the file join, new ones with its user. */
  target: Id.optional(),
  /** A device of another bulk enrollment moves to the target; otherwise its row is rejected. */
  moveFromOtherLists: z.boolean().default(false),
  /** What a cell says to clear a custom attribute, in place of the mark that the format has. */
  clearMark: z.string().trim().min(1).max(20).optional(),
})
export type ImportOptions = z.infer<typeof ImportOptions>
export const ApplyImport = z.strictObject({
  onReject: z.enum(['skip', 'abort']).default('abort'),
  mail: z.enum(['changed', 'all', 'none']).default('changed'),
  /** Lines whose device gets no check-in mail all the same (H30). */
  mailExcept: z.array(z.int()).max(10_000).default([]),
  /** The number of cells that lose their value; wanted when `clearsToConfirm` of the plan says so. */
  confirmClears: z.int().optional(),
})
export type ApplyImport = z.infer<typeof ApplyImport>

/** A value or record that an undo leaves as it is, and why. */
export const UndoNote = z.object({
  line: z.int(),
  label: z.string(),
  subject: z.enum(['device', 'user']),
  field: z.string().nullable(),
  code: z.string(),
  message: z.string(),
})
export type UndoNote = z.infer<typeof UndoNote>
/** What an undo would do, or did. `notes` are the first 500. */
export const UndoPlan = ImportUndo.extend({ notes: z.array(UndoNote) })
export type UndoPlan = z.infer<typeof UndoPlan>
