import type { EscrowedSecret, EscrowKind } from '../contract/management.ts'
import { noteDeviceChange } from '../devices/change-notes.ts'
import { findDevice, type DeviceKey } from '../devices/device-store.ts'
import { notFound } from '../devices/update-device.ts'
import { lockDevice } from '../devices/device-store.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { escrowPlace, findEscrow } from './escrow-store.ts'

const names: Record<EscrowKind, string> = {
  'unlock-token': 'unlock token',
  'bootstrap-token': 'bootstrap token',
}

/** Shows a secret that the device left here; that it was shown stands in its timeline and in the audit log. @throws {Problem} */
export function revealEscrow(
  { db, secrets, clock }: Platform,
  actor: Actor,
  { key, kind }: { key: DeviceKey; kind: EscrowKind },
): Promise<EscrowedSecret> {
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const found = await findDevice(trx, key, now)
    const record = found && (await lockDevice(trx, found.device.id, now))
    if (!record) throw notFound(key)
    const escrow = await findEscrow(trx, record.device.id, kind)
    if (!escrow) throw new Problem('escrow.not-found', { kind })
    const value = secrets.open(escrowPlace(kind, escrow.enrollmentId), escrow.sealed)
    await noteDeviceChange(trx, actor, {
      device: record.device,
      action: `${kind}.shown`,
      summary: `${actor.name} looked at the ${names[kind]} of the device.`,
    })
    return { kind, value: value.toString('base64') }
  })
}
