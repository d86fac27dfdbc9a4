import { sql, type Insertable } from 'kysely'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Tables } from '../platform/db/tables.ts'

/** The id of the channel, by which its secrets are sealed. */
export async function findUserChannel(
  db: Db,
  enrollmentId: string,
  userKey: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('user_channel')
    .select('id')
    .where('enrollment_id', '=', enrollmentId)
    .where('user_key', '=', userKey)
    .executeTakeFirst()
  return row?.id
}

/** The caller holds the enrollment's row, so that two first messages of one user do not make two channels. */
export async function upsertUserChannel(trx: Trx, row: Insertable<Tables['user_channel']>): Promise<void> {
  const { push_token_sealed, push_magic_sealed, short_name, long_name, last_seen_at } = row
  await trx
    .insertInto('user_channel')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ push_token_sealed, push_magic_sealed, short_name, long_name, last_seen_at }),
    )
    .execute()
}

export async function deleteUserChannel(
  trx: Trx,
  { enrollmentId, userKey }: { enrollmentId: string; userKey: string },
): Promise<void> {
  await trx
    .deleteFrom('user_channel')
    .where('enrollment_id', '=', enrollmentId)
    .where('user_key', '=', userKey)
    .execute()
}

export async function dropSurplusUsers(trx: Trx, enrollmentId: string, most: number): Promise<void> {
  await sql`
    delete from user_channel where id in (
      select id from user_channel where enrollment_id = ${enrollmentId}
      order by last_seen_at desc, id desc offset ${most})`.execute(trx)
}

export type UserChannel = {
  userKey: string
  shortName: string | null
  longName: string | null
  lastSeenAt: string
}

export const listUserChannels = (db: Db, enrollmentId: string): Promise<UserChannel[]> =>
  db
    .selectFrom('user_channel')
    .select([
      'user_key as userKey',
      'short_name as shortName',
      'long_name as longName',
      'last_seen_at as lastSeenAt',
    ])
    .where('enrollment_id', '=', enrollmentId)
    .orderBy('last_seen_at', 'desc')
    .execute()
