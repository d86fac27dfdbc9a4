import { randomUUID } from 'node:crypto'
import type { Db } from '../platform/db/database.ts'
import { readSetting } from '../platform/db/settings.ts'

const key = 'apple.push-topic'

/**
 * The topic of every enrollment; it can never change for a device (apple-mdm.md 0.1). Until an admin can give a push
 * certificate, whose topic will then count for new enrollments, the installation makes up one of the right form.
 */
export async function pushTopic(db: Db): Promise<string> {
  const stored = await findTopic(db)
  if (stored) return stored
  const value = JSON.stringify(`com.apple.mgmt.External.${randomUUID()}`)
  await db
    .insertInto('setting')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
  return (await findTopic(db))!
}

const findTopic = async (db: Db) => (await readSetting(db, key)) as string | undefined
