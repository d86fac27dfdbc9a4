import { sql } from 'kysely'
import type {
  DecidedDifferences,
  DepDifference,
  DifferenceDecision,
  DifferenceKind,
} from '../../contract/dep-reconciliation.ts'
import { withdrawDevice } from '../../devices/end-device.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import { recordAudit } from '../../platform/audit/audit.ts'
import { recordEvents } from '../../platform/audit/timeline.ts'
import type { Trx } from '../../platform/db/database.ts'
import { announce } from '../../platform/events/live.ts'
import { requirePermission } from '../../platform/http/access.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { getAccountRow, lockAccount, type AccountRow } from '../account-store.ts'
import { storeWishes } from '../assignment-store.ts'
import { accountTarget } from '../change-account.ts'
import { deviceRow } from '../device-row.ts'
import { assignJob } from '../due-assignments.ts'
import { storeDevices } from '../store-devices.ts'
import { recordChanges } from '../store-page.ts'
import { decisionsOf } from './difference.ts'
import { findDifference, lockCurrent, storeDecision, type Chosen } from './difference-store.ts'

type Choice = {
  accountId: string
  decision: DifferenceDecision
  ids?: readonly string[] | undefined
  kind?: DifferenceKind | undefined
  preview: boolean
}

/** Decides one difference; says why when it cannot be. */
export async function decideDifference(
  platform: Platform,
  actor: Actor,
  { accountId, id, decision }: { accountId: string; id: string; decision: DifferenceDecision },
): Promise<DepDifference> {
  const difference = await findDifference(platform.db, accountId, id)
  if (!difference) throw new Problem('dep-difference.not-found', { id })
  if (difference.closedAt !== null)
    throw new Problem('dep-difference.closed', { id, state: difference.state })
  const { decisions } = difference
  if (!decisions.includes(decision)) throw new Problem('dep-difference.decision-unfit', { id, decisions })
  await decideDifferences(platform, actor, { accountId, decision, ids: [id], preview: false })
  return (await findDifference(platform.db, accountId, id))!
}

/** Decides many at once. Those whose kind does not know the decision, or that are closed, are left out and counted. */
export async function decideDifferences(
  platform: Platform,
  actor: Actor,
  choice: Choice,
): Promise<DecidedDifferences> {
  const { accountId, decision, ids, preview } = choice
  if (decision === 'withdraw') requirePermission(actor, 'device:write')
  const account = await getAccountRow(platform.db, accountId)
  const choose = async (trx: Trx) => {
    const all = await lockCurrent(trx, accountId, choice)
    const fitting = all.filter(({ kind }) => decisionsOf(kind).includes(decision))
    return {
      fitting,
      counts: { decided: fitting.length, skipped: (ids?.length ?? all.length) - fitting.length },
    }
  }
  const planned = await platform.db.transaction().execute(choose)
  if (preview || planned.fitting.length === 0) return planned.counts
  // Before it is noted: if this stops in the middle, the rest can be decided again.
  if (decision === 'withdraw') await withdraw(platform, actor, planned.fitting)
  return platform.db.transaction().execute(async (trx) => {
    await lockAccount(trx, accountId)
    const { fitting, counts } = await choose(trx)
    await decide(trx, { platform, actor, account, decision }, fitting)
    return counts
  })
}

type Deciding = { platform: Platform; actor: Actor; account: AccountRow; decision: DifferenceDecision }

async function decide(trx: Trx, deciding: Deciding, chosen: readonly Chosen[]): Promise<void> {
  const { actor, account, decision } = deciding
  await carryOut(trx, deciding, chosen)
  await storeDecision(trx, { ids: chosen.map(({ id }) => id), decision, by: actor.name })
  await recordEvents(
    trx,
    chosen.flatMap(({ dep_device_id: id, kind }) =>
      id === null
        ? []
        : [
            {
              subject: { kind: 'dep-device' as const, id },
              kind: 'dep-device.difference-decided',
              actor: actor.name,
              summary: sentences[decision],
              facts: { reason: 'reconciliation', kind, decision },
            },
          ],
    ),
  )
  await announce(trx, { topic: 'dep-reconciliation', id: account.id })
  await announce(trx, { topic: 'dep-device', id: null })
  await recordAudit(trx, actor, {
    action: 'dep-difference.decided',
    target: accountTarget(account),
    after: { decision, differences: chosen.map(({ serial, kind }) => ({ serial, kind })) },
  })
}

