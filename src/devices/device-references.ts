import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { holdAll } from '../platform/named-things/hold-all.ts'
import { Problem } from '../platform/problem.ts'
import { findTypedUser, holdUser } from '../users/user-store.ts'
import type { DeviceState } from './device.ts'
import { groups, tags, templates } from './device-kinds.ts'

export type References = {
  userId: string | null
  templateId: string | null
  groupIds: string[]
  tagIds: string[]
}

/** The rows behind the names of a device, held until the transaction ends; a name that does not exist is a problem. */
export async function holdReferences(
  trx: Trx,
  device: Pick<DeviceState, 'userName' | 'template' | 'groups' | 'tags'>,
): Promise<References> {
  return {
    userId: device.userName ? await userId(trx, device.userName) : null,
    templateId: device.template ? ((await holdAll(trx, templates, [device.template]))[0] ?? null) : null,
    groupIds: await holdAll(trx, groups, device.groups),
    tagIds: await holdAll(trx, tags, device.tags),
  }
}

async function userId(trx: Trx, userName: string): Promise<string> {
  const id = await holdUser(trx, userName)
  if (id) return id
  throw new Problem('user.not-found', { userName, ...(await wordsFor(trx, userName)) })
}

/** W18: people are known here without the domain of their organization; whoever gives it is told the plain name. */
async function wordsFor(trx: Trx, userName: string): Promise<{ detail: string; suggestion?: string }> {
  const at = userName.lastIndexOf('@')
  const plain = at > 0 ? await findTypedUser(trx, userName.slice(0, at)) : undefined
  if (!plain) return { detail: `There is no user ${userName}` }
  const { userName: suggestion } = plain
  return {
    detail: `There is no user ${userName}. Give the name without the domain: ${suggestion}`,
    suggestion,
  }
}

/** Makes the device's tags and groups exactly these. */
export async function setLinks(trx: Trx, deviceId: string, { groupIds, tagIds }: References): Promise<void> {
  await sql`delete from device_tag where device_id = ${deviceId} and tag_id <> all(${tagIds}::uuid[])`.execute(
    trx,
  )
  await sql`
    insert into device_tag (device_id, tag_id) select ${deviceId}, unnest(${tagIds}::uuid[])
    on conflict do nothing`.execute(trx)
  await sql`
    delete from device_group_member where device_id = ${deviceId} and group_id <> all(${groupIds}::uuid[])`.execute(
    trx,
  )
  await sql`
    insert into device_group_member (device_id, group_id) select ${deviceId}, unnest(${groupIds}::uuid[])
    on conflict do nothing`.execute(trx)
}
