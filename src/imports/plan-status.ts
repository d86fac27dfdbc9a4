import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { addProblems, after, type PlanContext } from './plan-work.ts'

/** B54: what an import may not change while the device is enrolled. */
export const lockedWhileEnrolled = [
  'code',
  'wifiMac',
  'imei',
  'meid',
  'udid',
  'expirationDays',
  'registrationEmail',
]

/** B53..B55, B32: what the state of the existing device allows. An unchanged value is always fine. */
export async function refuseByStatus(trx: Trx, context: PlanContext): Promise<void> {
  await refuseWithdrawn(trx, context)
  await refuseOtherPlatform(trx, context)
  for (const field of lockedWhileEnrolled.filter((field) => context.has(field))) {
    const column = context.nameOf(field)
    await addProblems(
      trx,
      { column, code: 'device.locked' },
      sql`select w.line, ${`${column} cannot be changed while the device is enrolled. Leave its value as it is, or the column out`} as message
          from import_work w
          where w.device_status = 'enrolled' and w.device_changes @> ${JSON.stringify([{ field }])}::jsonb`,
    )
  }
}

const refuseWithdrawn = (trx: Trx, { nameOf }: PlanContext) =>
  addProblems(
    trx,
    { column: nameOf('identifier'), code: 'device.withdrawn' },
    sql`select w.line, d.identifier || ' is withdrawn and cannot be changed. Use another identifier, or rename or delete the withdrawn record first' as message
        from import_work w join device d on d.id = w.device_id where w.device_status = 'withdrawn'`,
  )

/** An iPad is an iOS device in our format; other products say "Apple" of all of them. */
const refuseOtherPlatform = async (trx: Trx, { id, has, format, nameOf }: PlanContext): Promise<void> => {
  if (!has('platform')) return
  const alike = format.matrix ? sql`('ios', 'ipados')` : sql`('ios', 'ipados', 'macos', 'tvos')`
  await addProblems(
    trx,
    { column: nameOf('platform'), code: 'device.platform-fixed' },
    sql`select w.line, ${nameOf('platform')} || ' cannot be changed after creation: ' || d.identifier || ' is ' || d.platform
          || ', the row says ' || (r.fields->>'platform') as message
        from import_work w
          join device d on d.id = w.device_id
          join import_row r on r.import_id = ${id} and r.line = w.line
        where r.fields->>'platform' <> d.platform
          and not (r.fields->>'platform' in ${alike} and d.platform in ${alike})`,
  )
}

/** The method Serial needs a serial number, the row's or the one that the device has. */
export async function refuseHalfAssociations(trx: Trx, { id, has, nameOf }: PlanContext): Promise<void> {
  if (!has('depMethod') && !has('serial')) return
  const message = `${nameOf('serial')} is required when ${nameOf('depMethod')} is Serial: fill it in, or write Keycode`
  await addProblems(
    trx,
    { column: nameOf('serial'), code: 'serial.required' },
    sql`select w.line, ${message} as message
        from import_work w
          join import_row r on r.import_id = ${id} and r.line = w.line
          left join device d on d.id = w.device_id
        where w.serial is null and ${after('depMethod', 'dep_method')} = 'Serial'
          and not r.problems @> ${JSON.stringify([{ column: nameOf('serial'), severity: 'error' }])}::jsonb`,
  )
}

/** What is allowed and may still be a mistake. */
export async function warnOfDoubts(trx: Trx, { id, has, nameOf }: PlanContext): Promise<void> {
  if (!has('depMethod')) return
  const method = nameOf('depMethod')
  await addProblems(
    trx,
    { column: method, code: 'dep.association-removed', severity: 'warning' },
    sql`select w.line, ${`The blank cell in ${method} removes the association with DEP`} as message
        from import_work w
        where not w.rejected and w.device_changes @> '[{"field": "depMethod", "after": null}]'`,
  )
  if (!has('serial')) return
  const [serial, code, days] = [nameOf('serial'), nameOf('code'), nameOf('expirationDays')]
  await addProblems(
    trx,
    { column: method, code: 'dep.key-code-doubt', severity: 'warning' },
    sql`select w.line, ${`${method}=Keycode with a ${serial} value and a generated ${code}`}
            || coalesce(': is ' || (r.fields->>'expirationDays') || ' (' || ${days} || ') in the wrong column?', '') as message
        from import_work w join import_row r on r.import_id = ${id} and r.line = w.line
        where not w.rejected and w.device_id is null and not w.has_code
          and r.fields->>'depMethod' = 'Keycode' and r.fields->>'serial' is not null`,
  )
}
