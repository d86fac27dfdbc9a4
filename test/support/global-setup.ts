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
import { startPostgres15 } from './postgres-15.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that all tests of the run share, and the migrated database that each copies. */
    postgres: { host: string; port: number; user: string; template: string }
  }
}

const template = 'muster_template'

const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' }

/**
 * One PostgreSQL for the whole run; each test file gets its own database, copied from a migrated template. It is the embedded
 * one, or with MUSTER_TEST_POSTGRES=15 Debian's PostgreSQL 15, so that every journey can be run on it.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { host, port, user, stop } =
    process.env['MUSTER_TEST_POSTGRES'] === '15' ? await startPostgres15(settings) : await startEmbedded()
  await prepareTemplate({ host, port, user, database: template })
  project.provide('postgres', { host, port, user, template })
  return stop
}

async function startEmbedded() {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'muster-test-'))
  chmodSync(dataDir, 0o755)
  const { connection, stop } = await startEmbeddedPostgres(dataDir, settings)
  return {
    ...(connection as { host: string; port: number; user: string }),
    async stop() {
      await stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
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