const sentences: Record<DifferenceDecision, string> = {
  'assign-ours': 'Apple has another profile than the one wanted; the wanted one is assigned again.',
  'remove-again': 'Apple has a profile where none is wanted; it is removed again.',
  'take-apple': 'What Apple has was taken as what is wanted.',
  withdraw: 'Apple does not list the device; its record was withdrawn.',
  leave: 'The difference between Apple and Muster was left as it is.',
}

/** Through the writers that everything else goes through: wishes are met by the job of assignments, records are written by the sync's own. */
async function carryOut(trx: Trx, deciding: Deciding, chosen: readonly Chosen[]): Promise<void> {
  const { decision } = deciding
  if (decision === 'leave' || decision === 'withdraw') return
  const [blank, profiles] = [
    chosen.filter(({ kind }) => kind === 'facts-blank'),
    chosen.filter(({ kind }) => kind !== 'facts-blank'),
  ]
  if (blank.length > 0) await clearFacts(trx, deciding, blank)
  const wishes = await listWishes(trx, idsOf(profiles))
  const groups = Map.groupBy(wishes, ({ wanted, atApple }) => (decision === 'take-apple' ? atApple : wanted))
  for (const [profileId, devices] of groups)
    await wish(trx, deciding, { profileId, deviceIds: devices.map(({ id }) => id) })
}

const idsOf = (chosen: readonly Chosen[]) => chosen.flatMap(({ dep_device_id }) => dep_device_id ?? [])

type Wishes = { id: string; wanted: string | null; atApple: string | null | undefined }

/** What is wanted now, and our record of the profile that Apple has; undefined when Muster has not defined that one. */
async function listWishes(trx: Trx, deviceIds: readonly string[]): Promise<Wishes[]> {
  const { rows } = await sql<{
    id: string
    wanted: string | null
    at_apple: string | null
    has_profile: boolean
  }>`
    select d.id, x.profile_id as wanted, d.profile_status in ('assigned', 'pushed') as has_profile,
      (select p.id from dep_profile p where p.account_id = d.account_id and p.uuid = d.profile_uuid order by p.id desc limit 1) as at_apple
    from dep_device d join dep_assignment x on x.dep_device_id = d.id
    where d.id = any(${[...deviceIds]}::uuid[])`.execute(trx)
  return rows.map(({ id, wanted, at_apple, has_profile }) => ({
    id,
    wanted,
    atApple: has_profile ? (at_apple ?? undefined) : null,
  }))
}

/** A wish that is met already is found so by the job, without asking Apple. What Muster does not know it cannot want. */
async function wish(
  trx: Trx,
  { platform: { clock, jobs }, actor }: Deciding,
  { profileId, deviceIds }: { profileId: string | null | undefined; deviceIds: string[] },
): Promise<void> {
  if (profileId === undefined) {
    await trx
      .deleteFrom('dep_assignment')
      .where(sql<boolean>`dep_device_id = any(${deviceIds}::uuid[])`)
      .execute()
    return
  }
  const now = clock()
  await storeWishes(trx, { deviceIds, profileId, by: actor.name, nextTryAt: now, now })
  await jobs.enqueue(trx, assignJob, {}, { key: 'due' })
}

/** Apple's silence is taken as "none", for the facts that were listed. */
async function clearFacts(trx: Trx, { account }: Deciding, chosen: readonly Chosen[]): Promise<void> {
  const { rows } = await sql<{ serial: string; names: string[] }>`
    select serial, array(select f ->> 'field' from jsonb_array_elements(fields) f) as names from dep_difference
    where id = any(${chosen.map(({ id }) => id)}::uuid[])`.execute(trx)
  const cleared = rows.map(({ serial, names }) => ({
    ...deviceRow({ serial_number: serial }, { isListing: true }),
    cleared: names.map((name) => columns[name] ?? name),
  }))
  const run = { accountId: account.id, account: account.name, reason: 'reconciliation' as const }
  await recordChanges(trx, run, await storeDevices(trx, account.id, cleared))
}

const columns: Record<string, string> = {
  assetTag: 'asset_tag',
  assignedBy: 'assigned_by',
  assignedAt: 'assigned_at',
}

/** Each record in a transaction of its own, as when people withdraw it. */
async function withdraw(platform: Platform, actor: Actor, chosen: readonly Chosen[]): Promise<void> {
  const reason = 'Apple does not list it any more'
  for (const { device_id: value } of chosen)
    if (value !== null)
      await withdrawDevice(platform, actor, { by: 'id', value }, { reason, expect: () => {} })
}
