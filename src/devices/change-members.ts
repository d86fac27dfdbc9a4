import { sql } from 'kysely'
import type { ChangeMembers, MembersChanged } from '../contract/policy.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import { findNamed, holdNames, type NamedKey } from '../platform/named-things/named-thing-store.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { groups } from './device-kinds.ts'
import { filterDevices, type DeviceFilters } from './device-list.ts'
import { markDue } from './device-due.ts'

type Change = { key: NamedKey; change: ChangeMembers }

/**
 * Puts devices into a group or takes them out, by id or by the filter of their list. Withdrawn devices stay as they are. What a
 * preview tells is what would be done.
 */
export function changeMembers(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  actor: Actor,
  { key, change }: Change,
): Promise<MembersChanged> {
  const { act, preview } = change
  return db.transaction().execute(async (trx) => {
    const group = await findNamed(trx, groups, key)
    // Held, not locked: everybody else takes the device first, and then its groups.
    if (!group || (await holdNames(trx, groups, [group.name])).get(group.name) !== group.id)
      throw new Problem('group.not-found', { [key.by]: key.value })
    const now = clock()
    const { matched, changing } = await findChanging(trx, group.id, change, now)
    const counts = {
      matched,
      changed: changing.length,
      enrolled: changing.filter(({ status }) => status === 'enrolled').length,
      preview,
    }
    if (preview || changing.length === 0) return counts
    const ids = changing.map(({ id }) => id)
    await write(trx, { act, groupId: group.id, ids, now })
    await markDue(trx, sql`select unnest(${ids}::uuid[])`)
    await note(trx, actor, { group, act, ids })
    return counts
  })
}

type Member = { id: string; status: string }

/** Locked in one order, so that changes of the same devices take turns. */
async function findChanging(trx: Trx, groupId: string, { act, deviceIds, filter }: ChangeMembers, now: Date) {
  const asked: DeviceFilters = filter ?? {}
  let query = filterDevices(trx.selectFrom('device'), asked, now).where('status', '<>', 'withdrawn')
  if (deviceIds) query = query.where(sql<boolean>`device.id = any(${deviceIds}::uuid[])`)
  const isMember = sql<boolean>`exists (select from device_group_member m
    where m.device_id = device.id and m.group_id = ${groupId})`
  const found: (Member & { isMember: boolean })[] = await query
    .select(['id', 'status', isMember.as('isMember')])
    .orderBy('id')
    .forUpdate()
    .execute()
  return { matched: found.length, changing: found.filter((each) => each.isMember === (act === 'remove')) }
}

type Writing = { act: 'add' | 'remove'; groupId: string; ids: string[]; now: Date }

async function write(trx: Trx, { act, groupId, ids, now }: Writing): Promise<void> {
  await (
    act === 'add'
      ? sql`insert into device_group_member (device_id, group_id) select unnest(${ids}::uuid[]), ${groupId} on conflict do nothing`
      : sql`delete from device_group_member where group_id = ${groupId} and device_id = any(${ids}::uuid[])`
  ).execute(trx)
  await sql`
    update device set revision = revision + 1, updated_at = ${now} where id = any(${ids}::uuid[])`.execute(
    trx,
  )
}

type Note = { group: { id: string; name: string }; act: 'add' | 'remove'; ids: string[] }

async function note(trx: Trx, actor: Actor, { group, act, ids }: Note): Promise<void> {
  const done = act === 'add' ? 'put the device into' : 'took the device out of'
  await recordEvents(
    trx,
    ids.map((id) => ({
      subject: { kind: 'device' as const, id },
      kind: act === 'add' ? 'group.joined' : 'group.left',
      actor: actor.name,
      summary: `${actor.name} ${done} the group “${group.name}”.`,
      facts: { group: group.name },
    })),
  )
  await announce(trx, { topic: 'device', id: null })
  await recordAudit(trx, actor, {
    action: act === 'add' ? 'group.members-added' : 'group.members-removed',
    target: { kind: 'group', id: group.id, name: group.name },
    after: { devices: ids.length, first: ids.slice(0, 100) },
  })
}
