import { sql } from 'kysely'
import type {
  BulkDevice,
  BulkDevicesResult,
  ChangeBulkDevices,
  NewBulkDevice,
} from '../../contract/bulk-enrollment.ts'
import type { DevicePatch } from '../../contract/device.ts'
import { createDevice } from '../../devices/create-device.ts'
import { removeDevices } from '../../devices/bulk-membership.ts'
import { updateDevice, type Expect } from '../../devices/update-device.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import { Problem } from '../../platform/problem.ts'
import { withGiven } from '../../devices/attribute-rules.ts'
import { refuseUnruled } from '../../devices/refuse-unruled.ts'
import { findBulk, touchList, type BulkRecord } from './bulk-enrollment-store.ts'
import { findBulkDevice } from './bulk-device-store.ts'
import { bulkNotFound, lockOrRefuse, noteBulk, type BulkPlatform } from './change-bulk-enrollments.ts'

/** I42: the device belongs to the user of the bulk enrollment. I9: it has an IMEI, or a serial number and a manufacturer. */
export async function addBulkDevice(
  platform: BulkPlatform,
  actor: Actor,
  bulkId: string,
  input: NewBulkDevice,
): Promise<BulkDevice> {
  const { bulk } = await findOrRefuse(platform, bulkId)
  checkNumbers(input)
  const customAttributes = withGiven(bulk.defaultAttributes, input.customAttributes ?? {})
  refuseUnruled(bulk.attributes, customAttributes)
  const { identifier = identifierOf(input), ...numbers } = input
  const { device } = await createDevice(
    platform,
    actor,
    { identifier, platform: 'android', ...numbers, customAttributes, userName: bulk.userName },
    { source: 'bulk', bulkEnrollmentId: bulkId },
  )
  await noteList(platform, actor, bulkId, { added: device.identifier })
  return (await findBulkDevice(platform.db, bulkId, device.id, platform.clock()))!
}

/** I45 Edit. Numbers can be given to one device at a time; a device that does not take the change is kept as it is and named. */
export async function changeBulkDevices(
  platform: BulkPlatform,
  actor: Actor,
  bulkId: string,
  { ids, set, expect }: ChangeBulkDevices & { expect: Expect },
): Promise<BulkDevicesResult> {
  const { bulk } = await findOrRefuse(platform, bulkId)
  const ownNumbers = [set.imei, set.imei2, set.meid, set.serial].some(Boolean)
  if (ownNumbers && ids.length > 1)
    throw invalid('/set', 'numbers.many', 'IMEI, MEID and serial number belong to one device: choose one')
  const result: BulkDevicesResult = { done: 0, kept: [] }
  for (const id of ids) {
    const current = await findBulkDevice(platform.db, bulkId, id, platform.clock())
    if (!current) continue
    try {
      const patch = patchOf(current, set)
      checkNumbers({ ...current, ...patch })
      refuseUnruled(bulk.attributes, patch.customAttributes ?? current.customAttributes)
      await updateDevice(platform, actor, { by: 'id', value: id }, { patch, expect })
      result.done++
    } catch (error) {
      if (!(error instanceof Problem) || ids.length === 1) throw error
      result.kept.push({ id, identifier: current.identifier, code: error.code, message: error.message })
    }
  }
  if (result.done > 0) await noteList(platform, actor, bulkId, { changed: result.done })
  return result
}

/** I45 Delete. Enrolled devices stay: they are withdrawn first. */
export function deleteBulkDevices(
  { db, clock }: BulkPlatform,
  actor: Actor,
  bulkId: string,
  ids: readonly string[],
): Promise<BulkDevicesResult> {
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const { bulk } = await lockOrRefuse(trx, bulkId, now)
    const chosen = sql`select id from device where bulk_enrollment_id = ${bulkId} and id = any(${[...ids]}::uuid[])`
    const removed = await removeDevices(trx, actor, chosen)
    const { rows: kept } = await sql<{ id: string; identifier: string }>`
      select id, identifier from device where id in (${chosen}) order by id`.execute(trx)
    if (removed.length > 0) {
      await touchList(trx, bulkId, now)
      await noteBulk(trx, actor, bulk, { happening: 'list-changed', before: { devices: removed } })
    }
    const message = 'The device is enrolled: withdraw it first'
    return {
      done: removed.length,
      kept: kept.map((device) => ({ ...device, code: 'device.enrolled', message })),
    }
  })
}

type Numbers = Pick<NewBulkDevice, 'imei' | 'imei2' | 'meid' | 'serial' | 'manufacturer'>

function checkNumbers({ imei, meid, serial, manufacturer }: Numbers): void {
  if (!imei && !meid && !(serial && manufacturer))
    throw invalid(
      '/imei',
      'numbers.missing',
      'a device needs an IMEI, an MEID, or a serial number and its manufacturer',
    )
}

const invalid = (pointer: string, code: string, message: string) =>
  new Problem('request.invalid', { detail: message, errors: [{ pointer, code, message }] })

/** Custom attributes that are named are set, those that are null are taken away, all others stay. */
function patchOf(current: BulkDevice, { customAttributes, ...plain }: ChangeBulkDevices['set']): DevicePatch {
  if (customAttributes === undefined) return plain
  return { ...plain, customAttributes: withGiven(current.customAttributes, customAttributes) }
}

/** B27, as an import names such devices: by the end of the longest number, in which devices of one kind differ. */
const identifierOf = ({ imei, meid, serial }: Numbers): string =>
  (imei ?? serial ?? meid ?? '').replace(/[^A-Za-z0-9._-]/g, '-').slice(-20)

async function findOrRefuse({ db, clock }: BulkPlatform, id: string): Promise<BulkRecord> {
  const record = await findBulk(db, id, clock())
  if (!record) throw bulkNotFound(id)
  return record
}

function noteList({ db, clock }: BulkPlatform, actor: Actor, bulkId: string, after: unknown): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const { bulk } = await lockOrRefuse(trx, bulkId, now)
    await touchList(trx, bulkId, now)
    await noteBulk(trx, actor, bulk, { happening: 'list-changed', after })
  })
}
