import { randomInt } from 'node:crypto'
import type { NewDevice, Platform } from '../contract/device.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { noteDeviceChange } from './change-notes.ts'
import type { DevicePlatform } from './create-device.ts'
import { newState } from './device.ts'
import { holdReferences } from './device-references.ts'
import { refuseSharedImei } from './shared-imei.ts'
import { insertDevice } from './store-device.ts'

export type OwnDevice = {
  userName: string
  platform: Platform
  /** What the device says of itself, where it proves nothing: then its user signs in each time. */
  claimed?: Pick<NewDevice, 'serial' | 'imei' | 'imei2' | 'meid' | 'manufacturer' | 'model'>
}

/**
 * The record of a device that its user brings: it proves nothing by itself, so whoever asks for it has made sure who the person is.
 * It has as long to enroll as any new record. Writes the audit record: call it last but for the arrival.
 */
export async function createOwnDevice(
  { secrets }: Pick<DevicePlatform, 'secrets'>,
  trx: Trx,
  actor: Actor,
  { userName, platform, claimed, now }: OwnDevice & { now: Date },
): Promise<string> {
  const { defaultExpirationDays } = await readEnrollmentSettings(trx)
  const identifier = ownIdentifier(userName)
  const authentication = claimed ? ('login' as const) : ('none' as const)
  const defaults = { expirationDays: defaultExpirationDays, authentication }
  const described = { ...claimed, identifier, platform, userName, authentication }
  const state = { ...newState(described, '', defaults, now), code: null }
  const id = uuidv7(now.getTime())
  const references = await holdReferences(trx, state)
  await insertDevice(trx, secrets, { id, state, references, now, origin: { source: 'self' } })
  await refuseSharedImei(trx, id, state)
  await noteDeviceChange(trx, actor, {
    device: { id, identifier },
    action: 'device.created',
    summary: `${userName} set out to enroll a device of their own.`,
    facts: { userName, platform, source: 'self' },
  })
  return id
}

/** No vowels, so that no word comes about. */
const signs = '23456789BCDFGHJKMNPQRSTVWXZ'

/** The name of the user, as far as it may stand in an identifier, and six signs that make it one of a kind. */
function ownIdentifier(userName: string): string {
  const name = userName.replace(/[^A-Za-z0-9._-]/g, '').slice(0, 12) || 'own'
  const suffix = Array.from({ length: 6 }, () => signs[randomInt(signs.length)]).join('')
  return `${name}-${suffix}`
}
