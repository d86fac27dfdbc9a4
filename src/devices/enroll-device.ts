import { sql } from 'kysely'
import type { Actor } from '../platform/audit/actor.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { Problem } from '../platform/problem.ts'
import { noteDeviceChange } from './change-notes.ts'
import { lockDevice, type DeviceRecord } from './device-store.ts'

/** What a device proved or said when its enrollment was completed. */
export type EnrollmentFacts = {
  at: Date
  actor: Actor
  udid?: string | undefined
  /** Kept where the record has none: a key code device is known by its serial number afterwards (B57). */
  serial?: string | undefined
  model?: string | undefined
}

async function lockExisting(trx: Trx, id: string, at: Date): Promise<DeviceRecord> {
  const record = await lockDevice(trx, id, at)
  if (!record) throw new Problem('device.not-found', { id })
  return record
}

/**
 * The device is managed from now on (Apple: TokenUpdate commits). Enrolling an enrolled device again renews the facts. A
 * withdrawn device is refused with `device.withdrawn`. Writes the audit record: call it last in the transaction.
 */
export async function completeEnrollment(
  trx: Trx,
  { id }: { id: string },
  { at, actor, udid, serial, model }: EnrollmentFacts,
): Promise<DeviceRecord> {
  const { device } = await lockExisting(trx, id, at)
  if (device.status === 'withdrawn') throw new Problem('device.withdrawn', { identifier: device.identifier })
  const learned = {
    serial: device.serial ?? serial?.trim().toUpperCase() ?? null,
    udid: udid ?? device.udid,
    model: model ?? device.model,
  }
  await trx
    .updateTable('device')
    .set((eb) => ({
      status: 'enrolled',
      ...learned,
      enrolled_at: at,
      last_seen_at: at,
      updated_at: at,
      revision: eb('revision', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
  await noteDeviceChange(trx, actor, {
    device,
    action: 'device.enrolled',
    summary: `${device.identifier} was enrolled${device.userName ? ` for ${device.userName}` : ''}.`,
    facts: learned,
    changes: [{ field: 'status', before: device.status, after: 'enrolled' }],
  })
  return lockExisting(trx, id, at)
}

/** Why a device is not managed any more, for its timeline. */
export type EndReason =
  | 'checked-out'
  | 'replaced'
  | 'certificate-revoked'
  | 'restriction-failed'
  | 'erased'
  | 'profile-removed'
  | 'gone-at-google'
  | 'agent-revoked'

const endings: Record<EndReason, string> = {
  'checked-out': 'checked out: its management profile was removed',
  replaced: 'was set up again, which ended its earlier enrollment',
  'certificate-revoked': 'lost its certificate, which ended its enrollment',
  'profile-removed': 'removed its enrollment profile, as it was told',
  'gone-at-google': 'is not managed by Google any more, which ended its enrollment',
  'agent-revoked': 'lost the token of its agent, which ended its enrollment',
  erased: 'was erased, which ended its enrollment',
  'restriction-failed': 'is not the device that its record is restricted to, which ended its enrollment',
}

/**
 * The device is not managed any more. It may enroll again only as far as its record allows: the expiry of its check-in stays, so
 * after it the device is "expired". A device that was not enrolled (a withdrawn one checks out, too) keeps its status.
 * Writes the audit record: call it last in the transaction.
 */
export async function endEnrollment(
  trx: Trx,
  { id }: { id: string },
  { at, actor, reason }: { at: Date; actor: Actor; reason: EndReason },
): Promise<void> {
  const { device } = await lockExisting(trx, id, at)
  const enrolled = device.status === 'enrolled'
  if (enrolled)
    await trx
      .updateTable('device')
      .set((eb) => ({ status: 'enrolling', updated_at: at, revision: eb('revision', '+', 1) }))
      .where('id', '=', id)
      .execute()
  await noteDeviceChange(trx, actor, {
    device,
    action: 'device.enrollment-ended',
    summary: `${device.identifier} ${endings[reason]}.`,
    facts: { reason },
    ...(enrolled ? { changes: [{ field: 'status', before: 'enrolled', after: 'enrolling' }] } : {}),
  })
}

/** The product's name as the device says it, once it is enrolled. The caller holds the device's row. */
export async function learnModel(trx: Trx, id: string, model: string): Promise<void> {
  await trx
    .updateTable('device')
    .set({ model })
    .where('id', '=', id)
    .where((eb) => eb('model', 'is distinct from', model))
    .execute()
}

/** Remembers that the device was heard; a minute is exact enough, and most polls then write nothing. */
export async function touchDevice(db: Db, id: string, at: Date): Promise<void> {
  await db
    .updateTable('device')
    .set({ last_seen_at: at })
    .where('id', '=', id)
    .where((eb) =>
      eb.or([
        eb('last_seen_at', 'is', null),
        eb('last_seen_at', '<', sql<string>`${at}::timestamptz - interval '1 minute'`),
      ]),
    )
    .execute()
}
