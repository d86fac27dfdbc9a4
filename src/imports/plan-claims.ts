import { sql, type RawBuilder } from 'kysely'
import type { MakerAliases } from '../contract/manufacturer.ts'
import { makerSql } from '../devices/shared-maker.ts'
import type { Trx } from '../platform/db/database.ts'
import { addProblems, type PlanContext } from './plan-work.ts'

/** A value that one live device at a time may have; `holder` selects the device d that has w's now, by its unique index. */
type Claim = {
  field: string
  /** The columns that can change who claims it. */
  movedBy: string[]
  code: string
  what: string
  column: string
  now: string
  holder: RawBuilder<unknown>
}

const claimsOf = (aliases: MakerAliases): Claim[] => [
  {
    field: 'serial',
    movedBy: ['serial', 'depMethod'],
    code: 'serial.taken',
    what: 'serial',
    column: 'serial_claim',
    now: 'serial_now',
    holder: sql`d.serial = w.serial_claim and (d.dep_method = 'Serial' or d.source = 'dep')`,
  },
  {
    field: 'imei',
    movedBy: ['imei'],
    code: 'imei.taken',
    what: 'IMEI',
    column: 'imei_claim',
    now: 'imei_now',
    holder: sql`d.imei_body = w.imei_claim`,
  },
  {
    field: 'serial',
    movedBy: ['serial', 'depMethod', 'manufacturer'],
    code: 'serial.taken',
    what: 'serial',
    column: 'android_claim',
    now: 'android_now',
    holder: sql`d.serial = w.serial and d.platform = 'android' and d.serial || ' ' || ${makerSql(sql`d.manufacturer`, aliases)} = w.android_claim`,
  },
]

/** Rounds in which a value may move from one device of the file to another; see below. */
const rounds = 3

/**
 * S2: refuses a value that another live device has after the import. A device of the file that gives its value up frees it for
 * another row, so two devices may swap. A row that is refused keeps what its device has, which may refuse a further row:
 * after some rounds, values that move are refused altogether, so that this ends.
 */
export async function refuseTakenValues(trx: Trx, context: PlanContext): Promise<void> {
  for (const claim of claimsOf(context.aliases).filter(({ movedBy }) => movedBy.some(context.has))) {
    for (let round = 1, refused = 1; refused > 0; round++) {
      refused = await refuseTakenInFile(trx, context, claim)
      refused += await refuseTakenByRecords(trx, context, claim, round > rounds)
    }
  }
}

/** The device that has the value already comes first, then the first line. */
function refuseTakenInFile(
  trx: Trx,
  { nameOf, id, has }: PlanContext,
  { field, code, what, column, now }: Claim,
) {
  const value = sql.ref(column)
  return addProblems(
    trx,
    { column: nameOf(field), code },
    sql`with shared as (
          select ${value} as value from import_work where not rejected and ${value} is not null
          group by 1 having count(*) > 1
        ), ranked as (
          select w.line, ${value} as value,
            first_value(w.line) over (partition by ${value} order by (${value} = ${sql.ref(now)}) is true desc, w.line) as first
          from import_work w join shared on shared.value = ${value} where not w.rejected
        )
        select ranked.line, ${what} || ' already used on line ' || ranked.first || ' by ' || coalesce(r.fields->>'identifier', '?')
          || ${`: a live device must have its own. Correct it${has('depMethod') ? ', or write Keycode where it only restricts' : ''}`} as message
        from ranked join import_row r on r.import_id = ${id} and r.line = ranked.first
        where ranked.line <> ranked.first`,
  )
}

function refuseTakenByRecords(
  trx: Trx,
  { nameOf }: PlanContext,
  { field, code, what, column, now, holder }: Claim,
  evenIfGivenUp: boolean,
) {
  const value = sql.ref(`w.${column}`)
  const keeps = evenIfGivenUp
    ? sql`true`
    : sql`not exists (select from import_work o where o.device_id = d.id and not o.rejected)`
  return addProblems(
    trx,
    { column: nameOf(field), code },
    sql`select w.line, ${what} || ' already used by the device ' || d.identifier
          || coalesce((select ', on the list of "' || b.name || '"' from bulk_enrollment b where b.id = d.bulk_enrollment_id), '')
          || '. Correct it, or change or withdraw that device first' as message
        from import_work w join device d on ${holder} and d.status <> 'withdrawn'
        where not w.rejected and ${value} is not null and ${value} is distinct from ${sql.ref(`w.${now}`)}
          and d.id is distinct from w.device_id and ${keeps}`,
  )
}

/** S5: with Key Code a serial number only restricts check-in, so it may repeat; that is said. */
export async function warnOfSharedSerials(trx: Trx, { has, nameOf }: PlanContext): Promise<void> {
  if (!has('serial')) return
  await addProblems(
    trx,
    { column: nameOf('serial'), code: 'serial.shared', severity: 'warning' },
    sql`with shared as (
          select serial, array_agg(line order by line) as lines from import_work
          where not rejected and serial in (
            select serial from import_work where not rejected and serial is not null group by 1 having count(*) > 1)
          group by 1
        )
        select w.line, 'The serial is also on line ' || case when shared.lines[1] = w.line then shared.lines[2] else shared.lines[1] end
          || '. With Key Code it only restricts check-in; the key and code tell the devices apart' as message
        from import_work w join shared using (serial)
        where not w.rejected and w.serial_claim is null`,
  )
}
