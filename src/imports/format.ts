import { z } from 'zod'
import { Ownership, Platform, DepMethod } from '../contract/device.ts'

/** What a cell holds; `read-cell.ts` has the rule of each. */
export type CellKind =
  | 'attribute'
  | 'code'
  | 'days'
  | 'dep-method'
  | 'email'
  | 'hardware-id'
  | 'identifier'
  | 'imei'
  | 'long-text'
  | 'mac'
  | 'meid'
  | 'name'
  | 'names'
  | 'owner'
  | 'ownership'
  | 'phone'
  | 'platform'
  | 'serial'
  | 'short-text'
  | 'text'
  | 'udid'
  | 'user-name'

const FormatColumn = z.strictObject({
  /** As in the header; compared exactly in strict mode. In a list without a header a name for people. */
  name: z.string().min(1),
  /** A field of `fields.ts`, or `customAttributes.<name>`. */
  field: z.string(),
  aliases: z.array(z.string()).default([]),
  /** Spellings of the product, in lower case, and what they mean here: `{ "computer": "macos" }`. */
  values: z.record(z.string(), z.string()).default({}),
  /** In place of the field's own. */
  rule: z.string().optional(),
  example: z.string().optional(),
})

/** One file of `formats/`. A format is data: adding one adds a file there and its test. */
export const FormatFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  product: z.string(),
  name: z.string(),
  /** What it is and what it does, for people who choose. */
  description: z.string(),
  subject: z.enum(['devices', 'users', 'both']),
  /** False: files of this kind have no header, and the columns are those of their position. A header with their names is read too. */
  header: z.boolean().default(true),
  /** `exact`: upper and lower case count, and another spelling is read with a warning (B16). `free`: letters and digits count. */
  spelling: z.enum(['exact', 'free']).default('free'),
  columns: z.array(FormatColumn),
  /** All columns by their position in a list without a header, ignored ones too; without it, those of `columns`. */
  order: z.array(z.string()).optional(),
  /** Columns that are known and not imported. */
  ignored: z.array(z.string()).default([]),
  /** Columns with passwords: their cells are not even kept. */
  secret: z.array(z.string()).default([]),
  /** What becomes of further columns: reported as unknown, or kept as custom attributes of the device. */
  others: z.enum(['report', 'attributes']).default('report'),
  /** Columns whose name begins so are custom attributes named by the rest. */
  attributePrefixes: z.array(z.string()).default([]),
  /** Columns of which one list must be complete for the header to be this format's. */
  required: z.array(z.array(z.string())).min(1),
  /** For lists without a header: how many columns, and what (at least `share` of) the cells of a column look like. The first is 0. */
  looks: z
    .strictObject({
      columns: z.tuple([z.int(), z.int()]),
      cells: z.array(
        z.strictObject({
          column: z.int(),
          as: z.enum(['imei', 'serial', 'hardware-id', 'email', 'base64', 'words']),
          /** In lower case. */
          words: z.array(z.string()).optional(),
          share: z.number().gt(0).max(1),
        }),
      ),
    })
    .optional(),
  /** What names the device, in this order. Without `identifier` the record is found by hardware numbers, and a new one is named after the first. */
  identify: z.array(z.enum(['identifier', 'imei', 'meid', 'serial'])).default([]),
  /** Whether the matrix of features.md 1.1.1 holds: users and devices in every row, or devices only, or users only (B15). */
  matrix: z.boolean().default(false),
  /** What each row must have, as lists of fields of which one must be complete, after `deriveRow`; besides the matrix. */
  needs: z.array(z.array(z.string())).default([]),
  /** B48: whether a blank cell clears what is there. Lists of other products only add. */
  blank: z.enum(['clears', 'keeps']).default('keeps'),
  /** What a cell says to clear a custom attribute, where a blank one keeps it. */
  clears: z.string().min(1).optional(),
  /** What a new device gets when the row does not say. depMethod counts for Apple devices with a serial number. */
  defaults: z
    .strictObject({
      platform: Platform.optional(),
      depMethod: DepMethod.optional(),
      ownership: Ownership.optional(),
    })
    .default({}),
  /** The list does not say which system its devices have, and the default is a guess that the plan must name. */
  platformAssumed: z.boolean().default(false),
  /** What separates several names in one cell. */
  separator: z.string().default('|'),
  /** Why lists of this kind are recognized and not imported. */
  refused: z.string().optional(),
  /** Whether a source confirms the spelling of the header (reference/csv-formats.json). */
  confirmed: z.boolean(),
  /** Rows by column name; they import cleanly into an empty installation. */
  sample: z.array(z.record(z.string(), z.string())),
})
export type FormatFile = z.infer<typeof FormatFile>

export type Column = {
  name: string
  field: string
  of: 'user' | 'device'
  kind: CellKind
  aliases: string[]
  values: Record<string, string>
  rule: string
  example: string
}
export type Format = Omit<FormatFile, 'columns'> & { columns: Column[] }
