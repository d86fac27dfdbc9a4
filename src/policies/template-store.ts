import { sql, type RawBuilder } from 'kysely'
import type { Template } from '../contract/policy.ts'
import { templates } from '../devices/device-kinds.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { findNamed, listNamed, lockNamed, type NamedKey } from '../platform/named-things/named-thing-store.ts'

type Kit = Pick<Template, 'tags' | 'groups' | 'policies' | 'deviceName'>

async function kitsOf(db: Db, ids: readonly string[]): Promise<Map<string, Kit>> {
  const { rows } = await sql<Kit & { id: string }>`
    select t.id, t.device_name as "deviceName",
      array(select x.name from template_tag l join tag x on x.id = l.tag_id where l.template_id = t.id order by x.name) as tags,
      array(select x.name from template_group l join device_group x on x.id = l.group_id
        where l.template_id = t.id order by x.name) as groups,
      array(select x.name from policy_template l join policy x on x.id = l.policy_id
        where l.template_id = t.id order by x.name) as policies
    from template t where t.id = any(${[...ids]}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, ...kit }) => [id, kit]))
}

const none: Kit = { tags: [], groups: [], policies: [], deviceName: null }

async function withKits<T extends { id: string }>(db: Db, things: readonly T[]): Promise<(T & Kit)[]> {
  const kits = await kitsOf(
    db,
    things.map(({ id }) => id),
  )
  return things.map((thing) => ({ ...thing, ...(kits.get(thing.id) ?? none) }))
}

export async function findTemplate(db: Db, key: NamedKey): Promise<Template | undefined> {
  const found = await findNamed(db, templates, key)
  return found && (await withKits(db, [found]))[0]
}

/** Locks the row, so that nobody starts to use the template while it is being changed or deleted. */
export async function lockTemplate(trx: Trx, key: NamedKey): Promise<Template | undefined> {
  const found = await lockNamed(trx, templates, key)
  return found && (await withKits(trx, [found]))[0]
}

export async function listTemplates(
  db: Db,
  page: { q: string | undefined; after: string | undefined; limit: number },
): Promise<Template[]> {
  return withKits(db, await listNamed(db, templates, page))
}

export type KitIds = { tagIds: string[]; groupIds: string[]; policyIds: string[] }

/** Makes the kit of a template exactly this. */
export async function setKit(
  trx: Trx,
  id: string,
  { tagIds, groupIds, policyIds, deviceName }: KitIds & { deviceName: string | null },
): Promise<void> {
  await trx.updateTable('template').set({ device_name: deviceName }).where('id', '=', id).execute()
  await setLinks(trx, { table: sql`template_tag`, column: sql`tag_id`, id, ids: tagIds })
  await setLinks(trx, { table: sql`template_group`, column: sql`group_id`, id, ids: groupIds })
  await setLinks(trx, { table: sql`policy_template`, column: sql`policy_id`, id, ids: policyIds })
}

type Part = RawBuilder<unknown>
type Links = { table: Part; column: Part; id: string; ids: string[] }

async function setLinks(trx: Trx, { table, column, id, ids }: Links): Promise<void> {
  await sql`delete from ${table} where template_id = ${id} and ${column} <> all(${ids}::uuid[])`.execute(trx)
  await sql`
    insert into ${table} (template_id, ${column}) select ${id}, unnest(${ids}::uuid[]) on conflict do nothing`.execute(
    trx,
  )
}

/** The ids of these policies, held until the transaction ends; those that do not exist are left out. */
export async function holdPolicies(trx: Trx, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from policy where name = any(${[...names]}) order by id for key share`.execute(trx)
  return new Map(rows.map(({ id, name }) => [name, id]))
}
