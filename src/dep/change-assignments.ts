import type { DepResults } from '../contract/dep.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Platform } from '../platform/platform.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import { lockAccount } from './account-store.ts'
import type { Apple } from './apple.ts'
import { problemOf } from './apple-problem.ts'
import { askApple, type Order, type Outcome } from './ask-apple.ts'
import { answerText, chunksOf, hasProfile, type Answer, type Wish } from './assignment.ts'
import { leaseUntil, postpone, storeWishes, type Wanted } from './assignment-store.ts'
import { listKnown, type Known } from './dep-device-store.ts'

type Context = { platform: Platform; apple: Apple }
type Result = DepResults['results'][number]

/** Assigns a profile to devices at Apple, a thousand at a time, and answers Apple's word for each. */
export async function assignProfile(
  context: Context,
  actor: Actor,
  {
    accountId,
    profile,
    serials,
  }: Omit<Order, 'actor' | 'profile'> & { profile: NonNullable<Order['profile']> },
): Promise<DepResults> {
  const known = await listKnown(context.platform.db, serials, accountId)
  const settled = serials.filter((serial) => {
    const device = known.get(serial)
    return device !== undefined && hasProfile(device, profile.uuid)
  })
  const results = new Map(settled.map((serial) => [serial, alreadyAssigned(serial)]))
  const wanted = serials.filter((serial) => !results.has(serial))
  const order = { accountId, profile, serials: wanted, actor }
  for (const result of await carryOut(context, order, known)) results.set(result.serial, result)
  return resultsOf(serials, results)
}

/** Takes the profile away from devices of any account. */
export async function removeProfiles(
  context: Context,
  actor: Actor,
  serials: readonly string[],
): Promise<DepResults> {
  const known = await listKnown(context.platform.db, serials)
  const results = new Map(
    serials.filter((serial) => !known.has(serial)).map((serial) => [serial, unknownDevice(serial)]),
  )
  for (const [accountId, devices] of Map.groupBy(known.values(), (device) => device.account_id)) {
    const order = { accountId, profile: null, serials: devices.map(({ serial }) => serial), actor }
    for (const result of await carryOut(context, order, known)) results.set(result.serial, result)
  }
  return resultsOf(serials, results)
}

/** The wish is stored first, so that what is not done when the server stops is done afterwards. */
async function carryOut(
  context: Context,
  order: Order,
  known: ReadonlyMap<string, Known>,
): Promise<Result[]> {
  const wanted = await storeOrder(context.platform, order, known)
  const idOf = (serial: string) => known.get(serial)?.id ?? ''
  const held = order.serials.filter((serial) => wanted.get(idOf(serial))?.apple_status === 'THROTTLED')
  const results: Result[] = held.map((serial) => heldBack(serial, wanted.get(idOf(serial))!))
  const asked = order.serials.filter((serial) => !held.includes(serial))
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

const wishOf = ({ profile }: Order): Wish => (profile ? 'assign' : 'remove')

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
  const seconds = error.retryAfterSeconds ?? 3600
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

const heldBack = (serial: string, { next_try_at }: Wanted): Result => ({
  serial,
  status: 'THROTTLED',
  assigned: false,
  message: answerText({ wish: 'assign', status: 'THROTTLED', nextTryAt: next_try_at }),
  nextTryAt: next_try_at,
})

const unknownDevice = (serial: string): Result => ({
  serial,
  status: 'NOT_ACCESSIBLE',
  assigned: false,
  message: 'No DEP account here has this device. Sync the account, or check the serial number.',
  nextTryAt: null,
})

function resultsOf(serials: readonly string[], bySerial: ReadonlyMap<string, Result>): DepResults {
  const results = serials.flatMap((serial) => bySerial.get(serial) ?? [])
  const succeeded = results.filter(({ status }) => status === 'SUCCESS').length
  return { results, succeeded, failed: results.length - succeeded }
}
