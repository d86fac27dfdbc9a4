import { z } from 'zod'
import type { Db, Trx } from '../../platform/db/database.ts'
import { readSetting, storeSetting } from '../../platform/db/settings.ts'

export const unlistedKey = 'android-codes'

const Stored = z.object({ bulkEnrollmentId: z.uuid().nullable().default(null) })

/** The bulk enrollment whose configuration devices get that are on no list; one that was deleted is none. */
export async function findUnlistedBulk(db: Db): Promise<{ id: string; name: string } | undefined> {
  const { bulkEnrollmentId } = Stored.parse((await readSetting(db, unlistedKey)) ?? {})
  if (bulkEnrollmentId === null) return undefined
  return db
    .selectFrom('bulk_enrollment')
    .select(['id', 'name'])
    .where('id', '=', bulkEnrollmentId)
    .executeTakeFirst()
}

export const storeUnlistedBulk = (trx: Trx, bulkEnrollmentId: string | null): Promise<void> =>
  storeSetting(trx, unlistedKey, { bulkEnrollmentId } satisfies z.infer<typeof Stored>)
