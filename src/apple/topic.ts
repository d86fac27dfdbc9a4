import { randomUUID } from 'node:crypto'
import type { Db } from '../platform/db/database.ts'
import { readSetting } from '../platform/db/settings.ts'
import { findCertificateTopic } from '../push/certificate-store.ts'

const key = 'apple.push-topic'

/**
 * The topic of an enrollment to come; it can never change for a device (apple-mdm.md 0.1). It is that of the push certificate;
 * without one the installation makes up one of the right form. Devices that enrolled with it keep it, and no certificate will
 * ever reach them: they must enroll again once there is one.
 */
export async function pushTopic(db: Db): Promise<string> {
  const stored = (await findCertificateTopic(db)) ?? (await findTopic(db))
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
