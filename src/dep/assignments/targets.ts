import { sql, type RawBuilder } from 'kysely'
import type { DepTarget } from '../../contract/dep-assignment.ts'
import { heldUntil, isLimited, isThrottled } from '../assignment-store.ts'
import type { Db } from '../../platform/db/database.ts'
import { deviceConditions } from '../dep-device-store.ts'

/** What is wanted of the devices of a target: a profile of an account, or none. */
export type Wanted = { id: string; uuid: string; accountId: string } | null

/** More devices than these are answered with a resource to follow. */
export const mostAtOnce = 3000

/** Serial numbers of a target above `after`, up to `to` (null: all above), for what was asked at a time. */
export type Slice = { after: string; to: string | null; askedAt: string }

/** In which group a device of a target is (contract: `DepAssignPreview`). */
export type Kind = 'asked' | 'settled' | 'throttled' | 'limited' | 'other-account' | 'gone'

/**
 * Selects the devices of a target: id, serial, account_id, profile_status, profile_uuid, kind, held_until, is_newer (a slice:
 * somebody asked for something after the order was given). A serial number that moved between servers has a record in each, of which one is taken: that of the wanted profile's account, or a live one.
 */
export function selectTarget(
  target: DepTarget,
  wanted: Wanted,
  now: Date,
  slice?: Slice,
): RawBuilder<unknown> {
  const accountId = wanted?.accountId ?? null
  const has = wanted
    ? sql`d.profile_uuid is not distinct from ${wanted.uuid} and d.profile_status in ('assigned', 'pushed')`
    : sql`d.profile_status not in ('assigned', 'pushed')`
  const isOther = wanted ? sql`d.account_id <> ${accountId}` : sql`false`
  const isHeld = (held: RawBuilder<boolean>) => (wanted ? held : sql`false`)
  const isNewer = slice
    ? sql`coalesce(x.source = 'asked' and x.requested_at > ${slice.askedAt}, false)`
    : sql`false`
  return sql`
    select d.id, d.serial, d.account_id, d.profile_status, d.profile_uuid,
      case when d.gone_since is not null then 'gone' when ${isOther} then 'other-account' when ${has} then 'settled'
        when ${isHeld(isThrottled('x', now))} then 'throttled' when ${isHeld(isLimited('x', now))} then 'limited'
        else 'asked' end as kind,
      ${heldUntil('x', now)} as held_until, ${isNewer} as is_newer
    from (
      select distinct on (serial) id, serial, account_id, profile_status, profile_uuid, gone_since
      from dep_device where ${conditionOf(target)} and ${conditionOfSlice(slice)}
      order by serial, (gone_since is null and account_id is not distinct from ${accountId}::uuid) desc, gone_since is null desc,
        updated_at desc
    ) d left join dep_assignment x on x.dep_device_id = d.id`
}

function conditionOf(target: DepTarget): RawBuilder<unknown> {
  if ('serials' in target) return sql`serial = any(${target.serials})`
  return sql.join(deviceConditions(target.filter), sql` and `)
}

export const conditionOfSlice = (slice: Slice | undefined): RawBuilder<unknown> =>
  slice ? sql`serial > ${slice.after} and (${slice.to}::text is null or serial <= ${slice.to})` : sql`true`

/** Whether a target is too large to be done at once. */
export async function matchesMany(db: Db, target: DepTarget): Promise<boolean> {
  if ('serials' in target) return new Set(target.serials).size > mostAtOnce
  const { rows } = await sql<{ count: number }>`select count(*) as count from (
    select distinct serial from dep_device where ${conditionOf(target)} limit ${mostAtOnce + 1}) s`.execute(
    db,
  )
  return rows[0]!.count > mostAtOnce
}

/** The last serial number of the next so many of a target; null when fewer are left. */
export async function endOfSlice(
  db: Db,
  target: DepTarget,
  { after, size }: { after: string; size: number },
): Promise<string | null> {
  const from =
    'serials' in target
      ? sql`unnest(${target.serials}::text[]) as serial where serial > ${after}`
      : sql`dep_device where ${conditionOf(target)} and serial > ${after}`
  const { rows } = await sql<{ serial: string }>`
    select distinct serial from ${from} order by serial offset ${size - 1} limit 1`.execute(db)
  return rows[0]?.serial ?? null
}
