import { sql } from 'kysely'
import type { Trx } from '../platform/db/database.ts'
import { addProblems, linesInWords, type PlanContext } from './plan-work.ts'

/** One device on several lines: which of them is right cannot be known, so all are rejected, each naming the lines. */
export const refuseRepeatedDevices = (trx: Trx, { nameOf }: PlanContext) =>
  addProblems(
    trx,
    { column: nameOf('identifier'), code: 'identifier.repeated' },
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
