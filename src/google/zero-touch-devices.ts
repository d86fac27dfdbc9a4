import type { z } from 'zod'
import type { AndroidArrival } from '../admission/android-rules.ts'
import type {
  ApplyZeroTouch,
  ApplyZeroTouchResult,
  ZeroTouchEntries,
  ZeroTouchEntry,
} from '../contract/google.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Db } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { GoogleError } from '../protocol/google/google-error.ts'
import type { ZeroTouchDevice } from '../protocol/google/zero-touch.ts'
import { bulkOfConfigurations } from './zero-touch-extras.ts'
import { askGoogle } from './google-problem.ts'
import { openOrRefuse, type Google } from './open-google.ts'
import { judge, seenByZeroTouch } from './seen-device.ts'

/** One page of the customer's devices, each with what would become of it if it arrived with the token of its configuration. */
export async function listZeroTouch(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  google: Google,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<z.infer<typeof ZeroTouchEntries>> {
  const { api, customer } = await openOrRefuse(google.zeroTouch())
  const [page, configurations] = await askGoogle(async () => [
    await api.listDevices(customer, { size: limit, token: cursor }),
    await api.listConfigurations(customer),
  ])
  const now = clock()
  const bulks = await bulkOfConfigurations(db, configurations, now)
  const items = []
  for (const device of page.devices)
    items.push(await judgeEntry(db, { device, android: tokenIn(bulks, device.configuration), now }))
  return { items, nextCursor: page.nextPageToken }
}

export const tokenIn = (
  bulks: ReadonlyMap<string, AndroidArrival>,
  configuration: string | null | undefined,
): AndroidArrival => bulks.get(configuration ?? '') ?? { token: 'none', bulkId: null }

type Judging = { device: ZeroTouchDevice; android: AndroidArrival; now: Date }

export async function judgeEntry(db: Db, { device, android, now }: Judging): Promise<ZeroTouchEntry> {
  const seen = seenByZeroTouch(device)
  const { outcome, reason, summary, device: record } = await judge(db, seen, android, now)
  return {
    deviceId: device.deviceId,
    claimed: seen.claimed,
    configuration: device.configuration ?? null,
    outcome,
    reason,
    summary,
    recordId: record?.id ?? null,
    deviceIdentifier: record?.identifier ?? null,
  }
}

/** One after the other, as Google takes them; what it refuses for one device does not stop the others. */
export async function applySetup(
  { db }: Pick<Platform, 'db'>,
  google: Google,
  { actor, wanted }: { actor: Actor; wanted: ApplyZeroTouch },
): Promise<ApplyZeroTouchResult> {
  const { deviceIds, configuration } = wanted
  const { api, customer } = await openOrRefuse(google.zeroTouch())
  const done: string[] = []
  const failed: ApplyZeroTouchResult['failed'] = []
  await askGoogle(async () => {
    try {
      for (const deviceId of deviceIds) {
        const message = await refusalOf(() =>
          configuration === null
            ? api.remove(customer, deviceId)
            : api.apply(customer, { deviceId, configuration }),
        )
        if (message === undefined) done.push(deviceId)
        else failed.push({ deviceId, message })
      }
    } finally {
      if (done.length > 0) await noteApplied(db, actor, { configuration, done, customer })
    }
  })
  return { done: done.length, failed }
}

const ofOneDevice = new Set(['not-found', 'bad-request', 'conflict'])

async function refusalOf(change: () => Promise<void>): Promise<string | undefined> {
  try {
    await change()
    return undefined
  } catch (error) {
    if (error instanceof GoogleError && ofOneDevice.has(error.kind)) return error.message
    throw error
  }
}

type Applied = { configuration: string | null; done: string[]; customer: string }

const noteApplied = (db: Platform['db'], actor: Actor, { configuration, done, customer }: Applied) =>
  db.transaction().execute((trx) =>
    recordAudit(trx, actor, {
      action: configuration === null ? 'zero-touch.removed' : 'zero-touch.applied',
      target: { kind: 'zero-touch', id: customer, name: 'Zero-touch' },
      after: { configuration, deviceIds: done },
    }),
  )
