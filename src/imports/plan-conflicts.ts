import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { addProblems, linesInWords, type PlanContext } from './plan-work.ts'

/** One device on several lines: which of them is right cannot be known, so all are rejected, each naming the lines. */
export async function refuseRepeatedDevices(trx: Trx, context: PlanContext): Promise<void> {
  const column = context.nameOf('identifier')
  await addProblems(
    trx,
    { column, code: 'identifier.repeated' },
    sql`with repeated as (
          select identifier_key, array_agg(line order by line) as lines from import_work
          where identifier_key in (
            select identifier_key from import_work where identifier_key is not null group by 1 having count(*) > 1)
          group by 1
        )
        select w.line, w.identifier_key || ' is on lines ' || ${linesInWords(sql`repeated.lines`)}
          || ': a device can have one row only. Remove the others' as message
        from import_work w join repeated using (identifier_key)`,
  )
  if (context.derives) await refuseRepeatedNumbers(trx, context.id, column)
}

/**
 * Of rows that are called after the same number none makes a new device, also when another of them has met a record by another
 * number: what a file was refused for once is not taken when it comes again.
 */
const refuseRepeatedNumbers = (trx: Trx, id: string, column: string) =>
  addProblems(
    trx,
    { column, code: 'identifier.repeated' },
    sql`with repeated as (
          select lower(derived_identifier) as number, array_agg(line order by line) as lines from import_row
          where import_id = ${id} and derived_identifier is not null
          group by 1 having count(*) > 1 and count(distinct identifier_key) > 1
        )
        select r.line, r.derived_identifier || ' is the number of lines ' || ${linesInWords(sql`repeated.lines`)}
          || ': a device can have one row only. Remove the others' as message
        from import_row r
          join repeated on repeated.number = lower(r.derived_identifier)
          join import_work w on w.line = r.line
        where r.import_id = ${id} and w.device_id is null and not w.rejected`,
  )

const userFields = ['name', 'email', 'mobile', 'userDescription', 'organizations']

/** S16: a user on several lines must be the same on each; identical repeats are fine. */
export async function refuseConflictingUsers(trx: Trx, { id, has, nameOf }: PlanContext): Promise<void> {
  for (const field of userFields.filter(has)) {
    await addProblems(
      trx,
      { column: nameOf(field), code: 'user.conflicting' },
      sql`with value as (
            select user_name, coalesce(fields->>${field}, '') as value, min(line) as line from import_row
            where import_id = ${id} and user_name is not null and fields ? ${field} group by 1, 2
          ), conflict as (
            select user_name, array_agg(line order by line) as lines from value group by 1 having count(*) > 1
          )
          select w.line, 'conflicting values for ' || w.user_name || ' on lines ' || ${linesInWords(sql`conflict.lines`)}
            || ': make ' || ${nameOf(field)} || ' the same on every line of this user' as message
          from import_work w join conflict using (user_name)`,
    )
  }
}
