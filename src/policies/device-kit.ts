import { sql } from 'kysely'
import type { Device } from '../contract/device.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { assignedPolicyIds } from './given.ts'
import { givenPolicies, type GivenPolicy } from './policy.ts'
import { listPoliciesById } from './policy-store.ts'

/** What a device is given, and why: also what does not apply to its platform. */
export async function listGiven(db: Db, device: Device): Promise<GivenPolicy[]> {
  const policies = await listPoliciesById(db, await assignedPolicyIds(db, device.id))
  if (policies.length === 0) return []
  const { platform, groups, template } = device
  const templateGroups = template === null ? [] : await listTemplateGroups(db, template)
  return givenPolicies({ platform, groups, template, templateGroups }, policies)
}

async function listTemplateGroups(db: Db, template: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select g.name from template t join template_group tg on tg.template_id = t.id join device_group g on g.id = tg.group_id
    where t.name = ${template} order by g.name`.execute(db)
  return rows.map(({ name }) => name)
}

/** What a device was told beside its policies. */
export type Told = { deviceName: string | null; agent: string | null }

export async function findTold(db: Db, deviceId: string): Promise<Told> {
  const row = await db
    .selectFrom('device_kit')
    .select(['device_name as deviceName', 'agent'])
    .where('device_id', '=', deviceId)
    .executeTakeFirst()
  return row ?? { deviceName: null, agent: null }
}

export async function setTold(trx: Trx, deviceId: string, { deviceName, agent }: Told): Promise<void> {
  await trx
    .insertInto('device_kit')
    .values({ device_id: deviceId, device_name: deviceName, agent })
    .onConflict((conflict) => conflict.column('device_id').doUpdateSet({ device_name: deviceName, agent }))
    .execute()
}

/** The pattern by which the template of a device names it. */
export async function findNamePattern(db: Db, template: string | null): Promise<string | null> {
  if (template === null) return null
  const row = await db
    .selectFrom('template')
    .select('device_name')
    .where('name', '=', template)
    .executeTakeFirst()
  return row?.device_name ?? null
}

/** As the device says itself, or else as Apple's profile for it says. */
export async function isSupervised(db: Db, deviceId: string): Promise<boolean> {
  const { rows } = await sql<{ supervised: boolean | null }>`
    select coalesce(
      (select (information ->> 'IsSupervised')::boolean from device_detail where device_id = device.id),
      (select (p.fields ->> 'isSupervised')::boolean from dep_device d
        join dep_profile p on p.account_id = d.account_id and p.uuid = d.profile_uuid
        where d.serial = device.serial and d.gone_since is null order by d.updated_at desc limit 1)) as supervised
    from device where id = ${deviceId}`.execute(db)
  return rows[0]?.supervised ?? false
}
