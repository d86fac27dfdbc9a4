import { sql } from 'kysely'
import type { ProblemCode } from '../contract/problems.ts'
import { uniqueViolation, type Db } from '../platform/db/database.ts'
import { Problem } from '../platform/problem.ts'
import { imeiBody, type DeviceState } from './device.ts'

type Claims = Pick<DeviceState, 'identifier' | 'serial' | 'imei'>
type Taken = { code: ProblemCode; what: string; holder: (claims: Claims) => ReturnType<typeof sql<boolean>> }

/** What each unique index on devices keeps apart (migrations/0001_start.sql). */
const indexes: Record<string, Taken> = {
  device_identifier: {
    code: 'device.identifier-taken',
    what: 'identifier',
    holder: ({ identifier }) => sql`identifier_key = lower(${identifier})`,
  },
  device_serial_unique: {
    code: 'device.serial-taken',
    what: 'serial number',
    holder: ({ serial }) =>
      sql`serial = ${serial} and status <> 'withdrawn' and (dep_method = 'Serial' or source = 'dep')`,
  },
  device_android_serial_unique: {
    code: 'device.serial-taken',
    what: 'serial number of this manufacturer',
    holder: ({ serial }) => sql`serial = ${serial} and status <> 'withdrawn' and platform = 'android'`,
  },
  device_imei_unique: {
    code: 'device.imei-taken',
    what: 'IMEI',
    holder: ({ imei }) => sql`imei_body = ${imeiBody(imei ?? '')} and status <> 'withdrawn'`,
  },
}

/**
 * Runs a change of one device. When a unique index refuses it, the problem names the device that holds the value; the index is
 * the judge, so two requests at once cannot both win.
 */
export async function refusingTaken<T>(
  db: Db,
  claimsOf: () => Claims | undefined,
  change: () => Promise<T>,
): Promise<T> {
  try {
    return await change()
  } catch (error) {
    const taken = indexes[uniqueViolation(error) ?? '']
    const claims = claimsOf()
    if (!taken || !claims) throw error
    const holder = await db
      .selectFrom('device')
      .select(['id', 'identifier'])
      .where(taken.holder(claims))
      .executeTakeFirst()
    const by = holder ? `the device ${holder.identifier}` : 'another device'
    throw new Problem(
      taken.code,
      { detail: `The ${taken.what} belongs to ${by}`, identifier: holder?.identifier, deviceId: holder?.id },
      { cause: error },
    )
  }
}
