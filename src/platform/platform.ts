import type pg from 'pg'
import type { Clock } from './clock.ts'
import type { Db } from './db/database.ts'
import type { LiveEvents } from './events/live.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Log } from './log/log.ts'
import type { MailDefaults } from './mail/mail-server.ts'
import type { Secrets } from './secrets/secrets.ts'

/** What the composition root gives to every feature. Nothing here knows the product. */
export type Platform = {
  db: Db
  /** For COPY and cursors; everything else goes through `db`. */
  pool: pg.Pool
  secrets: Secrets
  jobs: Jobs
  live: LiveEvents
  log: Log
  clock: Clock
  /** Where people and devices reach this server, without a slash at the end. */
  publicUrl: () => string
  fetch: typeof globalThis.fetch
  mail: MailDefaults
}
