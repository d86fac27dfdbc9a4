import type { RevokedAgent } from '../../contract/android-command.ts'
import type { DeviceKey } from '../../devices/device-store.ts'
import { endEnrollment } from '../../devices/enroll-device.ts'
import { noteDeviceChange } from '../../devices/change-notes.ts'
import { lockByKey } from '../../devices/update-device.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { endRegistration, lockRegistration } from './registration-store.ts'

/**
 * The agent has no right to act for the device from now on. Nobody manages the device then, so it is not enrolled any more: its record
 * waits for a phone as before, and the next one that names its numbers may enroll, also another one.
 */
export function revokeAgent(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  actor: Actor,
  key: DeviceKey,
): Promise<RevokedAgent> {
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const { device } = await lockByKey(trx, key, now)
    const { id, identifier } = device
    const registration = await lockRegistration(trx, id)
    if (!registration)
      throw new Problem('command.not-enrolled', {
        detail: `No agent is registered for ${identifier}`,
        identifier,
      })
    await endRegistration(trx, registration.id, { reason: 'revoked', now })
    await noteDeviceChange(trx, actor, {
      device,
      action: 'device.agent-revoked',
      summary: `${actor.name} revoked the token of the agent.`,
    })
    if (device.status === 'enrolled')
      await endEnrollment(trx, { id }, { at: now, actor, reason: 'agent-revoked' })
    const { device: after } = await lockByKey(trx, { by: 'id', value: id }, now)
    return { id, identifier, status: after.status }
  })
}
