import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { ClaimedIdentifiers } from '../contract/arrival.ts'
import { meidInHex, type Device } from '../contract/device.ts'
import type { Db } from '../platform/db/database.ts'
import { imeiBody, statusOf } from './device.ts'

/** What admission must know of a device. */
export type Candidate = Pick<
  Device,
  | 'id'
  | 'identifier'
  | 'platform'
  | 'status'
  | 'serial'
  | 'imei'
  | 'imei2'
  | 'meid'
  | 'udid'
  | 'wifiMac'
  | 'manufacturer'
  | 'depMethod'
  | 'authentication'
  | 'agentInstallRequired'
  | 'expiresAt'
  | 'ownership'
  | 'enrolledAt'
  | 'source'
  | 'template'
  | 'groups'
  | 'tags'
> & {
  user: { id: string; userName: string } | null
  /** The bulk enrollment whose list names the device. */
  bulk: { id: string; withoutToken: boolean } | null
}

/**
 * Every device, withdrawn ones too, that has one of the identifiers an arrival claims: serial number and UDID whatever their
 * case, IMEI by its 14 digits in either slot, MEID and Wi-Fi address without separators, an MEID also in decimal digits. One query over one index each.
 */
export async function findCandidates(db: Db, claimed: ClaimedIdentifiers, now: Date): Promise<Candidate[]> {
  const claims = claimsOf(claimed)
  return claims.length === 0 ? [] : selectCandidates(db, sql.join(claims, sql` or `), now)
}

/** The record that an enrollment link was sent for. */
export const findCandidateById = (db: Db, id: string, now: Date): Promise<Candidate[]> =>
  selectCandidates(db, sql`id = ${id}`, now)

/** A person has not so many devices, and a key is read by people. */
const mostOfKey = 50

/**
 * Key Code records without a serial number, withdrawn ones too, that a key names: by the identifier whatever its case, or by the
 * name of the user (B7, B8).
 */
export function findByKey(
  db: Db,
  { identifier, userName }: { identifier: string; userName: string },
  now: Date,
): Promise<Candidate[]> {
  const condition = sql`dep_method = 'Keycode' and serial is null and id in (
    select id from device where identifier_key = ${identifier.toLowerCase()}
    union all (select d.id from device d join app_user u on u.id = d.user_id
      where u.user_name = ${userName} and d.dep_method = 'Keycode' and d.serial is null order by d.id limit ${mostOfKey}))`
  return selectCandidates(db, condition, now)
}

/** Whether a device that no record names by its serial number may come with a key and code. */
export async function isKeyCodeOpen(db: Db): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`
    select exists (select from device where dep_method = 'Keycode' and serial is null and status <> 'withdrawn') as open`.execute(
    db,
  )
  return rows[0]?.open ?? false
}

/** The sealed codes of those of the devices that have one. */
export async function listSealedCodes(
  db: Db,
  ids: readonly string[],
): Promise<{ id: string; sealed: Buffer }[]> {
  const { rows } = await sql<{ id: string; sealed: Buffer }>`
    select id, code_sealed as sealed from device where id = any(${[...ids]}::uuid[]) and code_sealed is not null`.execute(
    db,
  )
  return rows
}

/** Sealed codes of the Key Code records that any device may come with; `limit` of them. */
export async function listOpenKeyCodes(db: Db, limit: number): Promise<{ id: string; sealed: Buffer }[]> {
  const { rows } = await sql<{ id: string; sealed: Buffer }>`
    select id, code_sealed as sealed from device
    where dep_method = 'Keycode' and serial is null and status <> 'withdrawn' and code_sealed is not null
    order by id limit ${limit}`.execute(db)
  return rows
}

export const findByIds = (db: Db, ids: readonly string[], now: Date): Promise<Candidate[]> =>
  ids.length === 0 ? Promise.resolve([]) : selectCandidates(db, sql`id = any(${[...ids]}::uuid[])`, now)

async function selectCandidates(db: Db, condition: RawBuilder<unknown>, now: Date): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select id, identifier, platform, status, serial, imei, imei2, meid, udid, wifi_mac as "wifiMac", manufacturer,
      (select json_build_object('id', u.id, 'userName', u.user_name) from app_user u where u.id = device.user_id) as "user",
      (select json_build_object('id', b.id, 'withoutToken', b.without_token) from bulk_enrollment b
        where b.id = device.bulk_enrollment_id) as bulk,
      dep_method as "depMethod", authentication, agent_install_required as "agentInstallRequired",
      expires_at as "expiresAt", enrolled_at as "enrolledAt", ownership, source,
      (select name from template where template.id = device.template_id) as template,
      array(select name from device_group_member m join device_group g on g.id = m.group_id
        where m.device_id = device.id order by name) as groups,
      array(select name from device_tag dt join tag on tag.id = dt.tag_id
        where dt.device_id = device.id order by name) as tags
    from device where ${condition} order by id`.execute(db)
  return rows.map((row) => ({ ...row, status: statusOf(row, now) }))
}

function claimsOf(claimed: ClaimedIdentifiers): RawBuilder<SqlBool>[] {
  const serial = claimed.serial?.trim().toUpperCase()
  const udid = claimed.udid?.trim().toLowerCase()
  const meid = meidInHex(bare(claimed.meid))
  const mac = bare(claimed.wifiMac).toLowerCase().match(/../g)?.join(':')
  const imeis = [claimed.imei, claimed.imei2]
    .map((imei) => imeiBody(bare(imei)))
    .filter((imei) => imei.length === 14)
  return [
    ...(serial ? [sql<SqlBool>`serial = ${serial}`] : []),
    ...(udid ? [sql<SqlBool>`lower(udid) = ${udid}`] : []),
    ...(meid ? [sql<SqlBool>`meid = ${meid}`] : []),
    ...(mac ? [sql<SqlBool>`wifi_mac = ${mac}`] : []),
    ...(imeis.length > 0
      ? [sql<SqlBool>`imei_body = any(${imeis})`, sql<SqlBool>`left(imei2, 14) = any(${imeis})`]
      : []),
  ]
}

/** Devices print their numbers with blanks, dashes and colons. */
const bare = (text: string | null | undefined): string => (text ?? '').replace(/[\s:.-]/g, '')
