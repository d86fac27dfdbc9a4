import { sql } from 'kysely'
import type { Db } from '../../platform/db/database.ts'

/** The versions of a profile that a revision replaces, and whether the account gives one of them to new devices. */
export type Line = { accountId: string; ids: string[]; uuids: string[]; isDefault: boolean }

export type Affected = {
  id: string
  /** It has taken a version, and keeps that until it is erased. */
  was_pushed: boolean
  is_waiting: boolean
  is_throttled: boolean
}

export async function findLine(db: Db, accountId: string, versions: readonly Version[]): Promise<Line> {
  const ids = versions.map(({ id }) => id)
  const { default_profile_id: given } = await db
    .selectFrom('dep_account')
    .select('default_profile_id')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow()
  const isDefault = given !== null && ids.includes(given)
  return { accountId, ids, uuids: versions.map(({ uuid }) => uuid), isDefault }
}

type Version = { id: string; uuid: string }

/**
 * Every device that has a version at Apple, is to get one, or gets one as a device without a profile. Left alone are those for which
 * another profile, or none, is wanted: somebody decided that.
 */
export async function listAffected(db: Db, line: Line, now: Date): Promise<Affected[]> {
  const { accountId, ids, uuids, isDefault } = line
  const wished = sql`coalesce(x.profile_id = any(${ids}::uuid[]), false)`
  const { rows } = await sql<Affected>`
    select d.id, d.profile_status = 'pushed' and d.profile_uuid = any(${uuids}) as was_pushed,
      ${wished} and x.state = 'waiting' and x.apple_status is distinct from 'THROTTLED' as is_waiting,
      ${wished} and x.state = 'waiting' and x.apple_status is not distinct from 'THROTTLED' and x.next_try_at > ${now} as is_throttled
    from dep_device d left join dep_assignment x on x.dep_device_id = d.id
    where d.account_id = ${accountId} and d.gone_since is null and case
      when d.profile_status in ('assigned', 'pushed') then
        (d.profile_uuid = any(${uuids}) and (x.dep_device_id is null or ${wished} or x.state <> 'waiting'))
        or (${wished} and x.state <> 'assigned')
      else ${wished}
        or (d.profile_uuid = any(${uuids}) and x.dep_device_id is null)
        or (${isDefault} and (x.dep_device_id is null or (x.state = 'assigned' and x.profile_id is not null)))
      end
    order by d.id`.execute(db)
  return rows
}
