import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { UserName } from '../contract/user.ts'
import type { Db } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { forgetFailures, takeBackTry } from '../platform/secrets/attempts.ts'
import { hashPassword, verifyPassword } from '../platform/secrets/password.ts'
import { findUserPassword, signOnSubject } from '../users/user-password.ts'
import { findTypedUser } from '../users/user-store.ts'
import { countSignOn, type Subjects } from './count-sign-on.ts'
import { noteRefused, noteSignedOn } from './note-sign-on.ts'
import { plainName } from './plain-name.ts'
import { proveByDirectory } from './prove-by-directory.ts'
import { loadSignOnSettings } from './sign-on-settings-store.ts'
import type { SignOnResult } from './sign-on-result.ts'

export type SignOnPlatform = Pick<Platform, 'db' | 'clock' | 'secrets' | 'log'>
export type Typed = { userName: string; password: string; address: string }

const longestPassword = 1000

/** A name that no user has costs the same time as a wrong password. */
const nobody = hashPassword('no user has this password')

/**
 * Whether the password belongs to the name: the one kept here, if the user has one, then the directory's. Wrong tries are counted
 * by name, by address and by the directory's entry, with growing delays.
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
  const proof = await prove(platform, { userName, password, address })
  await settle(db, subjects, proof)
  const { result } = proof
  if (result.ok) await noteSignedOn(db, { user: result.user, by: proof.by, address })
  else if (result.reason === 'wrong') await noteRefused(db, { userName, address })
  return result
}

/** A directory that does not answer must not make everybody wait when it is back, unless a password kept here was guessed at. */
async function settle(db: Db, { name, address }: Subjects, { result, guessable }: Proof): Promise<void> {
  if (result.ok || result.reason === 'unknown-user') {
    await forgetFailures(db, [name])
    await takeBackTry(db, [address])
  } else if (result.reason === 'unavailable' && !guessable) await takeBackTry(db, [name, address])
}

/** `guessable`: there was a password here that the try could have been right about. */
type Proof = { result: SignOnResult; by: 'password' | 'ldap'; guessable: boolean }

async function prove(platform: SignOnPlatform, { userName, password, address }: Typed): Promise<Proof> {
  const { db } = platform
  const settings = await loadSignOnSettings(db)
  const { user, hash } = settings.passwords ? await findLocal(db, userName) : {}
  const right = await verifyPassword(hash ?? (await nobody), password)
  const guessable = hash !== undefined
  if (user && guessable && right) return { result: { ok: true, user }, by: 'password', guessable }
  if (!settings.ldap.enabled) return { result: { ok: false, reason: 'wrong' }, by: 'password', guessable }
  const result = await proveByDirectory(platform, settings.ldap, { userName, password, address })
  return { result, by: 'ldap', guessable }
}

async function findLocal(db: Db, userName: string) {
  const user = await findTypedUser(db, userName)
  return { user, hash: user && (await findUserPassword(db, user.id)) }
}
