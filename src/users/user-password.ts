import { randomInt } from 'node:crypto'
import type { User } from '../contract/user.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { forgetFailures } from '../platform/secrets/attempts.ts'
import { hashPassword } from '../platform/secrets/password.ts'
import { userNotFound } from './change-users.ts'
import { findUser, lockUser, type UserKey } from './user-store.ts'

/** What wrong tries at a user's name are counted under; a new password begins anew. */
export const signOnSubject = (userName: string): string => `sign-on:name:${userName.toLowerCase()}`

/** The argon2id hash of the user's password, if they have one. */
export async function findUserPassword(db: Db, userId: string): Promise<string | undefined> {
  const query = db.selectFrom('user_password').select('hash').where('user_id', '=', userId)
  return (await query.executeTakeFirst())?.hash
}

type Change = { password: string | null; expect: (current: User) => void }

/** Gives the user a password, or takes it away (null). `expect` sees the user as it stands and may refuse (If-Match). */
export async function setUserPassword(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  actor: Actor,
  key: UserKey,
  { password, expect }: Change,
): Promise<User> {
  const hash = password === null ? null : await hashPassword(password)
  return db.transaction().execute(async (trx) => {
    const current = await lockUser(trx, key)
    if (!current) throw userNotFound(key)
    expect(current)
    if (hash === null && !current.hasPassword) return current
    await storePassword(trx, { userId: current.id, hash, now: clock() })
    await forgetFailures(trx, [signOnSubject(current.userName)])
    await note(trx, actor, current, hash !== null)
    return (await findUser(trx, { by: 'id', value: current.id }))!
  })
}

type StoredPassword = { userId: string; hash: string | null; now: Date }

async function storePassword(trx: Trx, { userId, hash, now }: StoredPassword): Promise<void> {
  if (hash === null) {
    await trx.deleteFrom('user_password').where('user_id', '=', userId).execute()
    return
  }
  await trx
    .insertInto('user_password')
    .values({ user_id: userId, hash, set_at: now })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ hash, set_at: now }))
    .execute()
}

/** The audit log masks what is called a password; it shows that there was one and that there is one. */
async function note(trx: Trx, actor: Actor, user: User, given: boolean): Promise<void> {
  const { id, userName, hasPassword } = user
  const action = given ? 'user.password-set' : 'user.password-removed'
  const summary = given
    ? `${actor.name} set the password of ${userName}.`
    : `${actor.name} took away the password of ${userName}.`
  await recordEvents(trx, [
    { subject: { kind: 'user', id }, kind: action, actor: actor.name, summary, facts: {} },
  ])
  await announce(trx, { topic: 'user', id })
  await recordAudit(trx, actor, {
    action,
    target: { kind: 'user', id, name: userName },
    before: { password: hasPassword ? 'set' : null },
    after: { password: given ? 'set' : null },
  })
}

/** No letter or digit that is taken for another one. */
const typeable = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Twelve characters of 31 (59 bits) in groups that can be read out: `k7fm-29xt-hq4b`. */
export function generatePassword(): string {
  const group = () => Array.from({ length: 4 }, () => typeable[randomInt(typeable.length)]).join('')
  return [group(), group(), group()].join('-')
}
