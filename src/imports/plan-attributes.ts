import { sql, type RawBuilder } from 'kysely'
import { attributeField, attributeName, isAttribute } from './fields.ts'
import type { Target } from './find-target.ts'
import type { Change } from './plan-changes.ts'
import type { PlanContext } from './plan-work.ts'

type Sql = RawBuilder<unknown>

const cellOf = (field: string): Sql => sql`r.fields->>${sql.lit(field)}`
const valueOf = (name: string): Sql => sql`d.custom_attributes->>${sql.lit(name)}`
/** The name of the attribute that a field of a plan is. */
export const nameIn = (field: Sql): Sql => sql`substr(${field}, ${sql.lit(attributeField('').length + 1)})`
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
