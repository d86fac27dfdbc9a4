import type { DepRefreshResults } from '../contract/dep-account.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Db } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import type { Device } from '../protocol/dep/wire.ts'
import { lockAccount } from './account-store.ts'
import type { Apple } from './apple.ts'
import { problemOf } from './apple-problem.ts'
import { chunksOf } from './assignment.ts'
import { accountTarget } from './change-account.ts'
import { listKnown, type Known } from './dep-device-store.ts'
import { deviceRow } from './device-row.ts'
import { storeDevices } from './store-devices.ts'
import { recordChanges } from './store-page.ts'

type Context = { platform: Platform; apple: Apple }
type Result = DepRefreshResults['results'][number]

/** Reads Apple's records of devices anew, a thousand at a time for each account; what they change is an event as in a sync. */
export async function refreshDevices(
  context: Context,
  actor: Actor,
  serials: readonly string[],
): Promise<DepRefreshResults> {
  const known = await listKnownAnywhere(context.platform.db, serials)
  const results = new Map<string, Result>(
    serials.filter((serial) => !known.has(serial)).map((serial) => [serial, unknown(serial)]),
  )
  const byAccount = Map.groupBy(known.values(), ({ account_id }) => account_id)
  const orders = [...byAccount].flatMap(([accountId, devices]) =>
    chunksOf(devices.map(({ serial }) => serial)).map((chunk) => ({ accountId, serials: chunk })),
  )
  for (const [n, order] of orders.entries()) {
    for (const result of await refreshChunk(context, actor, order, n === 0))
      results.set(result.serial, result)
  }
  return countsOf(serials.flatMap((serial) => results.get(serial) ?? []))
}

/** The live records; of devices that left every account, the last one. */
async function listKnownAnywhere(db: Db, serials: readonly string[]): Promise<Map<string, Known>> {
  const gone = await listKnown(db, serials, undefined, { gone: true })
  return new Map([...gone, ...(await listKnown(db, serials))])
}

type Order = { accountId: string; serials: readonly string[] }

async function refreshChunk(
  context: Context,
  actor: Actor,
  order: Order,
  isFirst: boolean,
): Promise<Result[]> {
  const { platform, apple } = context
  try {
    const details = await apple.ask(order.accountId, (client) => client.devices(order.serials))
    return await storeDetails(platform, actor, order, details)
  } catch (error) {
    if (!(error instanceof DepError)) throw error
    const problem = problemOf(error, platform.clock())
    if (isFirst) throw problem
    return order.serials.map((serial) => ({
      serial,
      status: 'NOT_ASKED',
      changed: false,
      message: problem.message,
    }))
  }
}

async function storeDetails(
  { db }: Platform,
  actor: Actor,
  { accountId, serials }: Order,
  details: ReadonlyMap<string, Device>,
): Promise<Result[]> {
  return db.transaction().execute(async (trx) => {
    const account = await lockAccount(trx, accountId)
    const rows = serials.flatMap((serial) => rowOf(serial, details.get(serial)) ?? [])
    const changes = await storeDevices(trx, accountId, rows)
    await recordChanges(trx, { accountId, account: account.name }, changes)
    if (changes.length > 0) await announce(trx, { topic: 'dep-device', id: null })
    await recordAudit(trx, actor, {
      action: 'dep-device.refreshed',
      target: accountTarget(account),
      after: { devices: serials.length, changed: changes.map(({ serial }) => serial) },
    })
    const changed = new Set(changes.map(({ serial }) => serial))
    return serials.map((serial) => resultOf(serial, details.get(serial), changed.has(serial)))
  })
}

/** A device that is not on the server any more has left it; a record that Apple could not read says nothing. */
function rowOf(serial: string, device: Device | undefined) {
  if (device?.response_status === 'SUCCESS') return deviceRow(device, { isListing: true })
  if (device?.response_status !== 'NOT_ACCESSIBLE') return undefined
  return { ...deviceRow({ serial_number: serial }, { isListing: true }), gone: true }
}

const resultOf = (serial: string, device: Device | undefined, changed: boolean): Result => {
  const status = device?.response_status ?? 'FAILED'
  return { serial, status, changed, message: textOf(status, changed) }
}

function textOf(status: string, changed: boolean): string {
  if (status === 'SUCCESS')
    return changed ? 'Apple’s record was read; it had changed.' : 'Apple’s record is as it was.'
  if (status === 'NOT_ACCESSIBLE')
    return 'Apple does not know this device on this MDM server any more; it is shown as no longer reported.'
  return 'Apple could not read its record. Try again later.'
}

const unknown = (serial: string): Result => ({
  serial,
  status: 'NOT_ACCESSIBLE',
  changed: false,
  message: 'No DEP account here has this device. Sync the account, or check the serial number.',
})

const countsOf = (results: Result[]): DepRefreshResults => {
  const succeeded = results.filter(({ status }) => status === 'SUCCESS').length
  const changed = results.filter((result) => result.changed).length
  return { results, succeeded, failed: results.length - succeeded, changed }
}
