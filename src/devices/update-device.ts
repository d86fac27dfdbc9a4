import type { DevicePatch } from '../contract/device.ts'
import type { EnrollmentSettings } from '../contract/settings.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import { Problem } from '../platform/problem.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { noteDeviceChange } from './change-notes.ts'
import { checkState, defaultsOf, readBack, type DevicePlatform } from './create-device.ts'
import { changedState, changesBetween, fieldsInWords, refusedFields, type DeviceState } from './device.ts'
import { markDeviceDue } from './device-due.ts'
import { holdReferences } from './device-references.ts'
import {
  findDevice,
  findDeviceById,
  lockDevice,
  type DeviceKey,
  type DeviceRecord,
  readDeviceKey,
} from './device-store.ts'
import { refusingTaken } from './device-taken.ts'
import { mailOnSave } from './mail-on-save.ts'
import { refuseUnruledOf } from './refuse-unruled.ts'
import { refuseSharedImei } from './shared-imei.ts'
import { refuseSharedMaker } from './shared-maker.ts'
import { codePlace, setDevice } from './store-device.ts'

/** `expect` sees the device as it stands, locked, and may refuse (If-Match). */
export type Expect = (current: DeviceRecord) => void

export const notFound = ({ by, value }: DeviceKey): Problem =>
  new Problem('device.not-found', { detail: `There is no device with the ${by} ${value}`, [by]: value })

/** The key in an address. @throws {Problem} when it can be none */
export function keyOf(text: string): DeviceKey {
  const key = readDeviceKey(text)
  if (!key) throw new Problem('device.not-found', { detail: `There is no device ${text}`, id: text })
  return key
}

/** Locks the device that an address names. */
export async function lockByKey(trx: Trx, key: DeviceKey, now: Date): Promise<DeviceRecord> {
  const found = await findDevice(trx, key, now)
  const locked = found && (await lockDevice(trx, found.device.id, now))
  if (!locked) throw notFound(key)
  return locked
}

/** Changes what the status of the device allows (B10, B54, B55); a PATCH that changes nothing writes nothing. */
export function updateDevice(
  platform: DevicePlatform,
  actor: Actor,
  key: DeviceKey,
  { patch, expect }: { patch: DevicePatch; expect: Expect },
): Promise<DeviceRecord> {
  let wanted: DeviceState | undefined
  const change = () =>
    platform.db.transaction().execute(async (trx) => {
      const now = platform.clock()
      const current = await lockByKey(trx, key, now)
      expect(current)
      const settings = await readEnrollmentSettings(trx)
      const before = { ...current.device, code: openCode(platform, current) }
      wanted = changedState(before, patch, defaultsOf(settings), now)
      const entered = patch.registrationEmail
      return storeChange(trx, platform, actor, { current, before, after: wanted, entered, ...settings })
    })
  return refusingTaken(platform.db, () => wanted, change)
}

type Change = {
  current: DeviceRecord
  before: DeviceState
  after: DeviceState
  /** The registration e-mail, when the request has it. */
  entered: string | null | undefined
  minimumCodeLength: number
  manufacturerAliases: EnrollmentSettings['manufacturerAliases']
}

async function storeChange(
  trx: Trx,
  platform: DevicePlatform,
  actor: Actor,
  change: Change,
): Promise<DeviceRecord> {
  const { current, before, after, entered, minimumCodeLength } = change
  const { id, status, identifier } = current.device
  const changes = changesBetween(before, after)
  if (changes.length === 0) return current
  const fields = changes.map(({ field }) => field)
  if (fields.includes('platform')) throw new Problem('device.platform-fixed', { platform: before.platform })
  const refused = refusedFields(status, changes)
  if (refused.length > 0)
    throw new Problem('device.locked', {
      detail: `The device ${identifier} is ${status}: ${fieldsInWords(refused)} cannot be changed`,
      deviceStatus: status,
      fields: refused,
    })
  const sealCode = fields.includes('code')
  checkState(after, sealCode ? minimumCodeLength : 0)
  if (fields.includes('customAttributes')) await refuseUnruledOf(trx, id, after.customAttributes)

  const now = platform.clock()
  const references = await holdReferences(trx, after)
  await setDevice(trx, platform.secrets, { id, state: after, references, now, sealCode })
  if (status === 'enrolled') await markDeviceDue(trx, id)
  else await mailOnSave(trx, actor, { id, entered })
  if (fields.includes('imei') || fields.includes('imei2')) await refuseSharedImei(trx, id, after)
  if (fields.includes('serial') || fields.includes('manufacturer'))
    await refuseSharedMaker(trx, id, after, change)
  await noteDeviceChange(trx, actor, {
    device: { id, identifier: after.identifier },
    action: 'device.changed',
    summary: `${actor.name} changed ${fieldsInWords(fields)}.`,
    changes,
  })
  return readBack(await findDeviceById(trx, id, now))
}

/** The clear code of a device, for those who may see it. */
export function openCode(
  { secrets }: Pick<DevicePlatform, 'secrets'>,
  { device, codeSealed }: DeviceRecord,
): string | null {
  return codeSealed ? secrets.openText(codePlace(device.id), codeSealed) : null
}
