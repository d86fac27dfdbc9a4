import { noteDeviceChange } from '../devices/change-notes.ts'
import { lockDevice } from '../devices/device-store.ts'
import { deviceActor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Platform } from '../platform/platform.ts'
import type { CheckInOf } from '../protocol/mdm/check-in.ts'
import { buildPlist } from '../protocol/plist/plist.ts'
import type { Caller } from './caller.ts'
import { escrowPlace } from './escrow-store.ts'
import { findBootstrapToken, lockEnrollment, setBootstrapToken } from './enrollment-store.ts'
import { Refusal } from './refusal.ts'

type Call = { caller: Caller; address: string | null }

/** A message without a token takes the earlier one back. */
export async function storeBootstrapToken(
  { db, secrets, clock }: Platform,
  { caller, message, address }: Call & { message: CheckInOf<'SetBootstrapToken'> },
): Promise<void> {
  const { id } = activeEnrollment(caller)
  const { BootstrapToken: token } = message
  const sealed = token && token.length > 0 ? secrets.seal(escrowPlace('bootstrap-token', id), token) : null
  await db.transaction().execute(async (trx) => {
    const now = clock()
    const record = await lockDevice(trx, caller.deviceId, now)
    const enrollment = await lockEnrollment(trx, id)
    if (!record || enrollment?.state !== 'active')
      throw new Refusal(403, 'The device is not enrolled', 'not-enrolled')
    await setBootstrapToken(trx, id, { sealed, now })
    await noteDeviceChange(trx, deviceActor(caller.binding.serial, address), {
      device: record.device,
      action: sealed ? 'bootstrap-token.stored' : 'bootstrap-token.removed',
      summary: sealed ? 'The Mac left its bootstrap token here.' : 'The Mac took back its bootstrap token.',
    })
  })
}

/** With the token a Mac can be given new administrators: who reads it is audited. */
export async function giveBootstrapToken(
  { db, secrets }: Platform,
  { caller, address }: Call,
): Promise<string> {
  const { id } = activeEnrollment(caller)
  const sealed = await findBootstrapToken(db, id)
  if (!sealed) return ''
  const { deviceId, binding } = caller
  await db.transaction().execute((trx) =>
    recordAudit(trx, deviceActor(binding.serial, address), {
      action: 'bootstrap-token.read',
      target: { kind: 'device', id: deviceId },
    }),
  )
  return buildPlist({ BootstrapToken: secrets.open(escrowPlace('bootstrap-token', id), sealed) })
}

function activeEnrollment({ enrollment }: Caller): { id: string } {
  if (enrollment?.state !== 'active') throw new Refusal(403, 'The device is not enrolled', 'not-enrolled')
  return enrollment
}
