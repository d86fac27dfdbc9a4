import type { Trx } from '../platform/db/database.ts'
import { storable } from '../platform/db/storable.ts'
import type { Platform } from '../platform/platform.ts'
import { uuidv7 } from '../platform/uuid.ts'
import type { CheckInOf } from '../protocol/mdm/check-in.ts'
import type { Caller } from './caller.ts'
import { lockEnrollment } from './enrollment-store.ts'
import { Refusal } from './refusal.ts'
import {
  dropSurplusUsers,
  deleteUserChannel,
  findUserChannel,
  upsertUserChannel,
} from './user-channel-store.ts'

type Call = { caller: Caller; user: string }

/** A Mac has a few users and a Shared iPad some dozens; the one that was not seen for longest gives way. */
const mostUsers = 200

/**
 * A user of the device has tokens of their own, and an enrollment within that of the device: it ends with it. Nothing that
 * belongs to the device changes (apple-mdm.md 8, "user channel"). @throws {Refusal} while the device itself is not enrolled
 */
export async function updateUserToken(
  { db, secrets, clock }: Platform,
  { caller, user, message }: Call & { message: CheckInOf<'TokenUpdate'> },
): Promise<void> {
  const enrollmentId = activeEnrollment(caller)
  await db.transaction().execute(async (trx) => {
    if ((await lockEnrollment(trx, enrollmentId))?.state !== 'active')
      throw new Refusal(403, 'The enrollment has ended', 'not-enrolled')
    const id = (await findUserChannel(trx, enrollmentId, storable(user))) ?? uuidv7()
    const seal = (column: string, value: Uint8Array | string) =>
      secrets.seal(`user_channel.${column}:${id}`, value)
    await upsertUserChannel(trx, {
      id,
      enrollment_id: enrollmentId,
      user_key: storable(user),
      short_name: message.UserShortName ? storable(message.UserShortName) : null,
      long_name: message.UserLongName ? storable(message.UserLongName) : null,
      push_token_sealed: seal('push_token_sealed', message.Token),
      push_magic_sealed: seal('push_magic_sealed', message.PushMagic),
      created_at: clock(),
      last_seen_at: clock(),
    })
    await dropSurplusUsers(trx, enrollmentId, mostUsers)
  })
}

/** The user was removed; the device stays enrolled. */
export async function endUserChannel({ db }: Platform, { caller, user }: Call): Promise<void> {
  const { enrollment } = caller
  if (!enrollment) return
  await db
    .transaction()
    .execute((trx: Trx) => deleteUserChannel(trx, { enrollmentId: enrollment.id, userKey: storable(user) }))
}

function activeEnrollment({ enrollment }: Caller): string {
  if (enrollment?.state !== 'active') throw new Refusal(403, 'The device is not enrolled', 'not-enrolled')
  return enrollment.id
}
