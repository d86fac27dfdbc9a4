import { sql } from 'kysely'
import type { MakerAliases } from '../contract/manufacturer.ts'
import { makerSql } from '../devices/shared-maker.ts'
import type { Trx } from '../platform/db/database.ts'
import { readMakerAliases } from '../settings/settings-store.ts'

/** A value that one live device at a time may have (the unique indexes on device), as it would be and as it is. */
type Claim = {
  code: string
  /** Values that move it; they stay together. */
  fields: string[]
  wanted: string
  now: string
  /** The device d has it. */
  holder: ReturnType<typeof sql>
}

const serialFields = ['serial', 'depMethod', 'manufacturer']

const claimsOf = (aliases: MakerAliases): Claim[] => [
  {
    code: 'serial.taken',
    fields: serialFields,
    wanted: 'serial_wanted',
    now: 'serial_now',
    holder: sql`d.serial = w.serial_wanted and (d.dep_method = 'Serial' or d.source = 'dep')`,
  },
  {
    code: 'imei.taken',
    fields: ['imei'],
    wanted: 'imei_wanted',
    now: 'imei_now',
    holder: sql`d.imei_body = w.imei_wanted`,
  },
  {
    code: 'serial.taken',
    fields: serialFields,
    wanted: 'android_wanted',
    now: 'android_now',
    holder: sql`d.platform = 'android' and d.serial = w.serial and d.serial || ' ' || ${makerSql(sql`d.manufacturer`, aliases)} = w.android_wanted`,
  },
]

/** Rounds in which a value may go back to the device that had it before another one of the file; see below. */
const rounds = 3

/**
 * Leaves serial numbers and IMEIs where they are that another live device has got meanwhile. A device that gives a value back frees
 * it for another, so swaps go back; one that keeps a value may hold up a further one: after some rounds a value that is held by
 * any device that stays is refused, so that this ends.
 */
export async function refuseTakenValues(trx: Trx): Promise<void> {
  const aliases = await readMakerAliases(trx)
  for (let round = 1, refused = 1; refused > 0; round++) {
    await makeClaims(trx, aliases)
    refused = await refuseHalfAssociations(trx)
    for (const claim of claimsOf(aliases)) {
      refused += await refuseTakenByOthers(trx, claim, round > rounds)
      refused += await refuseTakenWithin(trx, claim)
    }
    for (const crossing of crossings) refused += await refuseTakenAcross(trx, crossing)
  }
}

/** Devices that get a serial number, an IMEI or what goes with them back, with the values that they would have then. */
async function makeClaims(trx: Trx, aliases: MakerAliases): Promise<void> {
  await sql`drop table if exists undo_claim`.execute(trx)
  await sql`
    create temporary table undo_claim on commit drop as
    select device_id, line, serial, dep_method, imei_now, left(imei, 14) as imei_wanted, imei2_now, left(imei2, 14) as imei2_wanted, serial_now,
      case when dep_method = 'Serial' or source = 'dep' then serial end as serial_wanted,
      case when platform = 'android' then was_serial || ' ' || ${makerSql(sql`was_manufacturer`, aliases)} end as android_now,
      case when platform = 'android' then serial || ' ' || ${makerSql(sql`manufacturer`, aliases)} end as android_wanted
    from (
      select d.id as device_id, w.line, d.platform, d.source, d.imei_body as imei_now, left(d.imei2, 14) as imei2_now, d.serial as was_serial, d.manufacturer as was_manufacturer,
        case when d.dep_method = 'Serial' or d.source = 'dep' then d.serial end as serial_now,
        case when w.wanted ? 'serial' then w.wanted->>'serial' else d.serial end as serial,
        case when w.wanted ? 'depMethod' then w.wanted->>'depMethod' else d.dep_method end as dep_method,
        case when w.wanted ? 'imei' then w.wanted->>'imei' else d.imei end as imei,
        case when w.wanted ? 'imei2' then w.wanted->>'imei2' else d.imei2 end as imei2,
        case when w.wanted ? 'manufacturer' then w.wanted->>'manufacturer' else d.manufacturer end as manufacturer
      from (
        select record_id, min(line) as line, jsonb_object_agg(field, before) as wanted from undo_value
        where code is null and subject = 'device' and field = any(${[...serialFields, 'imei', 'imei2']}) group by record_id
      ) as w join device d on d.id = w.record_id
    ) as claim`.execute(trx)
  await sql`create unique index on undo_claim (device_id)`.execute(trx)
  await sql`analyze undo_claim`.execute(trx)
}

