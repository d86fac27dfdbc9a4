import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { addProblems, type PlanContext } from './plan-work.ts'

/** Rounds in which an IMEI may move from one device of the file to another: as in plan-claims.ts. */
const rounds = 3

/**
 * A phone says one of its two IMEIs, and that must lead to one record: refuses a row that gives a device an IMEI which another live
 * device has as its second, or a second one which another has at all. Equal first ones are refused before (plan-claims.ts).
 */
export async function refuseSharedImeis(trx: Trx, context: PlanContext): Promise<void> {
  if (!context.has('imei') && !context.has('imei2')) return
  for (let round = 1, refused = 1; refused > 0; round++) {
    refused = await refuseSharedInFile(trx, context)
    for (const clash of clashes) refused += await refuseSharedWithRecords(trx, context, clash, round > rounds)
  }
}

/** The device that has the IMEI already comes first, then the first line. */
const refuseSharedInFile = (trx: Trx, { id, has, nameOf }: PlanContext) =>
  addProblems(
    trx,
    { column: nameOf(has('imei2') ? 'imei2' : 'imei'), code: 'imei.taken' },
    sql`with second as (
          select line, imei2_claim as body from import_work where not rejected and imei2_claim is not null
        ), shared as (
          select body from second group by body having count(*) > 1
          union select body from second join import_work w on w.imei_claim = second.body and w.line <> second.line and not w.rejected
        ), claim as (
          select line, imei_claim as body, imei_now, imei2_now from import_work
          where not rejected and imei_claim in (select body from shared)
          union all select line, imei2_claim, imei_now, imei2_now from import_work
          where not rejected and imei2_claim in (select body from shared)
        ), ranked as (
          select line, body, first_value(line) over (
            partition by body order by (body in (imei_now, imei2_now)) is true desc, line) as first from claim
        )
        select distinct on (ranked.line) ranked.line, 'The IMEI ' || body || '.. is also on line ' || first || ', of '
          || coalesce(r.fields->>'identifier', '?') || ': a phone with it would fit both. Correct one of them' as message
        from ranked join import_row r on r.import_id = ${id} and r.line = first
        where ranked.line <> first order by ranked.line`,
  )

type Clash = { field: string; claim: string; holder: RawBuilder<unknown>; what: string; shown: string }

const clashes: Clash[] = [
  {
    field: 'imei',
    claim: 'imei_claim',
    holder: sql`left(d.imei2, 14) = w.imei_claim`,
    what: 'the second IMEI',
    shown: 'd.imei2',
  },
  {
    field: 'imei2',
    claim: 'imei2_claim',
    holder: sql`d.imei_body = w.imei2_claim`,
    what: 'the IMEI',
    shown: 'd.imei',
  },
  {
    field: 'imei2',
    claim: 'imei2_claim',
    holder: sql`left(d.imei2, 14) = w.imei2_claim`,
    what: 'the second IMEI',
    shown: 'd.imei2',
  },
]

/** What two records share already is no fault of the row. */
function refuseSharedWithRecords(
  trx: Trx,
  { nameOf }: PlanContext,
  { field, claim, holder, what, shown }: Clash,
  evenIfGivenUp: boolean,
): Promise<number> {
  const keeps = evenIfGivenUp
    ? sql`true`
    : sql`not exists (select from import_work o where o.device_id = d.id and not o.rejected)`
  return addProblems(
    trx,
    { column: nameOf(field), code: 'imei.taken' },
    sql`select w.line, ${sql.ref(shown)} || ${` is ${what} of the device `} || d.identifier || coalesce(', on the list of "' || b.name || '"', '')
          || ': a phone with it would fit both. Correct it, or change or withdraw that device first' as message
        from import_work w
          join device d on ${holder} and d.status <> 'withdrawn'
          left join bulk_enrollment b on b.id = d.bulk_enrollment_id
        where not w.rejected and d.id is distinct from w.device_id
          and (${sql.ref(`w.${claim}`)} in (w.imei_now, w.imei2_now)) is not true and ${keeps}`,
  )
}
