import type { DepResults } from '../contract/dep.ts'
import type { Platform } from '../platform/platform.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import { lockAccount } from './account-store.ts'
import type { Apple } from './apple.ts'
import { problemOf } from './apple-problem.ts'
import { askApple, type Order, type Outcome } from './ask-apple.ts'
import { answerText, chunksOf, type Answer, type Wish } from './assignment.ts'
import type { Kind } from './assignments/targets.ts'
import { leaseUntil, postpone, storeWishes, type Wanted } from './assignment-store.ts'
import { listKnown, type Known } from './dep-device-store.ts'

type Context = { platform: Platform; apple: Apple }
export type Result = DepResults['results'][number]

/** Devices as a target found them; `settled` and the left-out ones are not asked for. */
export type Picked = { id: string; serial: string; account_id: string; kind: Kind; held_until: string | null }

/**
 * Asks Apple for the devices of one account, a thousand at a time, and answers Apple's word for each. `unknown` are serial numbers
 * that no account here has; Apple may know them.
 */
export async function changeAtOnce(
  context: Context,
  order: Omit<Order, 'serials'>,
  { picked, unknown }: { picked: readonly Picked[]; unknown: readonly string[] },
): Promise<Result[]> {
  const left = picked.flatMap((device) => leftOut(device, wishOf(order)) ?? [])
  const done = new Set(left.map(({ serial }) => serial))
  const serials = [...picked.map(({ serial }) => serial).filter((serial) => !done.has(serial)), ...unknown]
  if (serials.length === 0) return left
  const known = await listKnown(context.platform.db, serials, order.accountId)
  return [...left, ...(await carryOut(context, { ...order, serials }, known))]
}

/** What is said of a device for which Apple is not asked. */
function leftOut({ serial, kind }: Picked, wish: Wish): Result | undefined {
  const result = { serial, nextTryAt: null, assigned: false }
  if (kind === 'settled')
    return wish === 'assign'
      ? alreadyAssigned(serial)
      : { ...result, status: 'SUCCESS', message: answerText({ ...nothing, wish, state: 'assigned' }) }
  if (kind === 'other-account')
    return {
      ...result,
      status: 'NOT_ASKED',
      message: 'The device belongs to another account than the profile. Choose a profile of its account.',
    }
  if (kind !== 'gone') return undefined
  const message =
    'Apple no longer reports this device on its MDM server. Assign it to the server at Apple, then sync.'
  return { ...result, status: 'NOT_ACCESSIBLE', message }
}

const nothing = { status: null, nextTryAt: null }

/** The wish is stored first, so that what is not done when the server stops is done afterwards. */
async function carryOut(
  context: Context,
  order: Order,
  known: ReadonlyMap<string, Known>,
): Promise<Result[]> {
  const wanted = await storeOrder(context.platform, order, known)
  const idOf = (serial: string) => known.get(serial)?.id ?? ''
  const held = order.serials.filter((serial) => isHeld(wanted.get(idOf(serial))))
  const results: Result[] = held.map((serial) => heldBack(serial, wanted.get(idOf(serial))!))
  const waiting = new Set(held)
  const asked = order.serials.filter((serial) => !waiting.has(serial))
  const chunks = chunksOf(asked)
  for (const [n, serials] of chunks.entries()) {
    try {
      const outcomes = await askApple(context, { ...order, serials })
      results.push(...outcomes.map((outcome) => resultOf(outcome, wishOf(order))))
    } catch (error) {
      if (!(error instanceof DepError)) throw error
      const rest = chunks.slice(n).flat()
      const answer = await giveUp(context.platform, rest.map(idOf), { error, isFirst: n === 0 })
      if (n === 0) throw problemOf(error, context.platform.clock())
      return [
        ...results,
        ...rest.map((serial) => resultOf({ serial, status: null, ...answer }, wishOf(order))),
      ]
    }
  }
  return results
}

