import { sql } from 'kysely'
import { codePlace } from '../devices/store-device.ts'
import type { Db } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { isGiven } from '../policies/given.ts'
import type { DepFacts, DeviceFacts } from './facts.ts'
import { isWeakCode } from './weak-code.ts'

/** The facts of these devices, in one statement; those that do not exist are left out. */
export async function loadFacts(
  { db, secrets }: Pick<Platform, 'db' | 'secrets'>,
  ids: readonly string[],
): Promise<DeviceFacts[]> {
  const rows = await selectFacts(db)
    .where(sql<boolean>`device.id = any(${[...ids]}::uuid[])`)
    .execute()
  return rows.map(({ code_sealed, expires_at, certificate_expires_at, ...row }) => {
    const code = code_sealed && secrets.openText(codePlace(row.id), code_sealed)
    const facts = {
      ...row,
      code: code ? (isWeakCode(code) ? 'weak' : 'good') : 'none',
      expiresAt: expires_at,
      certificateExpiresAt: certificate_expires_at,
    }
    return facts as DeviceFacts
  })
}

const selectFacts = (db: Db) =>
  db.selectFrom('device').select([
    'id',
    'identifier',
    'platform',
    'serial',
    'imei',
    'imei2',
    'meid',
    'manufacturer',
    'bulk_enrollment_id as bulkId',
    sql<string[]>`array(select o.identifier from device o where ${isTwin} order by o.identifier)`.as('twins'),
    'status',
    'source',
    'authentication',
    'code_sealed',
    'expires_at',
    'registration_email as registrationEmail',
    'dep_method as depMethod',
    'agent_install_required as agentInstallRequired',
    'ownership',
    sql<string | null>`(select user_name from app_user where app_user.id = device.user_id)`.as('userName'),
    sql<boolean>`exists (select from enrollment e where e.device_id = device.id and e.state = 'ended')`.as(
      'wasEnrolled',
    ),
    sql<string | null>`(${certificateEnd})`.as('certificate_expires_at'),
    sql<string[]>`array(select policy.id from policy where ${isGiven} order by policy.name)`.as('policyIds'),
    sql<DepFacts | null>`(
        select json_build_object('accountId', d.account_id, 'family', d.family, 'profileStatus', d.profile_status,
          'profileUuid', d.profile_uuid, 'isProven', ${isProven},
          'wish', (select json_build_object('state', x.state, 'isRemoval', x.profile_id is null)
            from dep_assignment x where x.dep_device_id = d.id))
        from (${listedRecord}) as d)`.as('dep'),
  ])

/** The record `o` has an IMEI of `device` too. Equal first ones are kept apart by an index. */
const isTwin = sql`o.id <> device.id and o.status <> 'withdrawn' and device.status <> 'withdrawn'
  and (left(o.imei2, 14) = device.imei_body or o.imei_body = left(device.imei2, 14) or left(o.imei2, 14) = left(device.imei2, 14))`

/** The same, asked of each kind by its index: most records have no second IMEI, and so cost one look. */
export const hasTwin = sql`(
  exists (select from device o where left(o.imei2, 14) = device.imei_body and o.id <> device.id and o.status <> 'withdrawn')
  or (device.imei2 is not null and (
    exists (select from device o where o.imei_body = left(device.imei2, 14) and o.id <> device.id and o.status <> 'withdrawn')
    or exists (select from device o where left(o.imei2, 14) = left(device.imei2, 14) and o.id <> device.id and o.status <> 'withdrawn'))))`

/** Apple's record of `device`: the newest of those that are live. */
export const listedRecord = sql`
  select r.* from dep_device r where r.serial = device.serial and r.gone_since is null
  order by r.updated_at desc, r.id desc limit 1`

/** When the identity of the active enrollment of `device` ends. */
export const certificateEnd = sql`
  select c.not_after from enrollment e join certificate c on c.id = e.certificate_id
  where e.device_id = device.id and e.state = 'active'`

const isProven = sql`exists (
  select from dep_profile p
    join dep_profile l on coalesce(l.line_id, l.id) = coalesce(p.line_id, p.id)
    join dep_device o on o.account_id = l.account_id and o.profile_uuid = l.uuid
    join device v on v.serial = o.serial and v.enrolled_at is not null
  where p.account_id = d.account_id and p.uuid = d.profile_uuid)`
