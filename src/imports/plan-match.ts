import { sql, type RawBuilder } from 'kysely'
import { platformAtApple } from '../dep/pre-enroll.ts'
import type { MakerAliases } from '../contract/manufacturer.ts'
import { makerSql } from '../devices/shared-maker.ts'
import type { Trx } from '../platform/db/database.ts'
import { addProblems, type PlanContext } from './plan-work.ts'

/**
 * Lists that do not name devices and users by our words: the record of a row is found by hardware numbers and by the e-mail address.
 * What is found gives the row its identifier and user name, so that all further steps are those of every other list. Made anew with
 * each plan.
 */
export async function matchRecords(trx: Trx, context: PlanContext): Promise<void> {
  if (!context.derives) return
  await forgetMatches(trx, context)
  await matchDevices(trx, context)
  await matchUsers(trx, context)
  await fillNewDevices(trx, context)
}

const forgetMatches = (trx: Trx, { id }: PlanContext) =>
  sql`update import_row set identifier_key = coalesce(lower(derived_identifier), identifier_key),
        user_name = coalesce(derived_user, user_name),
        fields = fields
          || case when derived_identifier is null then '{}' else jsonb_build_object('identifier', derived_identifier) end
          || case when derived_user is null then '{}' else jsonb_build_object('userName', derived_user) end
      where import_id = ${id}
        and (identifier_key <> lower(derived_identifier) or user_name <> derived_user)`.execute(trx)

/**
 * Live devices that carry a hardware number of the row: IMEI (either of two, as either of two), MEID, or serial number. Serial numbers repeat among
 * manufacturers: where row and record both name one, they must agree (I19, I20), by an alias of the settings too.
 */
export const matchesOf = (id: string, aliases: MakerAliases): RawBuilder<unknown> => sql`
  select r.line, d.id as device_id from import_row r join device d on d.imei_body = left(r.fields->>'imei', 14)
    where ${wanted(id)}
  union select r.line, d.id from import_row r join device d on left(d.imei2, 14) = left(r.fields->>'imei', 14)
    where ${wanted(id)}
  union select r.line, d.id from import_row r join device d on d.imei_body = left(r.fields->>'imei2', 14)
    where ${wanted(id)}
  union select r.line, d.id from import_row r join device d on left(d.imei2, 14) = left(r.fields->>'imei2', 14)
    where ${wanted(id)}
  union select r.line, d.id from import_row r join device d on d.meid = r.fields->>'meid'
    where ${wanted(id)}
  union select r.line, d.id from import_row r join device d on d.serial = r.fields->>'serial'
    where ${wanted(id)} and ${makerSql(sql`coalesce(d.manufacturer, r.fields->>'manufacturer', '')`, aliases)}
      = ${makerSql(sql`coalesce(r.fields->>'manufacturer', d.manufacturer, '')`, aliases)}`

const wanted = (id: string) =>
  sql`r.import_id = ${id} and r.derived_identifier is not null and d.status <> 'withdrawn'`

async function matchDevices(trx: Trx, { id, aliases }: PlanContext): Promise<void> {
  await sql`
    create temporary table import_match on commit drop as
    select found.line, (array_agg(found.device_id))[1] as device_id, count(*) as devices,
      string_agg(d.identifier, ' and ' order by d.identifier) as names
    from (${matchesOf(id, aliases)}) as found join device d on d.id = found.device_id group by found.line`.execute(
    trx,
  )
  await sql`create unique index on import_match (line)`.execute(trx)
  await sql`analyze import_match`.execute(trx)
  await sql`
    update import_row r set identifier_key = d.identifier_key,
      fields = r.fields || jsonb_build_object('identifier', d.identifier)
    from import_match m join device d on d.id = m.device_id
    where r.import_id = ${id} and m.line = r.line and m.devices = 1 and r.identifier_key is distinct from d.identifier_key`.execute(
    trx,
  )
}

/** A person whom several records have the address of is not guessed. */
async function matchUsers(trx: Trx, { id }: PlanContext): Promise<void> {
  await sql`
    create temporary table import_person on commit drop as
    select lower(email) as email, min(user_name) as user_name, count(*) as users from app_user
    where lower(email) in (
      select lower(fields->>'email') from import_row where import_id = ${id} and derived_user is not null)
    group by lower(email)`.execute(trx)
  await sql`analyze import_person`.execute(trx)
  await sql`
    update import_row r set user_name = person.user_name,
      fields = r.fields || jsonb_build_object('userName', person.user_name)
    from import_person person
    where r.import_id = ${id} and r.derived_user is not null and person.users = 1 and person.email = lower(r.fields->>'email')
      and r.user_name <> person.user_name
      and not exists (select from app_user u where u.user_name = r.derived_user)`.execute(trx)
}

/** What the list does not say of a new device: Apple's own list knows the platform; otherwise what was given for the whole file. */
const fillNewDevices = (trx: Trx, { id, defaults }: PlanContext) =>
  sql`
    with new_device as (
      select r.line, r.fields, coalesce(r.fields->>'platform', dep.platform, ${defaults.platform ?? null}::text) as platform
      from import_row r
        left join lateral (${platformAtApple(sql`r.fields->>'serial'`)}) dep on true
      where r.import_id = ${id} and r.identifier_key is not null
        and not exists (select from device d where d.identifier_key = r.identifier_key)
    )
    update import_row r set fields = jsonb_strip_nulls(jsonb_build_object(
        'platform', n.platform,
        'ownership', ${defaults.ownership ?? null}::text,
        'depMethod', case when n.platform in ('ios', 'ipados', 'macos', 'tvos') and n.fields->>'serial' is not null
          then ${defaults.depMethod ?? null}::text end)) || r.fields
    from new_device n where r.import_id = ${id} and r.line = n.line`.execute(trx)

/** What cannot be told is not guessed: a stranger's device must not get what is meant for another. */
export async function refuseDoubtfulMatches(trx: Trx, { id, derives, nameOf }: PlanContext): Promise<void> {
  if (!derives) return
  await addProblems(
    trx,
    { column: nameOf('identifier'), code: 'device.ambiguous' },
    sql`select m.line, 'The row fits ' || m.devices || ' devices: ' || m.names
          || '. Correct its numbers, or name the device in a column mapped to identifier' as message
        from import_match m where m.devices > 1`,
  )
  await addProblems(
    trx,
    { column: nameOf('identifier'), code: 'device.identifier-taken' },
    sql`select r.line, 'A new device would be called ' || d.identifier || ', which another device with other numbers is called already. '
          || 'Rename that device, or name this one in a column mapped to identifier' as message
        from import_row r join device d on d.identifier_key = r.identifier_key and d.status <> 'withdrawn'
        where r.import_id = ${id} and r.derived_identifier is not null
          and not exists (select from import_match m where m.line = r.line)`,
  )
  await addProblems(
    trx,
    { column: nameOf('email'), code: 'user.ambiguous' },
    sql`select r.line, 'Several users have the e-mail address ' || (r.fields->>'email')
          || '. Name the user in a column mapped to userName' as message
        from import_row r
        where r.import_id = ${id} and r.derived_user is not null and r.user_name = r.derived_user
          and not exists (select from app_user u where u.user_name = r.derived_user)
          and exists (select from import_person person where person.email = lower(r.fields->>'email') and person.users > 1)`,
  )
}
