import type { Db } from '../platform/db/database.ts'

/** The tag of the configuration that an agent fetched last; undefined before the first. */
export async function readSentTag(db: Db, registrationId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('headwind_agent')
    .select('sent_tag')
    .where('registration_id', '=', registrationId)
    .executeTakeFirst()
  return row?.sent_tag
}

export async function storeSentTag(db: Db, registrationId: string, tag: string): Promise<void> {
  await db
    .insertInto('headwind_agent')
    .values({ registration_id: registrationId, sent_tag: tag })
    .onConflict((conflict) => conflict.column('registration_id').doUpdateSet({ sent_tag: tag }))
    .execute()
}
