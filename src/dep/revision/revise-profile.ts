import { sql } from 'kysely'
import type { DepProfile, DepProfileFields } from '../../contract/dep.ts'
import type {
  DepProfileChange,
  DepRevision,
  ReviseDepProfile,
  RevisePreview,
} from '../../contract/dep-profile.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import { recordAudit } from '../../platform/audit/audit.ts'
import { recordEvents } from '../../platform/audit/timeline.ts'
import { uniqueViolation, type Trx } from '../../platform/db/database.ts'
import { announce } from '../../platform/events/live.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { lockAccount } from '../account-store.ts'
import type { Apple } from '../apple.ts'
import { chunkSize } from '../assignment.ts'
import { storeWishes } from '../assignment-store.ts'
import { checkedFields } from '../check-profile.ts'
import { defineAtApple } from '../define-profile.ts'
import { lookUpDevices } from '../assignments/look-up-devices.ts'
import { assignJob } from '../due-assignments.ts'
import { wireProfile } from '../profile.ts'
import { changesBetween } from '../profile-difference.ts'
import { getProfile, insertProfile } from '../profile-store.ts'
import { warningsOf } from '../profile-warnings.ts'
import { findLine, listAffected, type Affected, type Line } from './affected-devices.ts'
import { followJob } from './follow-job.ts'
import { getRevision, insertRevision, keepNumbers, supersedeRevisions } from './revision-store.ts'

type Context = { platform: Platform; apple: Apple }

/** What the next version would do; without fields, to whom. Apple is not asked. */
export async function previewRevision(
  platform: Platform,
  key: string,
  given?: ReviseDepProfile,
): Promise<RevisePreview> {
  const { db, clock, publicUrl } = platform
  const profile = await getLatest(platform, key)
  const line = await findLine(db, profile.accountId, profile.versions)
  const devices = await listAffected(db, line, clock())
  const fields = given ? checkedFields(platform, given) : undefined
  return {
    version: profile.version + 1,
    ...numbersOf(devices),
    isDefault: line.isDefault,
    changes: fields ? changesOf(profile, fields) : [],
    sent: fields ? wireProfile(fields) : profile.sent,
    warnings: fields ? warningsOf(fields, { ownUrl: publicUrl(), now: clock() }) : [],
  }
}

const numbersOf = (devices: readonly Affected[]) => ({
  devices: devices.length,
  pushed: devices.filter(({ was_pushed }) => was_pushed).length,
  waiting: devices.filter(({ is_waiting }) => is_waiting).length,
  throttled: devices.filter(({ is_throttled }) => is_throttled).length,
  calls: Math.ceil(devices.length / chunkSize),
})

/** The panes are compared as they are sent, so that "skip all" shows what it adds. */
function changesOf({ fields, sent }: DepProfile, next: DepProfileFields): DepProfileChange[] {
  const before = sent['skip_setup_items']
  const panes = Array.isArray(before) ? before.map(String) : []
  const after = wireProfile(next).skip_setup_items ?? []
  return changesBetween({ ...fields, skipSetupItems: panes }, { ...next, skipSetupItems: after })
}

async function getLatest({ db }: Pick<Platform, 'db'>, key: string): Promise<DepProfile> {
  const profile = await getProfile(db, key)
  if (profile.nextId !== null) throw superseded(profile)
  return profile
}

function superseded({ versions }: DepProfile): Problem {
  const [latest] = versions
  const detail = `Version ${latest!.version} is the latest.`
  return new Problem('dep-profile.superseded', { detail, latest: latest!.id })
}

/**
 * Defines the next version at Apple and wants it for every device that had an earlier one. What follows, the calls to Apple and the
 * look at its answers, is done by jobs (C40, W2).
 */
export async function reviseProfile(
  context: Context,
  actor: Actor,
  { key, given }: { key: string; given: ReviseDepProfile },
): Promise<DepRevision> {
  const { platform } = context
  const profile = await getLatest(platform, key)
  const fields = checkedFields(platform, given)
  const changes = changesOf(profile, fields)
  if (changes.length === 0) throw new Problem('dep-profile.unchanged')
  const sent = wireProfile(fields)
  const uuid = await defineAtApple(context, profile.accountId, sent)
  const next = { id: uuidv7(), uuid, fields, sent, changes }
  // Who was to get another profile before is not one of this profile's devices.
  await lookUpDevices(platform)
  try {
    return await platform.db
      .transaction()
      .execute((trx) => storeNext(trx, platform, { actor, profile, next }))
  } catch (error) {
    if (uniqueViolation(error) !== 'dep_profile_next') throw error
    throw superseded(await getProfile(platform.db, profile.id))
  }
}

