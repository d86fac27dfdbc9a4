import { sql } from 'kysely'
import { z } from 'zod'
import type { DepProfile } from '../contract/dep.ts'
import { systemActor, type Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Db } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import type { StoredProfile } from '../protocol/dep/profile.ts'
import type { Apple } from './apple.ts'
import { problemOf } from './apple-problem.ts'
import { normalUuid } from './profile.ts'
import { readProfileJson } from './profile-json.ts'
import { findProfile, insertProfile } from './profile-store.ts'

type Context = { platform: Platform; apple: Apple }

/**
 * A profile by our id, or by Apple's UUID in any letter case, with or without dashes. One that is not known here but that Apple
 * holds for one of the accounts is adopted: stored as defined elsewhere, so that it can be assigned.
 * @throws {Problem} when it is not known here and Apple could not be asked
 */
export async function findProfileByKey(
  context: Context,
  actor: Actor,
  key: string,
): Promise<DepProfile | undefined> {
  const { db, clock } = context.platform
  const known = await findProfile(db, key)
  const uuid = normalUuid(key)
  if (known || !/^[0-9A-F]{16,64}$/.test(uuid)) return known
  let refusal: DepError | undefined
  for (const accountId of await listAccountsToAsk(db, uuid)) {
    try {
      const adopted = await adoptProfile(context, actor, { accountId, uuid })
      if (adopted) return adopted
    } catch (error) {
      if (!(error instanceof DepError)) throw error
      refusal = error
    }
  }
  if (refusal) throw problemOf(refusal, clock())
  return undefined
}

/** Those first whose devices have the profile. */
async function listAccountsToAsk(db: Db, uuid: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select a.id from dep_account a where a.token_sealed is not null
    order by exists (
      select from dep_device d where d.account_id = a.id and upper(replace(d.profile_uuid, '-', '')) = ${uuid}) desc, a.id`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

type Named = { accountId: string; uuid: string }

/** Undefined when Apple knows no such profile of the account. Throws DepError. */
async function adoptProfile(
  { platform, apple }: Context,
  actor: Actor,
  { accountId, uuid }: Named,
): Promise<DepProfile | undefined> {
  const stored = await askProfile(apple, { accountId, uuid })
  if (!stored) return undefined
  const { profile_uuid = uuid, ...sent } = stored
  const id = uuidv7()
  const fields = fieldsOf(sent, profile_uuid)
  return platform.db.transaction().execute(async (trx) => {
    const profile = { id, accountId, uuid: profile_uuid, fields, sent, createdBy: 'Apple' }
    if (await insertProfile(trx, { ...profile, origin: 'elsewhere' })) {
      await announce(trx, { topic: 'dep-profile', id })
      await recordAudit(trx, actor, {
        action: 'dep-profile.adopted',
        target: { kind: 'dep-profile', id, name: fields.profileName },
        after: { accountId, uuid: profile_uuid, ...sent },
      })
    }
    return findProfile(trx, profile_uuid)
  })
}

async function askProfile(apple: Apple, { accountId, uuid }: Named): Promise<StoredProfile | undefined> {
  try {
    return await apple.ask(accountId, (client) => client.profile(uuid))
  } catch (error) {
    if (error instanceof DepError && error.kind === 'not-found') return undefined
    throw error
  }
}

/** What does not fit our form stays in the JSON alone. */
function fieldsOf(sent: Record<string, unknown>, uuid: string): DepProfile['fields'] {
  const { fields } = readProfileJson(sent)
  const given = { profileName: `Profile ${uuid.slice(0, 8)}`, url: '', ...fields }
  return given as DepProfile['fields']
}

export const adoptJob: JobKind<{ accountId: string }> = {
  name: 'dep.adopt-profiles',
  payload: z.strictObject({ accountId: z.uuid() }),
}

/** Asked again after a day, as the answer for another server's profile does not change. */
const patienceHours = 24
const mostAtOnce = 50

/** Reads at Apple what devices of the account have and nobody defined here (C32). */
export async function adoptSeenProfiles(context: Context, accountId: string): Promise<void> {
  const { db, clock } = context.platform
  try {
    for (const uuid of await listUnknownUuids(db, accountId, clock()))
      if (!(await adoptProfile(context, systemActor, { accountId, uuid })))
        await rememberMissing(db, { accountId, uuid }, clock())
  } catch (error) {
    // What Apple refuses is told at the account; the next sync asks again.
    if (!(error instanceof DepError) && !(error instanceof Problem)) throw error
  }
}

async function rememberMissing(db: Db, { accountId, uuid }: Named, now: Date): Promise<void> {
  await db
    .insertInto('dep_profile_missing')
    .values({ account_id: accountId, uuid, asked_at: now })
    .onConflict((on) => on.columns(['account_id', 'uuid']).doUpdateSet({ asked_at: now }))
    .execute()
}

/** The different UUIDs by hopping over the index from one to the next: a few, however many devices have them. */
export async function listUnknownUuids(db: Db, accountId: string, now: Date): Promise<string[]> {
  const { rows } = await sql<{ uuid: string }>`
    with recursive hop as (
      select min(profile_uuid) as uuid from dep_device where account_id = ${accountId}
      union all
      select (select min(profile_uuid) from dep_device where account_id = ${accountId} and profile_uuid > hop.uuid)
      from hop where hop.uuid is not null
    )
    select uuid from hop where uuid is not null
      and not exists (select from dep_profile p where p.account_id = ${accountId} and p.uuid = hop.uuid)
      and not exists (
        select from dep_profile_missing m where m.account_id = ${accountId} and m.uuid = hop.uuid
          and m.asked_at > ${now}::timestamptz - make_interval(hours => ${patienceHours}))
      and exists (
        select from dep_device d where d.account_id = ${accountId} and d.profile_uuid = hop.uuid and d.gone_since is null
          and d.profile_status in ('assigned', 'pushed'))
    limit ${mostAtOnce}`.execute(db)
  return rows.map(({ uuid }) => uuid)
}

/** In the sync's own time nobody waits for it. */
export async function wantSeenProfiles({ db, jobs, clock }: Platform, accountId: string): Promise<void> {
  const unknown = await listUnknownUuids(db, accountId, clock())
  if (unknown.length > 0) await jobs.enqueue(db, adoptJob, { accountId }, { key: accountId })
}
