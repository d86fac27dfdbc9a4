import { sql } from 'kysely'
import type { DepDisownResults } from '../contract/dep-account.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { recordEvents, type ProductEvent } from '../platform/audit/timeline.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import type { DeviceResult } from '../protocol/dep/device-results.ts'
import { getAccountRow, lockAccount } from './account-store.ts'
import type { Apple } from './apple.ts'
import { problemOf } from './apple-problem.ts'
import { chunksOf } from './assignment.ts'
import { accountTarget } from './change-account.ts'
import { isDoubtful } from './change-assignments.ts'
import { listKnown, type Known } from './dep-device-store.ts'
import { deviceRow } from './device-row.ts'
import { storeDevices } from './store-devices.ts'

type Context = { platform: Platform; apple: Apple }
type Answer = {
  serial: string
  status: DeviceResult | 'UNKNOWN' | 'NOT_ASKED' | 'NOT_HERE'
  message?: string
}

/**
 * Gives devices up: the organization loses them for good. The wish is in the audit log before Apple is asked. Our records of the
 * devices stay as they are; what becomes of them is for people to decide.
 */
export async function disownDevices(
  context: Context,
  actor: Actor,
  { serials: given, confirm }: { serials: readonly string[]; confirm: string },
): Promise<DepDisownResults> {
  const serials = [...new Set(given)]
  refuseUnconfirmed(serials.length, confirm)
  const { db } = context.platform
  const known = await listKnown(db, serials)
  const answers = new Map<string, Answer>(
    serials.map((serial) => [serial, { serial, status: known.has(serial) ? 'NOT_ASKED' : 'NOT_HERE' }]),
  )
  for (const [accountId, devices] of Map.groupBy(known.values(), ({ account_id }) => account_id)) {
    const isFirst = [...answers.values()].every(({ status }) => status.startsWith('NOT_'))
    for (const answer of await disownOf(context, actor, { accountId, devices, isFirst }))
      answers.set(answer.serial, answer)
  }
  return resultsOf(db, [...answers.values()])
}

function refuseUnconfirmed(devices: number, confirm: string): void {
  if (confirm.trim() === String(devices)) return
  throw new Problem('dep-disown.unconfirmed', {
    detail: `Disowning cannot be undone: type the number of devices, ${devices}, to confirm.`,
    devices,
  })
}

type Order = { accountId: string; devices: readonly Known[]; isFirst: boolean }

async function disownOf(context: Context, actor: Actor, order: Order): Promise<Answer[]> {
  const { platform, apple } = context
  await noteWish(platform, actor, order)
  const answers: Answer[] = []
  for (const devices of chunksOf(order.devices)) {
    const serials = devices.map(({ serial }) => serial)
    try {
      const results = await apple.ask(order.accountId, (client) => client.disown(serials))
      answers.push(...(await storeResults(platform, actor, { ...order, devices }, results)))
    } catch (error) {
      if (!(error instanceof DepError)) throw error
      const problem = problemOf(error, platform.clock())
      if (isDoubtful(error))
        return [...answers, ...serials.map((serial) => ({ serial, status: 'UNKNOWN' as const }))]
      if (order.isFirst && answers.length === 0) throw problem
      return [
        ...answers,
        ...serials.map((serial) => ({ serial, status: 'NOT_ASKED' as const, message: problem.message })),
      ]
    }
  }
  return answers
}

/** In a transaction of its own, so that it is known even of a server that dies in between. */
async function noteWish({ db }: Platform, actor: Actor, { accountId, devices }: Order): Promise<void> {
  const account = await getAccountRow(db, accountId)
  await db.transaction().execute((trx) =>
    recordAudit(trx, actor, {
      action: 'dep-device.disown-asked',
      target: accountTarget(account),
      after: { serials: devices.map(({ serial }) => serial) },
    }),
  )
}

