import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/platform/db/embedded-postgres.ts'
import { openDatabase, type Connection } from '../../src/platform/db/database.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { createJobs } from '../../src/platform/jobs/jobs.ts'
import { createLog } from '../../src/platform/log/log.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that all tests of the run share, and the migrated database that each copies. */
    postgres: { host: string; port: number; user: string; template: string }
  }
}

const template = 'muster_template'

/** One PostgreSQL for the whole run; each test file gets its own database, copied from a migrated template. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'muster-test-'))
  chmodSync(dataDir, 0o755)
  const embedded = await startEmbeddedPostgres(dataDir, {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '300',
  })
  const { host, port, user } = embedded.connection as { host: string; port: number; user: string }
  await prepareTemplate({ host, port, user, database: template })
  project.provide('postgres', { host, port, user, template })
  return async () => {
    await embedded.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function prepareTemplate(
  connection: Connection & { host: string; port: number; user: string },
): Promise<void> {
  const client = new Client({ ...connection, database: 'postgres' })
  await client.connect()
  await client.query(`create database ${template}`)
  await client.end()
  const { pool, close } = openDatabase(connection, 2)
  await migrate(pool, 'migrations')
  await close()
  const jobs = createJobs(connection, createLog('silent'), { work: false })
  await jobs.start()
  await jobs.stop()
  // A template must have no other session while it is copied.
  const last = new Client({ ...connection, database: 'postgres' })
  await last.connect()
  await last.query(`alter database ${template} allow_connections false`)
  await last.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [template])
  await last.end()
}
