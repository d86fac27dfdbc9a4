import { sql } from 'kysely'
import { defaultEnrollmentSettings, EnrollmentSettings } from '../contract/settings.ts'
import type { Db } from '../platform/db/database.ts'

const key = 'enrollment'

/** What an admin has set over the defaults; a setting of a later version that is not stored yet has its default. */
export async function readEnrollmentSettings(db: Db): Promise<EnrollmentSettings> {
  const row = await db.selectFrom('setting').select('value').where('key', '=', key).executeTakeFirst()
  return EnrollmentSettings.parse({ ...defaultEnrollmentSettings, ...(row?.value as object | undefined) })
}

export async function storeEnrollmentSettings(db: Db, settings: EnrollmentSettings): Promise<void> {
  const value = JSON.stringify(settings)
  await db
    .insertInto('setting')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, updated_at: sql<string>`now()` }))
    .execute()
}
