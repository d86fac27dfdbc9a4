import type { NewDevice } from '../contract/device.ts'
import type { EnrollmentSettings } from '../contract/settings.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { noteDeviceChange } from './change-notes.ts'
import { generateCode } from './code.ts'
import { newState, stateErrors, type DeviceDefaults, type DeviceState } from './device.ts'
import { holdReferences } from './device-references.ts'
import { findDeviceById, type DeviceRecord } from './device-store.ts'
import { refusingTaken } from './device-taken.ts'
import { mailOnSave } from './mail-on-save.ts'
import { refuseSharedImei } from './shared-imei.ts'
import { refuseSharedMaker } from './shared-maker.ts'
import { insertDevice, type Origin } from './store-device.ts'

/** What use cases of devices need. */
export type DevicePlatform = Pick<Platform, 'db' | 'secrets' | 'clock'>

export const defaultsOf = (settings: EnrollmentSettings): DeviceDefaults => ({
  expirationDays: settings.defaultExpirationDays,
  authentication: settings.defaultAuthentication,
})

/** Adds one device, by hand unless said otherwise. */
export function createDevice(
  platform: DevicePlatform,
  actor: Actor,
  input: NewDevice,
  origin: Origin = { source: 'manual' },
): Promise<DeviceRecord> {
  const { db, secrets, clock } = platform
  const claims = { identifier: input.identifier, serial: input.serial ?? null, imei: input.imei ?? null }
  return refusingTaken(
    db,
    () => claims,
    () =>
      db.transaction().execute(async (trx) => {
        const now = clock()
        const settings = await readEnrollmentSettings(trx)
        const state = newState(input, generateCode(settings.minimumCodeLength), defaultsOf(settings), now)
        checkState(state, input.code ? settings.minimumCodeLength : 0)
        const id = uuidv7(now.getTime())
        const references = await holdReferences(trx, state)
        await insertDevice(trx, secrets, { id, state, references, now, origin })
        await mailOnSave(trx, actor, { id, entered: state.registrationEmail })
        await refuseSharedImei(trx, id, state)
        await refuseSharedMaker(trx, id, state, settings)
        await noteDeviceChange(trx, actor, {
          device: { id, identifier: state.identifier },
          action: 'device.created',
          summary: `${actor.name} added the device ${state.identifier}.`,
          facts: given(state),
        })
        return readBack(await findDeviceById(trx, id, now))
      }),
  )
}

/** Refuses what must not be stored, whoever asks. `minimumCodeLength` is 0 for a code that was not given now. */
export function checkState(state: DeviceState, minimumCodeLength: number): void {
  const errors = stateErrors(state)
  if (state.code && state.code.length < minimumCodeLength) {
    const message = `must have at least ${minimumCodeLength} characters, as the enrollment settings say`
    errors.push({ pointer: '/code', code: 'too_small', message })
  }
  const detail = errors.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ')
  if (errors.length > 0) throw new Problem('request.invalid', { detail, errors })
}

export function readBack(record: DeviceRecord | undefined): DeviceRecord {
  if (!record) throw new Error('A device that was just written is gone')
  return record
}

/** What was said about the device; empty fields and the code are left out. */
const given = (state: DeviceState) =>
  Object.fromEntries(Object.entries(state).filter(([field, value]) => field !== 'code' && !isEmpty(value)))

const isEmpty = (value: unknown) =>
  value === null ||
  value === false ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
