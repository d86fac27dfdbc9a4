import type { NewUser, User, UserPatch } from '../contract/user.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import { uniqueViolation, type Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import { holdNames } from '../platform/named-things/named-thing-store.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { organizations as organizationKind } from './organizations.ts'
import { changedUser, userChanges } from './user.ts'
import {
  deleteUser,
  findUser,
  insertUser,
  lockUser,
  readUserKey,
  setUser,
  setUserOrganizations,
  type UserKey,
} from './user-store.ts'

/** What use cases of users need. */
type UserPlatform = Pick<Platform, 'db' | 'clock'>

/** Sees the user as it stands, locked, and may refuse (If-Match). */
type Expect = (current: User) => void

export const userNotFound = ({ by, value }: UserKey): Problem =>
  new Problem('user.not-found', {
    detail: `There is no user with the ${by === 'id' ? 'id' : 'user name'} ${value}`,
    [by === 'id' ? 'id' : 'userName']: value,
  })

/** The key in an address of the API; what can be none is no user's. */
export function userKeyOf(text: string): UserKey {
  const key = readUserKey(text)
  if (!key) throw new Problem('user.not-found', { detail: `There is no user ${text}`, id: text })
  return key
}

export async function addUser({ db, clock }: UserPlatform, actor: Actor, input: NewUser): Promise<User> {
  const { userName } = input
  const id = uuidv7()
  const empty = { name: null, email: null, mobile: null, description: null, organizations: [] }
  const state = changedUser(empty, input)
  try {
    return await db.transaction().execute(async (trx) => {
      const organizationIds = await holdOrganizations(trx, state.organizations)
      await insertUser(trx, { id, userName, ...state, now: clock() })
      await setUserOrganizations(trx, id, organizationIds)
      await note(trx, actor, { id, userName }, { happening: 'created', after: { userName, ...state } })
      return await readBack(trx, id)
    })
  } catch (error) {
    if (uniqueViolation(error) === undefined) throw error
    const detail = `There is a user ${userName} already`
    throw new Problem('user.already-exists', { detail, userName }, { cause: error })
  }
}

/** null clears, an absent field stays; a PATCH that changes nothing writes nothing. */
export function changeUser(
  { db, clock }: UserPlatform,
  actor: Actor,
  key: UserKey,
  { patch, expect }: { patch: UserPatch; expect: Expect },
): Promise<User> {
  return db.transaction().execute(async (trx) => {
    const current = await lockUser(trx, key)
    if (!current) throw userNotFound(key)
    expect(current)
    const next = changedUser(current, patch)
    const { before, after, fields } = userChanges(current, next)
    if (fields.length === 0) return current
    const { id, userName } = current
    const organizationIds = await holdOrganizations(trx, next.organizations)
    await setUser(trx, { id, userName, ...next, now: clock() })
    await setUserOrganizations(trx, id, organizationIds)
    await note(trx, actor, current, { happening: 'changed', before, after })
    return readBack(trx, id)
  })
}

/** A user who still has devices stays. */
export function removeUser({ db }: UserPlatform, actor: Actor, key: UserKey, expect: Expect): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const current = await lockUser(trx, key)
    if (!current) throw userNotFound(key)
    expect(current)
    const { id, userName, deviceCount, name, email, mobile, description, organizations } = current
    if (deviceCount > 0)
      throw new Problem('user.in-use', {
        detail: `${userName} has ${deviceCount} devices`,
        userName,
        deviceCount,
      })
    await deleteUser(trx, id)
    await note(trx, actor, current, {
      happening: 'deleted',
      before: { userName, name, email, mobile, description, organizations },
    })
  })
}

async function holdOrganizations(trx: Trx, names: readonly string[]): Promise<string[]> {
  const ids = await holdNames(trx, organizationKind, names)
  const missing = names.filter((name) => !ids.has(name))
  if (missing.length === 0) return [...ids.values()]
  const detail = `There is no organization ${missing.join(', ')}`
  throw new Problem('organization.not-found', { detail, names: missing })
}

const verbs = { created: 'added', changed: 'changed', deleted: 'deleted' }
type Note = { happening: keyof typeof verbs; before?: object; after?: object }

/** Timeline, live update and audit record, at the end of the transaction. */
async function note(
  trx: Trx,
  actor: Actor,
  { id, userName }: Pick<User, 'id' | 'userName'>,
  { happening, ...sides }: Note,
): Promise<void> {
  const action = `user.${happening}`
  const summary = `${actor.name} ${verbs[happening]} the user ${userName}.`
  const subject = { kind: 'user' as const, id }
  await recordEvents(trx, [{ subject, kind: action, actor: actor.name, summary, facts: sides }])
  await announce(trx, { topic: 'user', id })
  await recordAudit(trx, actor, { action, target: { kind: 'user', id, name: userName }, ...sides })
}

async function readBack(trx: Trx, id: string): Promise<User> {
  const user = await findUser(trx, { by: 'id', value: id })
  if (!user) throw new Error('A user that was just written is gone')
  return user
}