/** Keeps the values of the devices that `found` selects (columns: device_id, holder); answers how many. */
async function keep(
  trx: Trx,
  { code, fields }: Pick<Claim, 'code' | 'fields'>,
  found: ReturnType<typeof sql>,
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update undo_value v set code = ${code}, holder = found.holder
    from (select distinct on (device_id) device_id, holder from (${found}) as each order by device_id, holder) as found
    where v.record_id = found.device_id and v.subject = 'device' and v.field = any(${fields}) and v.code is null`.execute(
    trx,
  )
  return Number(numAffectedRows)
}

/** The method Serial needs a serial number: one of the two was changed since. */
const refuseHalfAssociations = (trx: Trx) =>
  keep(
    trx,
    { code: 'serial.required', fields: ['serial', 'depMethod'] },
    sql`select device_id, null as holder from undo_claim where dep_method = 'Serial' and serial is null`,
  )

function refuseTakenByOthers(trx: Trx, claim: Claim, evenIfGivenBack: boolean): Promise<number> {
  const givesBack = evenIfGivenBack
    ? sql`false`
    : sql`exists (select from undo_claim o where o.device_id = d.id)`
  return keep(
    trx,
    claim,
    sql`select w.device_id, d.identifier as holder
        from undo_claim w join device d on ${claim.holder} and d.status <> 'withdrawn'
        where ${sql.ref(`w.${claim.wanted}`)} is distinct from ${sql.ref(`w.${claim.now}`)} and d.id <> w.device_id
          and not exists (select from undo_created c where c.record_id = d.id and c.code is null) and not ${givesBack}`,
  )
}

/** Of two that would have the same value, the one that has it keeps it, then the first line. */
function refuseTakenWithin(trx: Trx, claim: Claim): Promise<number> {
  const { wanted, now } = claim
  return keep(
    trx,
    claim,
    sql`select later.device_id, d.identifier as holder
        from (
          select device_id, ${sql.ref(wanted)} = ${sql.ref(now)} as same, first_value(device_id) over (
            partition by ${sql.ref(wanted)} order by (${sql.ref(wanted)} = ${sql.ref(now)}) is true desc, line) as first
          from undo_claim where ${sql.ref(wanted)} is not null
        ) as later join device d on d.id = later.first
        where later.device_id <> later.first and later.same is not true`,
  )
}

/** An IMEI of one device that is another of another one (devices/shared-imei.ts). */
type Crossing = { field: 'imei' | 'imei2'; other: 'imei' | 'imei2'; held: ReturnType<typeof sql> }

const crossings: Crossing[] = [
  { field: 'imei', other: 'imei2', held: sql`left(d.imei2, 14)` },
  { field: 'imei2', other: 'imei', held: sql`d.imei_body` },
  { field: 'imei2', other: 'imei2', held: sql`left(d.imei2, 14)` },
]

/** What another one would have afterwards stays where it is; of two that would get it back neither does. */
function refuseTakenAcross(trx: Trx, { field, other, held }: Crossing): Promise<number> {
  const [wanted, now, others] = [`${field}_wanted`, `${field}_now`, `${other}_wanted`].map((column) =>
    sql.ref(column),
  )
  return keep(
    trx,
    { code: 'imei.taken', fields: [field] },
    sql`with w as (select device_id, ${wanted} as body from undo_claim where ${wanted} is distinct from ${now})
        select w.device_id, d.identifier as holder
        from w join undo_claim o on o.${others} = w.body and o.device_id <> w.device_id join device d on d.id = o.device_id
        union all select w.device_id, d.identifier
        from w join device d on ${held} = w.body and d.status <> 'withdrawn' and d.id <> w.device_id
        where not exists (select from undo_claim o where o.device_id = d.id)
          and not exists (select from undo_created c where c.record_id = d.id and c.code is null)`,
  )
}
