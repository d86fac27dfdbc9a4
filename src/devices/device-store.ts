import { sql, type SelectQueryBuilder } from 'kysely'
import { Imei, type Device } from '../contract/device.ts'
import { Id } from '../contract/common.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Tables } from '../platform/db/tables.ts'
import { statusOf } from './device.ts'

/** A device as the API shows it, without its code, and what only the server needs. */
export type DeviceRecord = { device: Device; revision: number; codeSealed: Buffer | null }

export type DeviceSelect<O> = SelectQueryBuilder<Tables, 'device', O>

/**
 * One row per device. Everything from other tables is read by a subquery in the select list, so that a page of a list costs its
 * own 50 rows, whatever the planner thinks of joins.
 */
export const selectDevices = (db: Db) =>
  db
    .selectFrom('device')
    .selectAll()
    .select([
      sql<string | null>`(select user_name from app_user where app_user.id = device.user_id)`.as('user_name'),
      sql<string | null>`(select name from template where template.id = device.template_id)`.as('template'),
      sql<string[]>`array(
      select name from device_group_member m join device_group g on g.id = m.group_id
      where m.device_id = device.id order by name)`.as('groups'),
      sql<string[]>`array(
      select name from device_tag dt join tag on tag.id = dt.tag_id where dt.device_id = device.id order by name)`.as(
        'tags',
      ),
      sql<Device['dep']>`(
      select json_build_object('account', a.name, 'profileName', p.name, 'profileUuid', d.profile_uuid,
        'profileStatus', d.profile_status)
      from dep_device d
        join dep_account a on a.id = d.account_id
        left join dep_profile p on p.account_id = d.account_id and p.uuid = d.profile_uuid
      where d.serial = device.serial and d.gone_since is null
      order by d.updated_at desc limit 1)`.as('dep'),
    ])

export type DeviceRow = Awaited<ReturnType<ReturnType<typeof selectDevices>['execute']>>[number]

export function recordOf(row: DeviceRow, now: Date): DeviceRecord {
  const { code_sealed, revision, user_name, wifi_mac, custom_attributes } = row
  const device = {
    id: row.id,
    identifier: row.identifier,
    displayName: row.display_name,
    description: row.description,
    platform: row.platform,
    status: statusOf({ status: row.status, expiresAt: row.expires_at }, now),
    ownership: row.ownership,
    serial: row.serial,
    imei: row.imei,
    imei2: row.imei2,
    meid: row.meid,
    udid: row.udid,
    wifiMac: wifi_mac,
    manufacturer: row.manufacturer,
    model: row.model,
    userName: user_name,
    template: row.template,
    groups: row.groups,
    tags: row.tags,
    code: null,
    expiresAt: row.expires_at,
    registrationEmail: row.registration_email,
    depMethod: row.dep_method,
    authentication: row.authentication,
    agentInstallRequired: row.agent_install_required,
    customAttributes: custom_attributes,
    source: row.source,
    dep: row.dep,
    enrolledAt: row.enrolled_at,
    lastSeenAt: row.last_seen_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  } as Device
  return { device, revision, codeSealed: code_sealed }
}

/** How an address names a device: its UUID, `identifier:IPAD-01`, `serial:C02XK1ZLJGH5` or `imei:352099001761481`. */
export type DeviceKey = { by: 'id' | 'identifier' | 'serial' | 'imei'; value: string }

export function readDeviceKey(text: string): DeviceKey | undefined {
  const [, by, value] = /^(identifier|serial|imei):(.+)$/s.exec(text) ?? []
  if (by === 'imei') return { by, value: Imei.safeParse(value).data ?? value!.trim() }
  if (by && value) return { by: by as 'identifier' | 'serial', value: value.trim() }
  return Id.safeParse(text).success ? { by: 'id', value: text } : undefined
}

/**
 * A serial number or IMEI may be on several records (key code devices, withdrawn ones): a live one goes first, then one that the
 * serial number proves, then the newest.
 */
function whereKey<O>(query: DeviceSelect<O>, { by, value }: DeviceKey): DeviceSelect<O> {
  if (by === 'id') return query.where('device.id', '=', value)
  if (by === 'identifier') return query.where('identifier_key', '=', value.toLowerCase())
  if (by === 'imei') {
    const body = value.slice(0, 14)
    return query
      .where(sql<boolean>`(device.imei_body = ${body} or left(device.imei2, 14) = ${body})`)
      .orderBy(sql`status = 'withdrawn'`)
      .orderBy('device.id', 'desc')
      .limit(1)
  }
  return query
    .where('serial', '=', value.toUpperCase())
    .orderBy(sql`status = 'withdrawn'`)
    .orderBy(sql`dep_method is not distinct from 'Serial' or source = 'dep'`, 'desc')
    .orderBy('device.id', 'desc')
    .limit(1)
}

export async function findDevice(db: Db, key: DeviceKey, now: Date): Promise<DeviceRecord | undefined> {
  const row = await whereKey(selectDevices(db), key).executeTakeFirst()
  return row && recordOf(row, now)
}

export const findDeviceById = (db: Db, id: string, now: Date): Promise<DeviceRecord | undefined> =>
  findDevice(db, { by: 'id', value: id }, now)

/** Locks the row until the transaction ends, so that changes and events of a device take turns. False: it is not there any more. */
export async function holdDevice(trx: Trx, id: string): Promise<boolean> {
  const locked = await trx
    .selectFrom('device')
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return locked !== undefined
}

/** The same, and the device as it stands then. */
export const lockDevice = async (trx: Trx, id: string, now: Date): Promise<DeviceRecord | undefined> =>
  (await holdDevice(trx, id)) ? findDeviceById(trx, id, now) : undefined

/** The DEP records that show the same serial number: their history belongs to the device. */
export async function listDepDeviceIds(db: Db, serial: string | null): Promise<string[]> {
  if (!serial) return []
  const rows = await db.selectFrom('dep_device').select('id').where('serial', '=', serial).execute()
  return rows.map(({ id }) => id)
}

export async function deleteDevice(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('device').where('id', '=', id).execute()
}
