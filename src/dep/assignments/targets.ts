import { sql, type RawBuilder } from 'kysely'
import type { DepTarget } from '../../contract/dep-assignment.ts'
import { heldUntil, isLimited, isThrottled } from '../assignment-store.ts'
import { deviceConditions } from '../dep-device-store.ts'

/** What is wanted of the devices of a target: a profile of an account, or none. */
export type Wanted = { id: string; uuid: string; accountId: string } | null

/** In which group a device of a target is (contract: `DepAssignPreview`). */
export type Kind = 'asked' | 'settled' | 'throttled' | 'limited' | 'other-account' | 'gone'

/**
 * Selects the devices of a target: id, serial, account_id, profile_status, profile_uuid, kind, held_until. A serial number that
 * moved between servers has a record in each, of which one is taken: that of the wanted profile's account, or a live one.
 */
export function selectTarget(target: DepTarget, wanted: Wanted, now: Date): RawBuilder<unknown> {
  const accountId = wanted?.accountId ?? null
  const has = wanted
    ? sql`d.profile_uuid is not distinct from ${wanted.uuid} and d.profile_status in ('assigned', 'pushed')`
    : sql`d.profile_status not in ('assigned', 'pushed')`
  const isOther = wanted ? sql`d.account_id <> ${accountId}` : sql`false`
  const isHeld = (held: RawBuilder<boolean>) => (wanted ? held : sql`false`)
  return sql`
    select d.id, d.serial, d.account_id, d.profile_status, d.profile_uuid,
      case when d.gone_since is not null then 'gone' when ${isOther} then 'other-account' when ${has} then 'settled'
        when ${isHeld(isThrottled('x', now))} then 'throttled' when ${isHeld(isLimited('x', now))} then 'limited'
        else 'asked' end as kind,
      ${heldUntil('x', now)} as held_until
    from (
      select distinct on (serial) id, serial, account_id, profile_status, profile_uuid, gone_since
      from dep_device where ${conditionOf(target)}
      order by serial, (gone_since is null and account_id is not distinct from ${accountId}::uuid) desc, gone_since is null desc,
        updated_at desc
    ) d left join dep_assignment x on x.dep_device_id = d.id`
}

function conditionOf(target: DepTarget): RawBuilder<unknown> {
  if ('serials' in target) return sql`serial = any(${target.serials})`
  return sql.join(deviceConditions(target.filter), sql` and `)
}