type Next = {
  id: string
  uuid: string
  fields: DepProfileFields
  sent: object
  changes: DepProfileChange[]
}
type Revising = { actor: Actor; profile: DepProfile; next: Next }

async function storeNext(
  trx: Trx,
  { clock, jobs }: Platform,
  { actor, profile, next }: Revising,
): Promise<DepRevision> {
  const now = clock()
  const { accountId } = profile
  await lockAccount(trx, accountId)
  const { versions } = await getProfile(trx, profile.id)
  const line = await findLine(trx, accountId, versions)
  const devices = await listAffected(trx, line, now)
  await insertNext(trx, { actor, profile, next })
  await moveSettings(trx, line, next.id)
  const ended = await supersedeRevisions(trx, line.ids, now)
  const revisionId = uuidv7()
  await insertRevision(trx, { id: revisionId, profile, next, by: actor.name, devices, now })
  const deviceIds = devices.map(({ id }) => id)
  await storeWishes(trx, {
    deviceIds,
    profileId: next.id,
    by: actor.name,
    nextTryAt: startOf(now, ended),
    now,
  })
  await keepNumbers(
    trx,
    ended.map(({ id }) => id),
  )
  await jobs.enqueue(trx, assignJob, {}, { key: 'due' })
  await jobs.enqueue(trx, followJob, {}, { key: 'follow', afterSeconds: 5 })
  await announce(trx, { topic: 'dep-profile', id: next.id })
  await announce(trx, { topic: 'dep-revision', id: revisionId })
  await recordRevision(trx, { actor, profile, next }, devices.length)
  return getRevision(trx, revisionId)
}

const coalesceMs = 60_000

/** Assigning again and again is what makes Apple throttle a device, so a second thought within a minute waits for its end. */
function startOf(now: Date, earlier: readonly { created_at: string }[]): Date {
  const ends = earlier.map(({ created_at }) => Date.parse(created_at) + coalesceMs)
  return new Date(Math.max(now.getTime(), ...ends))
}

async function insertNext(trx: Trx, { actor, profile, next }: Revising): Promise<void> {
  const { id, accountId, version } = profile
  const first = await trx
    .selectFrom('dep_profile')
    .select(sql<string>`coalesce(line_id, id)`.as('line_id'))
    .where('id', '=', id)
    .executeTakeFirst()
  if (!first) throw new Problem('dep-profile.not-found', { id })
  const previous = { id, lineId: first.line_id, version }
  await insertProfile(trx, { ...next, accountId, createdBy: actor.name, previous })
}

/** New devices get the next version, as the profile for all or by a rule. */
async function moveSettings(trx: Trx, { accountId, ids }: Line, nextId: string): Promise<void> {
  await trx
    .updateTable('dep_account')
    .set({ default_profile_id: nextId })
    .where('id', '=', accountId)
    .where('default_profile_id', 'in', ids)
    .execute()
  await trx
    .updateTable('dep_assignment_rule')
    .set({ profile_id: nextId })
    .where('profile_id', 'in', ids)
    .execute()
}

async function recordRevision(trx: Trx, { actor, profile, next }: Revising, devices: number): Promise<void> {
  const version = profile.version + 1
  await recordEvents(trx, [
    {
      subject: { kind: 'dep-account', id: profile.accountId },
      kind: 'dep-profile.revised',
      actor: actor.name,
      summary: `Profile “${next.fields.profileName}” has version ${version}; ${devices} devices are to get it.`,
      facts: { profileId: next.id, uuid: next.uuid, version, devices },
    },
  ])
  await recordAudit(trx, actor, {
    action: 'dep-profile.revised',
    target: { kind: 'dep-profile', id: next.id, name: next.fields.profileName },
    before: { id: profile.id, uuid: profile.uuid, version: profile.version, ...profile.fields },
    after: { uuid: next.uuid, version, devices, ...next.fields },
  })
}
