import { recordAudit } from '../platform/audit/audit.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import type { DeviceResult } from '../protocol/dep/device-results.ts'
import type { Device } from '../protocol/dep/wire.ts'
import { lockAccount } from './account-store.ts'
import type { Apple } from './apple.ts'
import { answerText, readAnswer, type Answer } from './assignment.ts'
import { listWishFacts, storeAnswers, type WishFacts } from './assignment-store.ts'
import { listKnown, type Known } from './dep-device-store.ts'
import { deviceEvent } from './device-events.ts'
import { deviceRow, type DeviceRow } from './device-row.ts'
import { storeDevices } from './store-devices.ts'

/** What Apple is asked for up to 1,000 devices of one account: a profile, or none. */
export type Order = {
  accountId: string
  profile: { id: string; uuid: string; name: string } | null
  serials: readonly string[]
  actor: Actor
}

export type Outcome = Answer & { serial: string; status: DeviceResult }

/**
 * Asks Apple, reads back what it says of those that worked, and stores it all in one transaction: the devices, the answers,
 * events and the audit record.
 * @throws {DepError} when Apple did not answer the request as a whole; nothing is stored then
 */
export async function askApple(
  { platform, apple }: { platform: Platform; apple: Apple },
  order: Order,
): Promise<Outcome[]> {
  const { results, retryAfterSeconds } = await requestOf(apple, order)
  const details = await readBack(apple, order, results)
  return storeResults(platform, order, { results, details, retryAfterSeconds })
}

/**
 * Devices that Apple was perhaps asked for by a server that died: those that Apple's records show as wanted are stored as done,
 * so that nobody asks for them twice. Returns their serial numbers.
 * @throws {DepError} when Apple does not answer
 */
export async function settleDoubtful(
  { platform, apple }: { platform: Platform; apple: Apple },
  order: Order,
): Promise<Set<string>> {
  if (order.serials.length === 0) return new Set()
  const details = await apple.ask(order.accountId, (client) => client.devices(order.serials))
  const serials = order.serials.filter((serial) => isShown(order.profile, details.get(serial)))
  if (serials.length === 0) return new Set()
  const results = new Map(serials.map((serial) => [serial, 'SUCCESS' as const]))
  await storeResults(platform, { ...order, serials }, { results, details, retryAfterSeconds: undefined })
  return new Set(serials)
}

type Told = {
  results: Results
  details: ReadonlyMap<string, Device>
  retryAfterSeconds: number | undefined
}

async function storeResults(
  platform: Platform,
  order: Order,
  { results, details, retryAfterSeconds }: Told,
): Promise<Outcome[]> {
  const now = platform.clock()
  return platform.db.transaction().execute(async (trx) => {
    const account = await lockAccount(trx, order.accountId)
    await storeReadBack(trx, { order, results, details, account: account.name })
    const known = await listKnown(trx, order.serials, order.accountId, { gone: true })
    const wishes = await listWishFacts(
      trx,
      [...known.values()].map(({ id }) => id),
    )
    const outcomes = order.serials.map((serial) => {
      const result = results.get(serial) ?? 'FAILED'
      const failures = wishes.get(known.get(serial)?.id ?? '')?.failures ?? 0
      return { serial, status: result, ...readAnswer({ result, failures, retryAfterSeconds, now }) }
    })
    return storeOutcomes(trx, order, { outcomes, known, wishes, now })
  })
}

type Results = ReadonlyMap<string, DeviceResult>

async function requestOf(
  apple: Apple,
  { accountId, profile, serials }: Order,
): Promise<{ results: Results; retryAfterSeconds: number | undefined }> {
  if (profile === null) {
    const results = await apple.ask(accountId, (client) => client.removeProfile(serials))
    return { results, retryAfterSeconds: undefined }
  }
  const { devices, retry_after_seconds } = await apple.ask(accountId, (client) =>
    client.assignProfile(profile.uuid, serials),
  )
  return { results: devices, retryAfterSeconds: retry_after_seconds }
}

/** Apple's own times and states. Without them we believe Apple's "SUCCESS"; the next sync tells the rest. */
async function readBack(
  apple: Apple,
  { accountId }: Order,
  results: Results,
): Promise<ReadonlyMap<string, Device>> {
  const serials = [...results].flatMap(([serial, result]) =>
    result === 'SUCCESS' || result === 'NOT_ACCESSIBLE' ? [serial] : [],
  )
  try {
    return await apple.ask(accountId, (client) => client.devices(serials))
  } catch (error) {
    if (error instanceof DepError) return new Map()
    throw error
  }
}

type ReadBack = { order: Order; results: Results; details: ReadonlyMap<string, Device>; account: string }

