import { sql, type RawBuilder } from 'kysely'
import type { DepAssignmentRun, DepTarget } from '../../contract/dep-assignment.ts'
import type { DepProfile, DepResults } from '../../contract/dep.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import { recordAudit } from '../../platform/audit/audit.ts'
import type { Trx } from '../../platform/db/database.ts'
import { announce } from '../../platform/events/live.ts'
import type { Platform } from '../../platform/platform.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import type { Apple } from '../apple.ts'
import { storeManyWishes } from '../assignment-store.ts'
import { changeAtOnce, resultsOf, unknownDevice, type Picked, type Result } from '../change-assignments.ts'
import { assignJob } from '../due-assignments.ts'
import { settle } from './look-up-devices.ts'
import { getRun, insertRun, setRunNumbers } from './run-store.ts'
import { matchesMany, mostAtOnce, selectTarget } from './targets.ts'

type Context = { platform: Platform; apple: Apple }

/** Null: no profile. */
export type Change = { profile: DepProfile | null; target: DepTarget }

/**
 * Assigns a profile to the devices of a target, or takes the profile away: a few at once, with Apple's word for each; many in the
 * background.
 */
export async function changeDevices(
  context: Context,
  actor: Actor,
  change: Change,
): Promise<{ results: DepResults } | { run: DepAssignmentRun }> {
  const { platform } = context
  if (await matchesMany(platform.db, change.target)) return { run: await orderRun(platform, actor, change) }
  return { results: await changeFew(context, actor, change) }
}

async function changeFew(context: Context, actor: Actor, change: Change): Promise<DepResults> {
  const { profile, target } = change
  const picked = await pickDevices(context.platform, actor, change)
  const known = new Set(picked.map(({ serial }) => serial))
  const named = 'serials' in target ? [...new Set(target.serials)] : [...known]
  const unknown = named.filter((serial) => !known.has(serial))
  const results: Result[] = []
  if (profile) {
    const { id, uuid, accountId, fields } = profile
    const order = { accountId, profile: { id, uuid, name: fields.profileName }, actor }
    results.push(...(await changeAtOnce(context, order, { picked, unknown })))
  } else {
    results.push(...unknown.map(unknownDevice))
    for (const [accountId, devices] of Map.groupBy(picked, ({ account_id }) => account_id))
      results.push(
        ...(await changeAtOnce(
          context,
          { accountId, profile: null, actor },
          { picked: devices, unknown: [] },
        )),
      )
  }
  return resultsOf(named, new Map(results.map((result) => [result.serial, result])))
}

/** What is so already is stored as wanted; the others are stored when Apple is asked. */
const pickDevices = ({ db, clock }: Platform, actor: Actor, change: Change): Promise<Picked[]> =>
  db.transaction().execute(async (trx) => {
    const now = clock()
    await settle(trx, change, { by: actor.name, now })
    const { rows } = await sql<Picked>`
      select id, serial, account_id, kind, held_until from (${selectTarget(change.target, change.profile, now)}) t
      order by serial limit ${mostAtOnce + 1}`.execute(trx)
    return rows
  })

/** Only the order is stored here; a job looks the devices up and asks Apple, and goes on wherever a server stops. */
async function orderRun(
  { db, clock, jobs }: Platform,
  actor: Actor,
  { profile, target }: Change,
): Promise<DepAssignmentRun> {
  return db.transaction().execute(async (trx) => {
    const id = uuidv7()
    await insertRun(trx, {
      id,
      kind: profile ? 'assign' : 'remove',
      accountId: profile?.accountId ?? null,
      profileId: profile?.id ?? null,
      target,
      by: actor.name,
      now: clock(),
    })
    await jobs.enqueue(trx, assignJob, {}, { key: 'due' })
    await announce(trx, { topic: 'dep-assignment', id })
    await recordAudit(trx, actor, {
      action: `dep-profile.${profile ? 'assign' : 'remove'}-started`,
      target: profile
        ? { kind: 'dep-profile', id: profile.id, name: profile.fields.profileName }
        : { kind: 'dep-assignment-run', id },
      after: {
        runId: id,
        ...('filter' in target ? { filter: target.filter } : { serials: target.serials.length }),
      },
    })
    return getRun(trx, id)
  })
}

type Run = {
  run: { kind: DepAssignmentRun['kind']; accountId: string | null; profileId: string | null }
  wanted: RawBuilder<unknown>
  numbers: { matched: number; settled: number; leftOut: number }
  by: string
  now: Date
}

/** The caller holds the accounts' locks. */
export async function storeRun(
  trx: Trx,
  { jobs }: Pick<Platform, 'jobs'>,
  { run, wanted, numbers, by, now }: Run,
): Promise<string> {
  const id = uuidv7()
  await insertRun(trx, { id, ...run, by, now })
  const total = await storeManyWishes(trx, wanted, { by, nextTryAt: now, now, runId: id })
  await setRunNumbers(trx, id, { ...numbers, total })
  await jobs.enqueue(trx, assignJob, {}, { key: 'due' })
  await announce(trx, { topic: 'dep-assignment', id })
  await announce(trx, { topic: 'dep-device', id: null })
  return id
}
