import type { AttributeRule } from '../contract/bulk-enrollment.ts'
import type { Db } from '../platform/db/database.ts'
import { Problem } from '../platform/problem.ts'

/** The bulk enrollment whose list the devices of a file join. */
export type Target = { id: string; name: string; userId: string | null; attributes: AttributeRule[] }

/** @throws {Problem} when there is none of that id, since it was deleted */
export async function findTarget(db: Db, id: string | undefined): Promise<Target | undefined> {
  if (id === undefined) return undefined
  const found = await db
    .selectFrom('bulk_enrollment')
    .select(['id', 'name', 'user_id as userId', 'attributes'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) throw new Problem('bulk-enrollment.not-found', { id })
  return { ...found, attributes: found.attributes as AttributeRule[] }
}
