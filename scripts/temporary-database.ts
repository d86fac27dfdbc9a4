import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Connection } from '../src/platform/db/database.ts'
import { startEmbeddedPostgres } from '../src/platform/db/embedded-postgres.ts'

/** An empty PostgreSQL that is gone afterwards. */
export async function withTemporaryDatabase<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'muster-generate-'))
  chmodSync(dataDir, 0o755)
  const embedded = await startEmbeddedPostgres(dataDir, { fsync: 'off' })
  try {
    return await work(embedded.connection)
  } finally {
    await embedded.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
