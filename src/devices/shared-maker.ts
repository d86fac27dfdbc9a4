import { sql, type RawBuilder } from 'kysely'
import { aliasesOf, type MakerAliases } from '../contract/manufacturer.ts'
import type { EnrollmentSettings } from '../contract/settings.ts'
import type { Trx } from '../platform/db/database.ts'
import { Problem } from '../platform/problem.ts'
import type { DeviceState } from './device.ts'

/** The manufacturer that a column means, as `makerOf` says it. Without aliases it is the plain comparison of the unique index. */
export function makerSql(column: RawBuilder<unknown>, aliases: MakerAliases): RawBuilder<string | null> {
  if (aliases.size === 0) return sql`lower(${column})`
  const key = sql`lower(btrim(regexp_replace(normalize(${column}, NFKC), '\\s+', ' ', 'g')))`
  return sql`coalesce(${JSON.stringify(Object.fromEntries(aliases))}::jsonb ->> ${key}, ${key})`
}

type Numbers = Pick<DeviceState, 'platform' | 'serial' | 'manufacturer'>

/**
 * A phone that says serial number and manufacturer must be led to one record: refuses those of another live device also where an
 * alias of the settings makes the manufacturers the same. That both are written the same is the business of the unique index.
 */
export async function refuseSharedMaker(
  trx: Trx,
  id: string,
  { platform, serial, manufacturer }: Numbers,
  { manufacturerAliases }: Pick<EnrollmentSettings, 'manufacturerAliases'>,
): Promise<void> {
  if (manufacturerAliases.length === 0 || platform !== 'android' || !serial || !manufacturer) return
  const aliases = aliasesOf(manufacturerAliases)
  // Of two who write one serial number at once, the second sees the first.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`maker:${serial}`}, 0))`.execute(trx)
  const { rows } = await sql<{ id: string; identifier: string; manufacturer: string }>`
    select id, identifier, manufacturer from device
    where serial = ${serial} and platform = 'android' and status <> 'withdrawn' and id <> ${id}
      and ${makerSql(sql`manufacturer`, aliases)} = ${makerSql(sql`${manufacturer}::text`, aliases)} limit 1`.execute(
    trx,
  )
  const [holder] = rows
  if (!holder) return
  throw new Problem('device.serial-taken', {
    detail: `The serial number of this manufacturer belongs to the device ${holder.identifier}, as the settings take "${holder.manufacturer}" and "${manufacturer}" for the same`,
    identifier: holder.identifier,
    deviceId: holder.id,
  })
}

/** So many records are named. */
const mostNamed = 10

/** Refuses aliases by which two live records would be one phone: neither could enroll any more. */
export async function refuseMergingAliases(
  trx: Trx,
  before: EnrollmentSettings,
  after: EnrollmentSettings,
): Promise<void> {
  const aliases = aliasesOf(after.manufacturerAliases)
  if (
    aliases.size === 0 ||
    JSON.stringify(before.manufacturerAliases) === JSON.stringify(after.manufacturerAliases)
  )
    return
  const { rows } = await sql<{ names: string; total: number }>`
    select string_agg(identifier, ' and ' order by identifier) || ' (' || serial || ')' as names, count(*) over () as total
    from device where serial is not null and manufacturer is not null and platform = 'android' and status <> 'withdrawn'
      and serial in (select serial from device where platform = 'android' and status <> 'withdrawn' and serial is not null
        and manufacturer is not null group by serial having count(*) > 1)
    group by serial, ${makerSql(sql`manufacturer`, aliases)} having count(*) > 1
    order by serial limit ${mostNamed}`.execute(trx)
  const [first] = rows
  if (!first) return
  const names = rows.map((row) => row.names)
  throw new Problem('settings.aliases-merge-devices', {
    detail: `${first.total} ${first.total === 1 ? 'phone' : 'phones'}: ${names.join(', ')}${first.total > names.length ? ' and more' : ''}`,
    devices: names,
  })
}
