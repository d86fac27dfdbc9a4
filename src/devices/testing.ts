import { randomBytes } from 'node:crypto'
import type { NewDevice } from '../contract/device.ts'
import { NewDevice as Schema } from '../contract/device.ts'
import { systemActor } from '../platform/audit/actor.ts'
import type { Db } from '../platform/db/database.ts'
import { createSecrets } from '../platform/secrets/secrets.ts'
import { createDevice, type DevicePlatform } from './create-device.ts'
import type { DeviceRecord } from './device-store.ts'

/** For tests: a real database with the parts of the platform that use cases of devices need. */
export const devicePlatform = (db: Db, clock = () => new Date()): DevicePlatform => ({
  db,
  clock,
  secrets: createSecrets([randomBytes(32)]),
})

/** For tests: a stored device; what is not given is small. */
export const aDevice = (
  platform: DevicePlatform,
  fields: Partial<Record<keyof NewDevice, unknown>> = {},
): Promise<DeviceRecord> =>
  createDevice(platform, systemActor, Schema.parse({ identifier: 'IPAD-01', platform: 'ipados', ...fields }))
