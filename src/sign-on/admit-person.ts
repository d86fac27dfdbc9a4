import { NewUser, UserName } from '../contract/user.ts'
import { systemActor } from '../platform/audit/actor.ts'
import { Problem } from '../platform/problem.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { addUser } from '../users/change-users.ts'
import { findTypedUser } from '../users/user-store.ts'
import type { SignOnPlatform } from './check-password.ts'
import { plainName } from './plain-name.ts'
import type { Person, SignOnResult } from './sign-on-result.ts'
import { loadSignOnSettings } from './sign-on-settings-store.ts'

/** The user behind somebody who proved who they are elsewhere; made now, if the settings allow that. */
export async function admitPerson(
  platform: SignOnPlatform,
  person: Person,
  address: string,
): Promise<SignOnResult> {
  const { db } = platform
  const { tenantDomain } = await readEnrollmentSettings(db)
  const userName = UserName.safeParse(plainName(person.userName, tenantDomain)).data
  if (!userName) return { ok: false, reason: 'unknown-user' }
  const user = await findTypedUser(db, userName)
  if (user) return { ok: true, user }
  const { createUsers } = await loadSignOnSettings(db)
  if (!createUsers) return { ok: false, reason: 'unknown-user' }
  return { ok: true, user: await createUser(platform, { ...person, userName }, address) }
}

/** What the directory calls a name or an address may be none here; the user comes to be without it. */
async function createUser(platform: SignOnPlatform, { userName, name, email }: Person, address: string) {
  const { shape } = NewUser
  const input: NewUser = {
    userName,
    name: shape.name.safeParse(name).data ?? null,
    email: shape.email.safeParse(email).data ?? null,
  }
  try {
    const { id } = await addUser(platform, { ...systemActor, address }, input)
    return { id, userName }
  } catch (error) {
    // They signed on twice at once.
    const user = await findTypedUser(platform.db, userName)
    if (user && error instanceof Problem && error.code === 'user.already-exists') return user
    throw error
  }
}
