import type { AttributeRule } from '../contract/bulk-enrollment.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { Problem } from '../platform/problem.ts'

/** The bulk enrollment whose list the devices of a file join. */
export type Target = {
  id: string
  name: string
  userId: string | null
  attributes: AttributeRule[]
  /** What its devices have where the file says nothing. */
  defaultAttributes: Record<string, string>
  /** Whether enrolled devices take custom attributes from the file. */
  attributesFollowList: boolean
}

/** @throws {Problem} when there is none of that id, since it was deleted */
export async function findTarget(db: Db, id: string | undefined): Promise<Target | undefined> {
  if (id === undefined) return undefined
  const found = await db
    .selectFrom('bulk_enrollment')
    .select([
      'id',
      'name',
      'user_id as userId',
      'attributes',
      'default_attributes as defaultAttributes',
      'attributes_follow_list as attributesFollowList',
    ])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) throw new Problem('bulk-enrollment.not-found', { id })
  return {
    ...found,
    attributes: found.attributes as AttributeRule[],
    defaultAttributes: found.defaultAttributes as Record<string, string>,
  }
}

/** Until the end of the transaction nobody changes what it says of its devices. */
export async function lockTarget(trx: Trx, id: string | undefined): Promise<Target | undefined> {
  if (id !== undefined)
    await trx.selectFrom('bulk_enrollment').select('id').where('id', '=', id).forNoKeyUpdate().execute()
  return findTarget(trx, id)
}
