import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type pg from 'pg'

/** Any fixed number; all servers on one database must agree on it. */
const migrationLock = 7_110_521

export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

type Migration = { name: string; sql: string; hash: string }

/** All pending migrations in one transaction under an advisory lock: a database is at one version or the next, never between. */
export async function migrate(pool: pg.Pool, folder: string): Promise<string[]> {
  const known = readMigrations(folder)
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock])
    await client.query(
      `create table if not exists schema_migration (name text primary key, hash text not null, applied_at timestamptz not null default now())`,
    )
    const { rows } = await client.query<{ name: string; hash: string }>(
      'select name, hash from schema_migration order by name',
    )
    const pending = pendingMigrations(known, rows)
    for (const { name, sql, hash } of pending) {
      await client.query(sql)
      await client.query('insert into schema_migration (name, hash) values ($1, $2)', [name, hash])
    }
    await client.query('commit')
    return pending.map(({ name }) => name)
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((file) => /^\d{4}_[\w-]+\.sql$/.test(file))
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name), 'utf8')
      return { name, sql, hash: createHash('sha256').update(sql).digest('hex') }
    })
}

function pendingMigrations(known: Migration[], applied: { name: string; hash: string }[]): Migration[] {
  const byName = new Map(known.map((migration) => [migration.name, migration]))
  for (const { name, hash } of applied) {
    const ours = byName.get(name)
    if (!ours)
      throw new MigrationError(
        `The database has the migration ${name}, which this Muster does not know: it was written by a newer version. Install that version, or restore a backup.`,
      )
    if (ours.hash !== hash)
      throw new MigrationError(
        `The migration ${name} differs from the one that made this database. Install the version that made it.`,
      )
  }
  const done = new Set(applied.map(({ name }) => name))
  return known.filter(({ name }) => !done.has(name))
}
