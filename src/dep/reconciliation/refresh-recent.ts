import { sql } from 'kysely'
import type { Db } from '../../platform/db/database.ts'
import { chunksOf } from '../assignment.ts'
import { deviceRow } from '../device-row.ts'
import { correctListed } from './listed-devices.ts'
import type { Mending } from './mend-differences.ts'

const lagMinutes = 15

/**
 * Apple's list lags minutes behind an assignment that Apple has just confirmed. Such a device is asked for by itself, as its own
 * record is up to date; where that agrees there is no difference.
 */
export async function refreshRecent(mending: Mending): Promise<void> {
  const { platform, apple, accountId, signal } = mending
  for (const serials of chunksOf(await listRecent(platform.db, mending))) {
    signal.throwIfAborted()
    const details = await apple.ask(accountId, (client) => client.devices(serials))
    const rows = [...details.values()]
      .filter((device) => device.response_status === 'SUCCESS' && device.profile_status !== undefined)
      .map((device) => deviceRow(device, { isListing: true }))
    await correctListed(platform.db, accountId, rows)
  }
}

async function listRecent(
  db: Db,
  { accountId, since }: Pick<Mending, 'accountId' | 'since'>,
): Promise<string[]> {
  const { rows } = await sql<{ serial: string }>`
    select s.serial
    from dep_listed_device s join dep_device d on d.account_id = s.account_id and d.serial = s.serial
      join dep_assignment x on x.dep_device_id = d.id left join dep_profile w on w.id = x.profile_id
    where s.account_id = ${accountId} and x.state = 'assigned'
      and x.answered_at > ${since}::timestamptz - make_interval(mins => ${lagMinutes})
      and (case when s.profile_status in ('assigned', 'pushed') then s.profile_uuid end) is distinct from w.uuid
    order by s.serial`.execute(db)
  return rows.map(({ serial }) => serial)
}
