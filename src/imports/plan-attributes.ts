import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { attributeField, attributeName, isAttribute } from './fields.ts'
import type { Target } from './find-target.ts'
import type { Change } from './plan-changes.ts'
import { addProblems, type PlanContext } from './plan-work.ts'

type Sql = RawBuilder<unknown>

const cellOf = (field: string): Sql => sql`r.fields->>${sql.lit(field)}`
const valueOf = (name: string): Sql => sql`d.custom_attributes->>${sql.lit(name)}`
const nameIn = (field: Sql): Sql => sql`substr(${field}, ${sql.lit(attributeField('').length + 1)})`
const saysNothing = (field: string): Sql => sql`not r.fields ? ${sql.lit(field)}`

/** Custom attributes are set once, before a device enrolls, unless they follow the list. */
const isKept = (target: Target | undefined): Sql =>
  target && !target.attributesFollowList ? sql`d.status = 'enrolled'` : sql`false`

const defaultsOf = ({ target }: PlanContext): [name: string, value: string][] =>
  Object.entries(target?.defaultAttributes ?? {})

/** Of a device that is there: the cells of the row, and the defaults that it has not where it joins the list. */
export function attributeChanges(context: PlanContext): Change[] {
  const { target, columns, has } = context
  const kept = isKept(target)
  const cells = columns
    .map(({ field }) => field)
    .filter((field) => isAttribute(field) && has(field))
    .map((field) => ({
      field,
      before: valueOf(attributeName(field)),
      after: cellOf(field),
      when: sql`(r.fields ? ${sql.lit(field)} and not ${kept})`,
    }))
  if (!target) return cells
  const joins = sql`d.bulk_enrollment_id is distinct from ${target.id}::uuid`
  const defaults = defaultsOf(context).map(([name, value]) => ({
    field: attributeField(name),
    before: valueOf(name),
    after: sql`${value}::text`,
    when: sql`(${saysNothing(attributeField(name))} and ${joins} and ${valueOf(name)} is null and not ${kept})`,
  }))
  return [...cells, ...defaults]
}

/** Of a device that the row makes: the defaults where it says nothing. A blank cell says nothing, the mark for "none" does. */
export function defaultsOfNew(context: PlanContext): Sql {
  const defaults = defaultsOf(context).map(([name, value]) => {
    const field = attributeField(name)
    const change = sql`jsonb_build_object('field', ${sql.lit(field)}, 'before', null, 'after', ${value}::text)`
    return sql`case when ${saysNothing(field)} then ${change} end`
  })
  if (defaults.length === 0 || context.mode === 'users') return sql`'[]'::jsonb`
  return sql`case when r.identifier_key is null then '[]'::jsonb
    else to_jsonb(array_remove(array[${sql.join(defaults)}]::jsonb[], null)) end`
}

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
