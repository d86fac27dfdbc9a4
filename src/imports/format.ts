/** What a cell holds; `read-cell.ts` has the rule of each. */
export type CellKind =
  | 'code'
  | 'days'
  | 'dep-method'
  | 'email'
  | 'identifier'
  | 'imei'
  | 'long-text'
  | 'mac'
  | 'meid'
  | 'name'
  | 'names'
  | 'platform'
  | 'serial'
  | 'text'
  | 'udid'
  | 'user-name'

export type Column = {
  /** As in the header; compared exactly in strict mode. */
  name: string
  /** The name of the value in plans, and of the field in the API where there is one. */
  field: string
  of: 'user' | 'device'
  kind: CellKind
  aliases: string[]
  rule: string
  example: string
}

/** A format is data: adding one touches its file, the list in `formats.ts` and a test. */
export type Format = {
  id: string
  name: string
  description: string
  columns: Column[]
  /** Rows by column name; they import cleanly into an empty installation. */
  sample: Record<string, string>[]
}