async function storeReadBack(trx: Trx, { order, results, details, account }: ReadBack): Promise<void> {
  const rows = [...results].flatMap(([serial, result]) => {
    if (result === 'SUCCESS') return [truth(serial, order.profile, details.get(serial))]
    const isGone = details.get(serial)?.response_status === 'NOT_ACCESSIBLE'
    return result === 'NOT_ACCESSIBLE' && isGone ? [{ ...emptyRow(serial), gone: true }] : []
  })
  const changes = await storeDevices(trx, order.accountId, rows)
  // What was asked for is told by the outcome; only coming and going is news.
  const news = changes.filter(({ is_new, changes: columns }) => is_new || columns.includes('gone_since'))
  const told = { account, profileNames: new Map<string, string>() }
  await recordEvents(
    trx,
    news.map((change) => deviceEvent(change, told)),
  )
}

/** Apple's record where it shows what Apple has just confirmed; where it lags behind, the confirmation counts. */
function truth(serial: string, profile: Order['profile'], device: Device | undefined): DeviceRow {
  const row =
    device?.response_status === 'SUCCESS' ? deviceRow(device, { isListing: true }) : emptyRow(serial)
  if (isShown(profile, device)) return row
  return profile === null
    ? { ...row, profile_status: 'removed' }
    : { ...row, profile_status: 'assigned', profile_uuid: profile.uuid, profile_assigned_at: null }
}

/** Whether Apple's own record of a device is as it was asked for. */
export function isShown(profile: { uuid: string } | null, device: Device | undefined): boolean {
  if (device?.response_status !== 'SUCCESS') return false
  const { profile_status: status, profile_uuid: uuid } = device
  if (profile === null) return status === 'removed' || status === 'empty'
  return uuid === profile.uuid && status !== 'removed'
}

const emptyRow = (serial: string): DeviceRow => deviceRow({ serial_number: serial }, { isListing: true })

type Outcomes = {
  outcomes: readonly Outcome[]
  known: ReadonlyMap<string, Known>
  wishes: ReadonlyMap<string, WishFacts>
  now: Date
}

/** The outcomes with the times at which they are really tried again. */
async function storeOutcomes(
  trx: Trx,
  order: Order,
  { outcomes, known, wishes, now }: Outcomes,
): Promise<Outcome[]> {
  const { profile, actor } = order
  const answers = outcomes.flatMap((outcome) => {
    const deviceId = known.get(outcome.serial)?.id
    return deviceId ? [{ ...outcome, deviceId }] : []
  })
  const tries = await storeAnswers(trx, { answers, profileId: profile?.id ?? null, by: actor.name, now })
  const told = outcomes.map((outcome) => {
    const at = tries.get(known.get(outcome.serial)?.id ?? '')
    return at ? { ...outcome, nextTryAt: new Date(at) } : outcome
  })
  await recordEvents(
    trx,
    told.flatMap((outcome) => {
      const deviceId = known.get(outcome.serial)?.id
      return deviceId ? [outcomeEvent(order, { ...outcome, deviceId }, wishes.get(deviceId))] : []
    }),
  )
  await announce(trx, { topic: 'dep-device', id: null })
  await recordAudit(trx, actor, {
    action: profile ? 'dep-profile.assigned' : 'dep-profile.removed',
    target: profile
      ? { kind: 'dep-profile', id: profile.id, name: profile.name }
      : { kind: 'dep-account', id: order.accountId },
    after: bySerialOf(outcomes),
  })
  return told
}

const bySerialOf = (outcomes: readonly Outcome[]) =>
  Object.fromEntries(outcomes.map(({ serial, status }) => [serial, status]))

function outcomeEvent(
  { profile, actor }: Order,
  outcome: Outcome & { deviceId: string },
  reason: WishFacts | undefined,
) {
  const { status, deviceId, nextTryAt } = outcome
  const isDone = status === 'SUCCESS'
  const wish = profile ? ('assign' as const) : ('remove' as const)
  const done = profile
    ? `Profile “${profile.name}” was assigned at Apple${becauseOf(reason)}.`
    : 'The profile was removed at Apple.'
  const refused = `Apple answered ${status} to ${profile ? `assigning profile “${profile.name}”${becauseOf(reason)}` : 'removing the profile'}.`
  return {
    subject: { kind: 'dep-device' as const, id: deviceId },
    kind: `dep-device.profile-${isDone ? (profile ? 'assigned' : 'removed') : 'refused'}`,
    actor: actor.name,
    summary: isDone ? done : `${refused} ${answerText({ wish, status, nextTryAt })}`,
    facts: {
      status,
      ...(profile ? { profileUuid: profile.uuid } : {}),
      ...(nextTryAt ? { nextTryAt } : {}),
      ...(reason?.rule ? { rule: reason.rule } : {}),
    },
  }
}

function becauseOf(reason: WishFacts | undefined): string {
  if (reason?.source === 'rule') return ` by the rule “${reason.rule}”`
  return reason?.source === 'fallback' ? ' as the profile for new devices' : ''
}