const isHeld = (wanted: Wanted | undefined): boolean =>
  wanted !== undefined && (wanted.apple_status === 'THROTTLED' || wanted.hold !== null)

const wishOf = ({ profile }: Pick<Order, 'profile'>): Wish => (profile ? 'assign' : 'remove')

async function storeOrder(
  { db, clock }: Platform,
  { accountId, profile, serials, actor }: Order,
  known: ReadonlyMap<string, Known>,
): Promise<Map<string, Wanted>> {
  const now = clock()
  const deviceIds = serials.flatMap((serial) => known.get(serial)?.id ?? [])
  const wish = {
    deviceIds,
    profileId: profile?.id ?? null,
    by: actor.name,
    nextTryAt: leaseUntil(now),
    now,
    isAsking: true,
  }
  return db.transaction().execute(async (trx) => {
    await lockAccount(trx, accountId)
    const wanted = await storeWishes(trx, wish)
    return new Map(wanted.map((row) => [row.dep_device_id, row]))
  })
}

/**
 * Apple refused or did not answer a request as a whole. When nothing was done yet the caller hears of it and nothing is left
 * behind that would happen later; otherwise the rest is tried again by itself.
 */
async function giveUp(
  { db, clock }: Platform,
  deviceIds: string[],
  { error, isFirst }: { error: DepError; isFirst: boolean },
): Promise<Answer> {
  const answer = isFirst ? never : afterRefusal(error, clock())
  await postpone(db, deviceIds.filter(Boolean), { ...answer, isDoubtful: isDoubtful(error) })
  return answer
}

const never: Answer = { state: 'failed', failures: 0, nextTryAt: null }

/** The answer was lost, or was none: Apple may have done what it was asked. */
export const isDoubtful = (error: unknown): boolean =>
  error instanceof DepError && (error.kind === 'unavailable' || error.kind === 'protocol')

/** A request that Apple does not take is not sent again; everything else may pass. */
export function afterRefusal(error: DepError, now: Date): Answer {
  if (error.kind === 'bad-request' || error.kind === 'not-found') return never
  const seconds = error.retryAfterSeconds ?? (error.kind === 'unavailable' ? 300 : 3600)
  return { state: 'waiting', failures: 0, nextTryAt: new Date(now.getTime() + seconds * 1000) }
}

const resultOf = (
  { serial, status, nextTryAt }: Pick<Outcome, 'serial' | 'nextTryAt'> & { status: Outcome['status'] | null },
  wish: Wish,
): Result => ({
  serial,
  status: status ?? 'NOT_ASKED',
  assigned: wish === 'assign' && status === 'SUCCESS',
  message: answerText({ wish, status, nextTryAt }),
  nextTryAt: nextTryAt?.toISOString() ?? null,
})

const alreadyAssigned = (serial: string): Result => ({
  serial,
  status: 'SUCCESS',
  assigned: true,
  message: 'The device has this profile already; Apple was not asked again.',
  nextTryAt: null,
})

const heldBack = (serial: string, { apple_status, hold, next_try_at }: Wanted): Result => ({
  serial,
  status: apple_status ?? 'NOT_ASKED',
  assigned: false,
  message: answerText({ wish: 'assign', status: apple_status, hold, nextTryAt: next_try_at }),
  nextTryAt: next_try_at,
})

export const unknownDevice = (serial: string): Result => ({
  serial,
  status: 'NOT_ACCESSIBLE',
  assigned: false,
  message: 'No DEP account here has this device. Sync the account, or check the serial number.',
  nextTryAt: null,
})

/** In the order in which they were asked for. */
export function resultsOf(serials: readonly string[], bySerial: ReadonlyMap<string, Result>): DepResults {
  const results = serials.flatMap((serial) => bySerial.get(serial) ?? [])
  const succeeded = results.filter(({ status }) => status === 'SUCCESS').length
  return { results, succeeded, failed: results.length - succeeded }
}
