import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import { Pool, types as parsers, type CustomTypesConfig, type PoolConfig } from 'pg'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>
/** Required where locks, audit rows or jobs must appear with their cause. */
export type Trx = Transaction<Tables>

export type Connection =
  { connectionString: string } | { host: string; port: number; user: string; database: string }
export type Database = { db: Db; pool: Pool; connection: Connection; close(): Promise<void> }

const int8 = 20
const timestamptz = 1184

/** PostgreSQL has more types than the driver's enumeration of them. */
const driverParser = parsers.getTypeParser as (oid: number, format?: 'text') => (text: string) => unknown

/** bigint as number (ours stay far below 2^53), times as RFC 3339 text in UTC; everything else as the driver does it. */
const types: CustomTypesConfig = {
  getTypeParser(oid: number, format?: unknown) {
    if (oid === int8) return Number
    if (oid === timestamptz) return (text: string) => new Date(text).toISOString()
    return driverParser(oid, format as 'text')
  },
}

export function openDatabase(connection: Connection, max = 20): Database {
  const full: PoolConfig = {
    ...connection,
    max,
    // Rather an error than a request that hangs while the database is away or every connection is taken.
    connectionTimeoutMillis: 15_000,
    types,
    application_name: 'muster',
    options: '-c timezone=UTC',
  }
  const pool = new Pool(full)
  // An idle connection that the server closes is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => {})
  // One that breaks while it is lent fails the query on it; its own error event, unheard, would end the process too.
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  let closed: Promise<void> | undefined
  return { db, pool, connection, close: () => (closed ??= closeAll(db, pool)) }
}

/** Kysely ends a pool that it has used; it may have been used without it. */
async function closeAll(db: Db, pool: Pool): Promise<void> {
  await db.destroy()
  if (!pool.ended) await pool.end()
}

/** PostgreSQL's unique violation, with the name of the index that refused. */
export function uniqueViolation(error: unknown): string | undefined {
  const { code, constraint } = (error ?? {}) as { code?: string; constraint?: string }
  return code === '23505' ? (constraint ?? '') : undefined
}

export function foreignKeyViolation(error: unknown): boolean {
  return (error as { code?: string } | null)?.code === '23503'
}
