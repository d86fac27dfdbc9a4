import { sql } from 'kysely'
import type { Device } from '../contract/device.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import { findDeviceById } from './device-store.ts'

/**
 * Adds the tags and groups of its template to a device, as an admin would have. Taking the template away leaves them. The caller
 * holds the device's row. Gives the device as it is then.
 */
export async function joinKit(trx: Trx, device: Device, now: Date): Promise<Device> {
  const { id, template } = device
  if (template === null) return device
  const tags = await addTags(trx, id)
  const groups = await addGroups(trx, id)
  if (tags.length + groups.length === 0) return device
  await trx
    .updateTable('device')
    .set((eb) => ({ revision: eb('revision', '+', 1), updated_at: now }))
    .where('id', '=', id)
    .execute()
  await recordEvents(trx, [
    {
      subject: { kind: 'device', id },
      kind: 'template.applied',
      actor: 'Muster',
      summary: `The template “${template}” brought ${inWords({ groups, tags })}.`,
      facts: { template, groups, tags },
    },
  ])
  return (await findDeviceById(trx, id, now))?.device ?? device
}

async function addTags(trx: Trx, id: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    with added as (
      insert into device_tag (device_id, tag_id)
      select d.id, t.tag_id from device d join template_tag t on t.template_id = d.template_id where d.id = ${id}
      on conflict do nothing returning tag_id)
    select name from added join tag on tag.id = added.tag_id order by name`.execute(trx)
  return rows.map(({ name }) => name)
}

async function addGroups(trx: Trx, id: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    with added as (
      insert into device_group_member (device_id, group_id)
      select d.id, t.group_id from device d join template_group t on t.template_id = d.template_id where d.id = ${id}
      on conflict do nothing returning group_id)
    select name from added join device_group g on g.id = added.group_id order by name`.execute(trx)
  return rows.map(({ name }) => name)
}

function inWords({ groups, tags }: { groups: string[]; tags: string[] }): string {
  const parts = [...groups.map((name) => `the group “${name}”`), ...tags.map((name) => `the tag “${name}”`)]
  if (parts.length === 1) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
