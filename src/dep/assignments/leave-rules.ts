import { sql } from 'kysely'
import type { Trx } from '../../platform/db/database.ts'
import { Problem } from '../../platform/problem.ts'
import { lineOf } from '../profile-store.ts'

/**
 * Before a profile is forgotten: rules that name it go on with another version, as they mean the line's latest anyway.
 * @throws {Problem} when there is no other version
 */
export async function leaveRules(trx: Trx, profileId: string): Promise<void> {
  await sql`
    update dep_assignment_rule r set profile_id = o.id
    from dep_profile p join dep_profile o on o.id <> p.id and ${lineOf('o')} = ${lineOf('p')}
    where p.id = ${profileId} and r.profile_id = p.id`.execute(trx)
  const rules = await trx
    .selectFrom('dep_assignment_rule')
    .select('name')
    .where('profile_id', '=', profileId)
    .orderBy('position')
    .execute()
  if (rules.length === 0) return
  const names = rules.map(({ name }) => `“${name}”`).join(', ')
  throw new Problem('dep-profile.in-use', { detail: `Assignment rules give it to new devices: ${names}.` })
}
