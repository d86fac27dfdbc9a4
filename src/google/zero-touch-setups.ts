import { findConfigured } from '../android/code/configuration.ts'
import { qrPayload } from '../android/code/qr-payload.ts'
import type { NewZeroTouchSetup, ZeroTouchDpc, ZeroTouchSetup } from '../contract/google.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Db } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import type { ZeroTouchConfiguration } from '../protocol/google/zero-touch.ts'
import { askGoogle } from './google-problem.ts'
import { openOrRefuse, type Google } from './open-google.ts'
import { bulkOfConfigurations } from './zero-touch-extras.ts'
import { tokenIn } from './zero-touch-devices.ts'

type Means = Pick<Platform, 'db' | 'clock'>

export async function listDpcs(google: Google): Promise<ZeroTouchDpc[]> {
  const { api, customer } = await openOrRefuse(google.zeroTouch())
  const dpcs = await askGoogle(() => api.listDpcs(customer))
  return dpcs.map(({ name, dpcName, packageName }) => ({
    name,
    title: dpcName ?? name,
    packageName: packageName ?? null,
  }))
}

/** Configurations of the customer, each with the bulk enrollment whose token is in it. */
export async function listSetups(platform: Means, google: Google): Promise<ZeroTouchSetup[]> {
  const { api, customer } = await openOrRefuse(google.zeroTouch())
  return describe(platform, await askGoogle(() => api.listConfigurations(customer)))
}

async function describe(
  { db, clock }: Means,
  configurations: ZeroTouchConfiguration[],
): Promise<ZeroTouchSetup[]> {
  const tokens = await bulkOfConfigurations(db, configurations, clock())
  const bulks = await listNames(
    db,
    [...tokens.values()].flatMap(({ bulkId }) => bulkId ?? []),
  )
  return configurations.map((configuration) => {
    const { token, bulkId } = tokenIn(tokens, configuration.name)
    return {
      name: configuration.name,
      title: configuration.configurationName ?? configuration.name,
      companyName: configuration.companyName ?? null,
      dpcResourcePath: configuration.dpcResourcePath ?? null,
      isDefault: configuration.isDefault ?? false,
      bulkEnrollment: bulks.find(({ id }) => id === bulkId) ?? null,
      tokenState: token === 'wrong' ? 'none' : token,
    }
  })
}

async function listNames(db: Db, ids: string[]): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return []
  return db.selectFrom('bulk_enrollment').select(['id', 'name']).where('id', 'in', ids).execute()
}

/** Makes a configuration at Google whose extras are those of the bulk enrollment, token included. */
export async function createSetup(
  platform: Platform,
  google: Google,
  { actor, wanted }: { actor: Actor; wanted: NewZeroTouchSetup },
): Promise<ZeroTouchSetup> {
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
  const [setup] = await describe(platform, [made])
  return setup!
}
