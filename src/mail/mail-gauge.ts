import { sql } from 'kysely'
import type { Db } from '../platform/db/database.ts'
import type { LiveGauge } from '../platform/http/live-gauge.ts'

/** What an alarm is set on: mails that pile up or fail. The sent ones are counted for a day, so that their rate can be seen. */
export const mailGauge = (db: Db): LiveGauge => ({
  name: 'muster_mails',
  help: 'Mails by state; sent and failed ones of the last 24 hours',
  label: 'state',
  read: async () => {
    const { rows } = await sql<{ state: string; mails: number }>`
      select 'waiting' as state, count(*) as mails from mail where state = 'waiting'
      union all select 'sent', count(*) from mail where state = 'sent' and tried_at > now() - interval '1 day'
      union all select 'failed', count(*) from mail where state = 'failed' and tried_at > now() - interval '1 day'`.execute(
      db,
    )
    return Object.fromEntries(rows.map(({ state, mails }) => [state, mails]))
  },
})
