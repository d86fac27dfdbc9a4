import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { attributeField } from './fields.ts'
import type { Target } from './find-target.ts'
import { nameIn } from './plan-attributes.ts'
import { addProblems, type PlanContext } from './plan-work.ts'

type Sql = RawBuilder<unknown>

/** The value of a cell of which a row says otherwise than its enrolled device has it. */
const differing = sql`
  select ${nameIn(sql`cell.key`)} as name, cell.value
  from jsonb_each_text(r.fields) as cell
  where starts_with(cell.key, ${sql.lit(attributeField(''))})
    and d.custom_attributes->>${nameIn(sql`cell.key`)} is distinct from cell.value`

const inWords = (value: Sql): Sql => sql`coalesce('"' || left(${value}, 40) || '"', 'none')`

/** Who uploads another list should see which of its values reach devices that are in use, and which do not. */
export async function warnOfEnrolledDevices(trx: Trx, context: PlanContext): Promise<void> {
  if (!context.target) return
  await (context.target.attributesFollowList ? warnOfFollowing(trx) : warnOfKept(trx, context))
}

const speaksOfAttributes = (changes: Sql): Sql =>
  sql`${changes} @? '$[*] ? (@.field starts with "customAttributes.")'`

const warnOfFollowing = (trx: Trx) =>
  addProblems(
    trx,
    { column: '', code: 'attributes.enrolled', severity: 'warning' },
    sql`select w.line, 'The device is enrolled: its custom attributes change at once' as message
        from import_work w
        where not w.rejected and w.device_status = 'enrolled' and ${speaksOfAttributes(sql`w.device_changes`)}`,
  )

async function warnOfKept(trx: Trx, { id, target }: PlanContext): Promise<void> {
  await addProblems(
    trx,
    { column: '', code: keptCode, severity: 'warning' },
    sql`select w.line, 'The device is enrolled and keeps its custom attributes: '
            || string_agg(cell.name || ' is ' || ${inWords(sql`d.custom_attributes->>cell.name`)}
              || ', the row says ' || ${inWords(sql`cell.value`)}, '; ' order by cell.name)
            || ${`. Let the attributes of "${target?.name}" follow its list to change them`} as message
        from import_work w
          join device d on d.id = w.device_id and d.status = 'enrolled'
          join import_row r on r.import_id = ${id} and r.line = w.line
          cross join lateral (${differing}) as cell
        where not w.rejected group by w.line`,
  )
}

const keptCode = 'attributes.kept'

/**
 * How many rows of a plan say of custom attributes what the bulk enrollment does not say any more: it follows its list now, or
 * does not, or has other defaults.
 */
export async function countOtherAttributes(trx: Trx, id: string, target: Target): Promise<number> {
  const speaks = speaksOfAttributes(sql`p.changes`)
  const untrue = target.attributesFollowList
    ? sql`p.problems @> ${JSON.stringify([{ code: keptCode }])}::jsonb`
    : sql`p.device_outcome = 'update' and ${speaks} and exists (select from device d where d.id = p.device_id and d.status = 'enrolled')`
  const defaults = JSON.stringify(target.defaultAttributes)
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from import_plan p
    where p.import_id = ${id} and p.outcome <> 'reject' and (${untrue} or (p.device_outcome = 'create'
      and (select coalesce(jsonb_object_agg(${nameIn(sql`c.field`)}, c.after), '{}')
          from jsonb_to_recordset(p.changes) as c(field text, after text)
          where starts_with(c.field, ${sql.lit(attributeField(''))}))
        is distinct from (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each_text(${defaults}::jsonb)
          where not (select r.fields from import_row r where r.import_id = p.import_id and r.line = p.line)
            ? (${sql.lit(attributeField(''))} || key))))`.execute(trx)
  return rows[0]!.count
}
