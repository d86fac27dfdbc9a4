import type { DeviceCode } from '../../contract/device-code.ts'
import { findDevice, type DeviceKey } from '../../devices/device-store.ts'
import { notFound } from '../../devices/update-device.ts'
import { keyOf as keyToType } from '../../mail/check-in-message.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { readEnrollmentSettings } from '../../settings/settings-store.ts'
import { foreseeRegistration, questionOf } from './code-question.ts'
import { findDeviceCode, type FoundCode } from './device-code.ts'
import { isCodeNoted, noteDeviceCode } from './note-device-code.ts'

/** What is known of the code of a device without what is secret in it. */
export async function describeDeviceCode(platform: Platform, key: DeviceKey): Promise<DeviceCode> {
  const device = await deviceOf(platform, key)
  const code = await findDeviceCode(platform, device)
  if ('fault' in code) return { ...nothing, ...code }
  const asks = questionOf(await foreseeRegistration(platform, device, code))
  const { bulk, listed, tokenExpiresAt, secret, shortCode, qr } = code
  const settings = await readEnrollmentSettings(platform.db)
  const typed = asks === 'code' ? keyToType(device, settings) : null
  const shown = { bulkEnrollment: bulk, listed, tokenExpiresAt, secret, shortCode, qr }
  return { fault: null, message: null, ...shown, asks, key: typed }
}

const nothing: Omit<DeviceCode, 'fault' | 'message'> = {
  bulkEnrollment: null,
  listed: false,
  tokenExpiresAt: null,
  secret: false,
  shortCode: null,
  qr: null,
  asks: null,
  key: null,
}

async function deviceOf({ db, clock }: Platform, key: DeviceKey) {
  const record = await findDevice(db, key, clock())
  if (!record) throw notFound(key)
  return record.device
}

/** The code as it is drawn. Whoever draws it has what is in it: that is noted. */
export async function showDeviceCode(platform: Platform, actor: Actor, key: DeviceKey): Promise<FoundCode> {
  const { id, identifier, ...device } = await deviceOf(platform, key)
  const code = await findDeviceCode(platform, { id, ...device })
  if ('fault' in code)
    throw new Problem('device.no-qr-code', { detail: code.message, reason: code.fault, identifier })
  const target = { kind: 'device' as const, id, name: identifier }
  await platform.db.transaction().execute(async (trx) => {
    if (!(await isCodeNoted(trx, actor, target, code))) await noteDeviceCode(trx, actor, target, code)
  })
  return code
}
