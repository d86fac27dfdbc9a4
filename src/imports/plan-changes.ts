import { sql, type RawBuilder } from 'kysely'
import { attributeChanges, defaultsOfNew } from './plan-attributes.ts'
import type { PlanContext } from './plan-work.ts'

type Sql = RawBuilder<unknown>

/** What a plan shows instead of a code. */
export const hiddenCode = '••••'

const given = (field: string): Sql => sql`r.fields->>${sql.lit(field)}`

export type Change = { field: string; before: Sql; after: Sql; when?: Sql; differs?: Sql; was?: Sql }

/** One difference as JSON, or null. `when` says whether the row speaks of the field, `was` keeps what an undo needs beside `before`. */
function change({ field, before, after, when, differs, was }: Change): Sql {
  const speaks = when ?? sql`r.fields ? ${sql.lit(field)}`
  const unlike = differs ?? sql`${before} is distinct from ${after}`
  const extra = was ? sql`, 'was', ${was}` : sql``
  return sql`case when ${speaks} and ${unlike} then
    jsonb_build_object('field', ${sql.lit(field)}, 'before', ${before}, 'after', ${after} ${extra}) end`
}

/** The differences of a list of fields as a JSON array, in one expression: a subquery per row would cost ten times as much. */
const changesOf = (record: Sql, changes: readonly Sql[], ofNew: Sql = sql`'[]'::jsonb`): Sql =>
  changes.length === 0
    ? sql`'[]'::jsonb`
    : sql`case when ${record} is null then ${ofNew}
        else to_jsonb(array_remove(array[${sql.join(changes)}]::jsonb[], null)) end`

const plainDeviceFields: [field: string, column: string][] = [
  ['wifiMac', 'wifi_mac'],
  ['meid', 'meid'],
  ['udid', 'udid'],
  ['serial', 'serial'],
  ['displayName', 'display_name'],
  ['description', 'description'],
  ['registrationEmail', 'registration_email'],
  ['imei2', 'imei2'],
  ['manufacturer', 'manufacturer'],
  ['model', 'model'],
  ['ownership', 'ownership'],
]

/** A list that names one of the two IMEIs of a phone, and no second, names the phone and changes nothing. */
export const keepsImei = ({ derives }: PlanContext): Sql =>
  derives
    ? sql`left(d.imei2, 14) = left(${given('imei')}, 14) and d.imei is not null and not r.fields ? 'imei2'`
    : sql`false`

/** Of the device that the row meets (d), by the columns that the file has. */
export function deviceChanges(context: PlanContext): Sql {
  const { has } = context
  const imei = sql`left(d.imei, 14) is distinct from left(${given('imei')}, 14) and (${keepsImei(context)}) is not true`
  const all: Record<string, Sql> = {
    userName: change({
      field: 'userName',
      before: sql`cu.user_name`,
      after: sql`r.user_name`,
      when: sql`r.user_name is not null`,
    }),
    template: change({ field: 'template', before: sql`t.name`, after: given('template') }),
    code: change({
      field: 'code',
      when: sql`nc.line is not null`,
      differs: sql`true`,
      before: sql`case when d.code_sealed is not null then ${sql.lit(hiddenCode)} end`,
      after: sql.lit(hiddenCode),
    }),
    tags: change({ field: 'tags', before: sql`tg.names`, after: given('tags') }),
    imei: change({ field: 'imei', before: sql`d.imei`, after: given('imei'), differs: imei }),
    expirationDays: expiryChange(context),
    depMethod: change({
      field: 'depMethod',
      before: sql`d.dep_method`,
      after: given('depMethod'),
      was: sql`d.authentication`,
    }),
  }
  for (const [field, column] of plainDeviceFields)
    all[field] = change({ field, before: sql`d.${sql.ref(column)}`, after: given(field) })
  const fields = context.columns.map(({ field }) => field).filter((field) => has(field) && all[field])
  const attributes = attributeChanges(context)
  const target = context.target ? [targetChange(context.target.name)] : []
  const changes = [...fields.map((field) => all[field]!), ...attributes.map(change), ...target]
  return changesOf(sql`d.id`, changes, defaultsOfNew(context))
}

const targetChange = (name: string): Sql =>
  change({
    field: 'bulkEnrollment',
    before: sql`be.name`,
    after: sql`${name}::text`,
    when: sql`r.identifier_key is not null`,
  })

/**
 * Days that are left, rounded up, against days from now (B39, B51): the same file on the same day changes nothing. A blank cell
 * is no wish to change an enrolled device, whose expiry is locked (B54).
 */
function expiryChange({ now, defaultDays }: PlanContext): Sql {
  const left = sql`extract(epoch from d.expires_at - ${now}::timestamptz)`
  return change({
    field: 'expirationDays',
    before: sql`case when d.expires_at is not null then greatest(0, ceil(${left} / 86400))::integer::text end`,
    after: sql`coalesce(${given('expirationDays')}, ${sql.lit(String(defaultDays))})`,
    when: sql`r.fields ? 'expirationDays' and (d.status <> 'enrolled' or ${given('expirationDays')} is not null)`,
    was: sql`d.expires_at`,
  })
}

const plainUserFields: [field: string, column: string][] = [
  ['name', 'name'],
  ['email', 'email'],
  ['mobile', 'mobile'],
  ['userDescription', 'description'],
]

/** Of the user whom the row names (u). */
export function userChanges({ has }: PlanContext): Sql {
  const changes = plainUserFields
    .filter(([field]) => has(field))
    .map(([field, column]) => change({ field, before: sql`u.${sql.ref(column)}`, after: given(field) }))
  if (has('organizations'))
    changes.push(change({ field: 'organizations', before: sql`og.names`, after: given('organizations') }))
  return changesOf(sql`u.id`, changes)
}
