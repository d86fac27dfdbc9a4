import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { UserName } from '../contract/user.ts'
import type { Db } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { forgetFailures, takeBackTry } from '../platform/secrets/attempts.ts'
import { hashPassword, verifyPassword } from '../platform/secrets/password.ts'
import { findUserPassword, signOnSubject } from '../users/user-password.ts'
import { findTypedUser } from '../users/user-store.ts'
import { noteRefused, noteSignedOn } from './note-sign-on.ts'
import { countSignOn } from './count-sign-on.ts'
import { plainName } from './plain-name.ts'
import { loadSignOnSettings } from './sign-on-settings-store.ts'
import type { SignedOn, SignOnResult } from './sign-on-result.ts'

export type SignOnPlatform = Pick<Platform, 'db' | 'clock' | 'secrets' | 'log'>
export type Typed = { userName: string; password: string; address: string }

const longestPassword = 1000

/** A name that no user has costs the same time as a wrong password. */
const nobody = hashPassword('no user has this password')

/**
 * Whether the password belongs to the name: the one kept here, if the user has one, then the directory's. Wrong tries are counted
 * by name and by address, with growing delays.
 */
export async function checkPassword(platform: SignOnPlatform, typed: Typed): Promise<SignOnResult> {
  const { db } = platform
  const userName = UserName.safeParse(typed.userName).data
  const { password, address } = typed
  if (!userName || password === '' || password.length > longestPassword) return { ok: false, reason: 'wrong' }
  const suggestion = plainName(userName, (await readEnrollmentSettings(db)).tenantDomain)
  if (suggestion !== userName) return { ok: false, reason: 'qualified-name', suggestion }
  const subjects = { name: signOnSubject(userName), address: `sign-on:address:${address}` }
  const waitSeconds = await countSignOn(platform, subjects)
  if (waitSeconds) return { ok: false, reason: 'wait', waitSeconds }
  const result = await prove(platform, { userName, password, address })
  if (result.ok) {
    await forgetFailures(db, [subjects.name])
    await takeBackTry(db, [subjects.address])
  }
  return result
}

async function prove(
  platform: SignOnPlatform,
  { userName, password, address }: Typed,
): Promise<SignOnResult> {
  const { db } = platform
  const { passwords } = await loadSignOnSettings(db)
  const local = passwords ? await checkLocal(db, userName, password) : undefined
  if (local) {
    await noteSignedOn(db, { user: local.user, by: 'password', address })
    return local
  }
  await noteRefused(db, { userName, address })
  return { ok: false, reason: 'wrong' }
}

async function checkLocal(db: Db, userName: string, password: string): Promise<SignedOn | undefined> {
  const user = await findTypedUser(db, userName)
  const hash = user && (await findUserPassword(db, user.id))
  const right = await verifyPassword(hash ?? (await nobody), password)
  return user && hash && right ? { ok: true, user } : undefined
}
