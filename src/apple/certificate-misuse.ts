import { lockDevice } from '../devices/device-store.ts'
import { deviceActor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import type { Binding } from './identity-certificate.ts'
import { Refusal } from './refusal.ts'
import { storable } from '../platform/db/storable.ts'

export type Claimed = { UDID?: string | undefined; SerialNumber?: string | undefined }

/** Somebody speaks with the certificate of another device. */
export class MisusedCertificate extends Refusal {
  readonly owner: { deviceId: string; binding: Binding }
  readonly claimed: Claimed

  constructor(owner: MisusedCertificate['owner'], claimed: Claimed) {
    super(403, 'The certificate belongs to another device', 'another-device')
    this.owner = owner
    this.claimed = claimed
  }
}

/** A thief may try a thousand times; what people need is that it happened, and to which device. */
const quietMs = 3600_000

/** Tells the owner's timeline and the audit log, at most once an hour for each device. */
export async function noteMisuse(
  { db, clock }: Platform,
  { owner, claimed }: MisusedCertificate,
  address: string | null,
): Promise<void> {
  const now = clock()
  const { deviceId: id, binding } = owner
  const facts = {
    claimedUdid: storable(claimed.UDID ?? ''),
    claimedSerial: storable(claimed.SerialNumber ?? ''),
    address,
  }
  await db.transaction().execute(async (trx) => {
    const record = await lockDevice(trx, id, now)
    const recent = await trx
      .selectFrom('event')
      .select('id')
      .where('subject_kind', '=', 'device')
      .where('subject_id', '=', id)
      .where('kind', '=', 'certificate.misused')
      .where('at', '>', new Date(now.getTime() - quietMs).toISOString())
      .executeTakeFirst()
    if (!record || recent) return
    const summary = 'Another device tried to use the certificate of this device and was refused.'
    await recordEvents(trx, [
      { subject: { kind: 'device', id }, kind: 'certificate.misused', actor: 'device', summary, facts },
    ])
    await announce(trx, { topic: 'device', id })
    await recordAudit(trx, deviceActor(binding.serial, address), {
      action: 'certificate.misused',
      target: { kind: 'device', id, name: record.device.identifier },
      after: facts,
    })
  })
}
