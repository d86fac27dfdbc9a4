import { sql } from 'kysely'
import type { Db } from '../platform/db/database.ts'
import { requestTables } from './request-store.ts'

/** Links that end within three days and that nobody has used: the next ten of them, since a class has many. */
export async function listEndingRequests(db: Db): Promise<{ id: string; name: string; expiresAt: string }[]> {
  const { rows } = await sql<{ id: string; name: string; expiresAt: string }>`
    select r.id, coalesce(d.identifier, u.user_name) as name, r.expires_at as "expiresAt" from ${requestTables}
    where r.ended_at is null and r.expires_at > now() and r.expires_at < now() + interval '3 days'
      and (d.enrolled_at is null or d.enrolled_at <= r.created_at) and d.status is distinct from 'withdrawn'
    order by r.expires_at, r.id limit 10`.execute(db)
  return rows
}

/** Requests that ended so long ago that nobody asks for them; what happened stays in the timelines. Called by a nightly job. */
export async function forgetOldRequests(db: Db): Promise<void> {
  await sql`delete from enrollment_request
    where coalesce(ended_at, expires_at) < now() - interval '400 days'`.execute(db)
}
