import { sql } from 'kysely'
import type { DepProfile, NewDepProfile } from '../contract/dep.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import type { Profile } from '../protocol/dep/profile.ts'
import { getAccountRow } from './account-store.ts'
import type { Apple } from './apple.ts'
import { problemOf } from './apple-problem.ts'
import { checkedFields, invalidProfile } from './check-profile.ts'
import { faultOfCode, wireProfile } from './profile.ts'
import { leaveRules } from './assignments/leave-rules.ts'
import { getProfile, insertProfile } from './profile-store.ts'
import { withWebView } from './web-view-default.ts'

type Context = { platform: Platform; apple: Apple }

/** Defines a profile at Apple, which never changes it afterwards, and keeps the JSON as Apple got it. */
export async function defineProfile(
  { platform, apple }: Context,
  actor: Actor,
  { accountId, ...given }: NewDepProfile,
): Promise<DepProfile> {
  const fields = checkedFields(platform, await withWebView(platform, given))
  await getAccountRow(platform.db, accountId)
  const sent = wireProfile(fields)
  const uuid = await defineAtApple({ platform, apple }, accountId, sent)
  const id = uuidv7()
  return platform.db.transaction().execute(async (trx) => {
    await insertProfile(trx, { id, accountId, uuid, fields, sent, createdBy: actor.name })
    await announce(trx, { topic: 'dep-profile', id })
    await recordAudit(trx, actor, {
      action: 'dep-profile.defined',
      target: { kind: 'dep-profile', id, name: fields.profileName },
      after: { accountId, uuid, ...fields },
    })
    return getProfile(trx, id)
  })
}

/** Apple's UUID of the new profile. A refusal is told at the field that it is about. */
export async function defineAtApple(
  { platform: { clock }, apple }: Context,
  accountId: string,
  sent: Profile,
): Promise<string> {
  try {
    return (await apple.ask(accountId, (client) => client.defineProfile(sent))).profile_uuid
  } catch (error) {
    if (!(error instanceof DepError)) throw error
    const fault = faultOfCode(error.appleCode)
    throw fault ? invalidProfile([fault], error) : problemOf(error, clock())
  }
}

/** Apple keeps every profile that was ever defined; only our record of it goes. */
export async function removeProfileRecord({ db }: Platform, actor: Actor, key: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const profile = await getProfile(trx, key)
    await refuseInUse(trx, profile)
    await leaveRules(trx, profile.id)
    await trx.deleteFrom('dep_assignment').where('profile_id', '=', profile.id).execute()
    await leaveLine(trx, profile.id)
    await trx.deleteFrom('dep_profile').where('id', '=', profile.id).execute()
    await announce(trx, { topic: 'dep-profile', id: profile.id })
    await recordAudit(trx, actor, {
      action: 'dep-profile.deleted',
      target: { kind: 'dep-profile', id: profile.id, name: profile.fields.profileName },
      before: profile,
    })
  })
}

/** The versions before and after it become neighbors; only one may follow another, so they do when it has let go. */
async function leaveLine(trx: Trx, id: string): Promise<void> {
  const { previous_id: before } = await trx
    .updateTable('dep_profile')
    .set({ previous_id: null })
    .where('id', '=', id)
    .returning(
      sql<string | null>`(select previous_id from dep_profile p where p.id = ${id})`.as('previous_id'),
    )
    .executeTakeFirstOrThrow()
  await trx.updateTable('dep_profile').set({ previous_id: before }).where('previous_id', '=', id).execute()
}

async function refuseInUse(trx: Trx, { id, assignedCount }: DepProfile): Promise<void> {
  if (assignedCount > 0) {
    const detail = `${assignedCount} devices have this profile.`
    throw new Problem('dep-profile.in-use', { detail, devices: assignedCount })
  }
  const waiting = await trx
    .selectFrom('dep_assignment')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('profile_id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow()
  if (waiting.count > 0) {
    const detail = `${waiting.count} devices wait for Apple to assign this profile to them.`
    throw new Problem('dep-profile.in-use', { detail, devices: waiting.count })
  }
}
