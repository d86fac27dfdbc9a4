import type pg from 'pg'

const scalar: Record<string, string> = {
  bool: 'boolean',
  bytea: 'Buffer',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  jsonb: 'Json',
  text: 'string',
  timestamptz: 'Time',
  uuid: 'string',
}

type Column = {
  table: string
  column: string
  type: string
  nullable: boolean
  hasDefault: boolean
  generated: boolean
}

/** The TypeScript of src/platform/db/tables.ts, from the catalog of a migrated database. */
export async function generateTables(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<Column>(`
    select c.relname as table, a.attname as column, t.typname as type, not a.attnotnull as nullable,
           a.atthasdef and a.attgenerated = '' as "hasDefault", a.attgenerated <> '' as generated
    from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
      and c.relname <> 'schema_migration'
    order by c.relname, a.attnum`)
  const tables = Map.groupBy(rows, ({ table }) => table)
  const bodies = [...tables].map(([name, columns]) => `  ${name}: {\n${columns.map(field).join('\n')}\n  }`)
  return `// Generated from the migrated catalog by "npm run generate". Do not edit.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

/** Read as RFC 3339 text in UTC. */
type Time = ColumnType<string, Date | string, Date | string>
type NullableTime = ColumnType<string | null, Date | string | null | undefined, Date | string | null>
type DefaultTime = ColumnType<string, Date | string | undefined, Date | string>
/** Read as parsed JSON; written as text made by JSON.stringify, so that arrays are not taken for PostgreSQL arrays. */
// oxlint-disable-next-line typescript/no-explicit-any -- each store gives the value its type
type Json = ColumnType<any, string, string>
// oxlint-disable-next-line typescript/no-explicit-any -- see above
type NullableJson = ColumnType<any, string | null | undefined, string | null>
// oxlint-disable-next-line typescript/no-explicit-any -- see above
type DefaultJson = ColumnType<any, string | undefined, string>

export type Tables = {
${bodies.join('\n')}
}
`
}

function field({ column, type, nullable, hasDefault, generated }: Column): string {
  const base = type.startsWith('_') ? `${scalar[type.slice(1)]}[]` : scalar[type]
  if (!base) throw new Error(`generate-tables.ts has no TypeScript type for ${type} (column ${column})`)
  if (base === 'Time' || base === 'Json') {
    const kind = nullable ? `Nullable${base}` : hasDefault ? `Default${base}` : base
    return `    ${column}: ${kind}`
  }
  const read = nullable ? `${base} | null` : base
  if (generated) return `    ${column}: GeneratedAlways<${read}>`
  return `    ${column}: ${hasDefault ? `Generated<${read}>` : read}`
}