async function storeResults(
  { db }: Platform,
  actor: Actor,
  { accountId, devices }: Order,
  results: ReadonlyMap<string, DeviceResult>,
): Promise<Answer[]> {
  return db.transaction().execute(async (trx) => {
    const account = await lockAccount(trx, accountId)
    const answers = devices.map((device) => ({ ...device, status: results.get(device.serial) ?? 'FAILED' }))
    const done = answers.filter(({ status }) => status === 'SUCCESS')
    await markDisowned(trx, actor, accountId, done)
    const records = await listRecords(
      trx,
      done.map(({ serial }) => serial),
    )
    await recordEvents(trx, [
      ...answers.map((answer) => depDeviceEvent(actor, answer)),
      ...[...records.values()].map(({ id }) => recordEvent(actor, id)),
    ])
    await announce(trx, { topic: 'dep-device', id: null })
    await announce(trx, { topic: 'dep-account', id: accountId })
    await recordAudit(trx, actor, {
      action: 'dep-device.disowned',
      target: accountTarget(account),
      after: Object.fromEntries(answers.map(({ serial, status }) => [serial, status])),
    })
    return answers.map(({ serial, status }) => ({ serial, status }))
  })
}

/** Apple's own event comes with the next sync and says nothing new. */
async function markDisowned(
  trx: Trx,
  actor: Actor,
  accountId: string,
  done: readonly Known[],
): Promise<void> {
  if (done.length === 0) return
  const rows = done.map(({ serial }) => ({
    ...deviceRow({ serial_number: serial }, { isListing: true }),
    gone: true,
  }))
  await storeDevices(trx, accountId, rows)
  const ids = done.map(({ id }) => id)
  await sql`update dep_device set disowned_at = now(), disowned_by = ${actor.name} where id = any(${ids})`.execute(
    trx,
  )
  await sql`delete from dep_assignment where dep_device_id = any(${ids}) and state = 'waiting'`.execute(trx)
}

const depDeviceEvent = (actor: Actor, { id, status }: Known & { status: DeviceResult }): ProductEvent => ({
  subject: { kind: 'dep-device', id },
  kind: status === 'SUCCESS' ? 'dep-device.disowned' : 'dep-device.disown-refused',
  actor: actor.name,
  summary:
    status === 'SUCCESS'
      ? `${actor.name} disowned the device: it left the organization at Apple for good.`
      : `${actor.name} wanted to disown the device; Apple answered ${status}.`,
  facts: { status },
})

const recordEvent = (actor: Actor, id: string): ProductEvent => ({
  subject: { kind: 'device', id },
  kind: 'device.disowned',
  actor: actor.name,
  summary: `${actor.name} disowned the device at Apple: it cannot enroll by DEP any more. This record stays as it is until somebody withdraws or deletes it.`,
})

type RecordRow = { id: string; identifier: string; serial: string }

async function listRecords(db: Db, serials: readonly string[]): Promise<Map<string, RecordRow>> {
  if (serials.length === 0) return new Map()
  const { rows } = await sql<RecordRow>`
    select distinct on (serial) id, identifier, serial from device
    where serial = any(${[...serials]}) and status <> 'withdrawn'
    order by serial, (dep_method is not distinct from 'Serial' or source = 'dep') desc, id desc`.execute(db)
  return new Map(rows.map((row) => [row.serial, row]))
}

async function resultsOf(db: Db, answers: readonly Answer[]): Promise<DepDisownResults> {
  const records = await listRecords(
    db,
    answers.map(({ serial }) => serial),
  )
  const results = answers.map(({ serial, status, message }) => {
    const record = records.get(serial)
    return {
      serial,
      status: status === 'NOT_HERE' ? 'NOT_ACCESSIBLE' : status,
      disowned: status === 'SUCCESS',
      message: message ?? (record && status === 'SUCCESS' ? `${texts.SUCCESS} ${stays}` : texts[status]),
      deviceId: record?.id ?? null,
      deviceIdentifier: record?.identifier ?? null,
    }
  })
  const succeeded = results.filter(({ disowned }) => disowned).length
  return { results, succeeded, failed: results.length - succeeded }
}

const stays = 'Its device record stays; withdraw or delete it if the device is not yours any more.'

const texts: Record<Answer['status'], string> = {
  SUCCESS: 'The device left your organization at Apple for good.',
  NOT_ACCESSIBLE:
    'Apple does not know this device on this MDM server. Check the serial number, and at Apple which server the device is assigned to.',
  FAILED: 'Apple could not do it. Try again; if it fails three times, ask Apple’s support.',
  THROTTLED: 'Apple asks to leave this device alone for a while. Try again tomorrow.',
  UNKNOWN: 'Apple’s answer was lost: it may have been done. Refresh the device to see.',
  NOT_ASKED: 'Apple was not asked.',
  NOT_HERE: 'No DEP account here has this device. Sync the account, or check the serial number.',
}
