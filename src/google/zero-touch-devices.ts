import type { z } from 'zod'
import { qrPayload } from '../android/qr-payload.ts'
import { findConfigured } from '../android/configuration.ts'
import type {
  ApplyZeroTouch,
  ApplyZeroTouchResult,
  NewZeroTouchSetup,
  ZeroTouchEntries,
  ZeroTouchSetup,
} from '../contract/google.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Platform } from '../platform/platform.ts'
import { GoogleError } from '../protocol/google/google-error.ts'
import type { ZeroTouchConfiguration } from '../protocol/google/zero-touch.ts'
import { bulkOfConfigurations } from './zero-touch-extras.ts'
import { askGoogle } from './google-problem.ts'
import { openOrRefuse, type Google } from './open-google.ts'
import { judge, seenByZeroTouch } from './seen-device.ts'

type Setup = z.infer<typeof ZeroTouchSetup>

export const setupOf = (configuration: ZeroTouchConfiguration): Setup => ({
  name: configuration.name,
  title: configuration.configurationName ?? configuration.name,
  companyName: configuration.companyName ?? null,
  dpcResourcePath: configuration.dpcResourcePath ?? null,
  isDefault: configuration.isDefault ?? false,
})

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
  for (const device of page.devices) {
    const seen = seenByZeroTouch(device)
    const android = bulks.get(device.configuration ?? '') ?? { token: 'none' as const, bulkId: null }
    const { outcome, reason, summary, device: record } = await judge(db, seen, android, now)
    items.push({
      deviceId: device.deviceId,
      claimed: seen.claimed,
      configuration: device.configuration ?? null,
      outcome,
      reason,
      summary,
      deviceIdentifier: record?.identifier ?? null,
    })
  }
  return { items, nextCursor: page.nextPageToken }
}

/** Makes a configuration at Google whose extras are those of the bulk enrollment, token included. */
export async function createSetup(
  platform: Platform,
  google: Google,
  { actor, wanted }: { actor: Actor; wanted: NewZeroTouchSetup },
): Promise<Setup> {
  const { bulkEnrollmentId: id, ...rest } = wanted
  const { api, customer } = await openOrRefuse(google.zeroTouch())
  const { record } = await findConfigured(platform, id)
  const { name } = record.bulk
  const dpcExtras = JSON.stringify((await qrPayload(platform, id)).zeroTouch)
  const made = await askGoogle(() =>
    api.createConfiguration(customer, { ...rest, configurationName: `Muster: ${name}`, dpcExtras }),
  )
  await platform.db.transaction().execute((trx) =>
    recordAudit(trx, actor, {
      action: 'bulk-enrollment.zero-touch-made',
      target: { kind: 'bulk-enrollment', id, name },
      after: { configuration: made.name, dpcResourcePath: wanted.dpcResourcePath },
    }),
  )
  return setupOf(made)
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
