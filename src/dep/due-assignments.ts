import { z } from 'zod'
import { systemActor } from '../platform/audit/actor.ts'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import type { Apple } from './apple.ts'
import { askApple, settleDoubtful, type Order } from './ask-apple.ts'
import { chunkSize, hasProfile } from './assignment.ts'
import { claimDue, postpone, postponeAccount, type Due } from './assignment-store.ts'
import { lookUpDevices } from './assignments/look-up-devices.ts'
import { announceRuns } from './assignments/run-store.ts'
import { afterRefusal, isDoubtful } from './change-assignments.ts'
import { settleWhileAsking } from './revision/settle-revisions.ts'

export const assignJob: JobKind<Record<string, never>> = {
  name: 'dep.assign',
  payload: z.strictObject({}),
}

/** Often enough for retries that are an hour or a day away. */
export const everyFiveMinutes = '*/5 * * * *'

type Context = { platform: Platform; apple: Apple; signal: AbortSignal }

/** Asks Apple for the devices whose time has come, up to 1,000 of one account and profile at a time. */
export async function assignDue(context: Context): Promise<void> {
  const { db, clock } = context.platform
  const revisions = settleWhileAsking(context.platform)
  for (;;) {
    context.signal.throwIfAborted()
    await lookUpDevices(context.platform, context.signal)
    const due = await claimDue(db, clock(), chunkSize)
    if (due.length === 0) return revisions.settleAll()
    await assignGroup(context, due)
    await announceRuns(db, [...new Set(due.flatMap(({ run_id }) => run_id ?? []))])
    for (const accountId of new Set(due.map(({ account_id }) => account_id))) await revisions.asked(accountId)
  }
}

async function assignGroup({ platform, apple }: Context, group: Due[]): Promise<void> {
  const { db, clock } = platform
  const [gone, here] = partition(group, ({ gone_since }) => gone_since !== null)
  await postpone(db, idsOf(gone), { state: 'failed', nextTryAt: null })
  const [done, open] = partition(here, (device) => device.uuid !== null && hasProfile(device, device.uuid))
  await postpone(db, idsOf(done), { state: 'assigned', nextTryAt: null })
  const [first] = open
  if (!first) return
  const { account_id: accountId, profile_id: id, uuid, profile_name: name } = first
  const profile = id !== null && uuid !== null && name !== null ? { id, uuid, name } : null
  try {
    await askFor({ platform, apple }, { accountId, profile, actor: systemActor }, open)
  } catch (error) {
    if (!(error instanceof DepError) && !(error instanceof Problem)) throw error
    const later = { state: 'waiting' as const, nextTryAt: new Date(clock().getTime() + 3_600_000) }
    const answer = error instanceof DepError ? afterRefusal(error, clock()) : later
    await postpone(db, idsOf(open), { ...answer, isDoubtful: isDoubtful(error) })
    if (answer.nextTryAt) await postponeAccount(db, accountId, { now: clock(), nextTryAt: answer.nextTryAt })
  }
}

async function askFor(
  context: Omit<Context, 'signal'>,
  order: Omit<Order, 'serials'>,
  devices: readonly Due[],
): Promise<void> {
  const doubtful = devices.filter(({ is_doubtful }) => is_doubtful).map(({ serial }) => serial)
  const settled = await settleDoubtful(context, { ...order, serials: doubtful })
  const serials = devices.map(({ serial }) => serial).filter((serial) => !settled.has(serial))
  if (serials.length > 0) await askApple(context, { ...order, serials })
}

const idsOf = (devices: readonly Due[]) => devices.map(({ id }) => id)

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  const groups = Map.groupBy(items, isFirst)
  return [groups.get(true) ?? [], groups.get(false) ?? []]
}
