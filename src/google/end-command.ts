import { lockDevice } from '../devices/device-store.ts'
import { endEnrollment } from '../devices/enroll-device.ts'
import { deviceActor } from '../platform/audit/actor.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { endCommand, setErased, type DueCommand, type GoogleCommandKind } from './google-command-store.ts'
import { endGone } from './sync-devices.ts'

export type Ending = { state: 'done' | 'failed'; message: string | null; isGone?: boolean }

/** A command is at its end: its device's history tells so, and a device that was erased, or is gone, is not managed any more. */
export async function endFor(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  { id, name, deviceId, kind }: DueCommand,
  { state, message, isGone = false }: Ending,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const now = clock()
    const record = deviceId === null ? undefined : await lockDevice(trx, deviceId, now)
    if (!(await endCommand(trx, id, { state, message, now }))) return
    if (record) await noteEnd(trx, record.device.id, { kind, state, message })
    if (kind !== 'wipe' || state !== 'done') return
    await setErased(trx, name, now)
    if (record?.device.status !== 'enrolled') return
    const actor = deviceActor(record.device.serial ?? record.device.identifier, null)
    await endEnrollment(trx, { id: record.device.id }, { at: now, actor, reason: 'erased' })
  })
  if (isGone) await endGone({ db, clock }, { name, deviceId })
}

const words: Record<GoogleCommandKind, [done: string, failed: string]> = {
  sync: ['Google told what it knows of the device', 'Google could not be asked for the device'],
  lock: ['The device locked itself', 'The device could not be locked'],
  reboot: ['The device restarted', 'The device could not be restarted'],
  wipe: ['The device took the order to erase itself', 'The device could not be erased'],
  disable: ['Google disabled the device', 'Google could not disable the device'],
}

type End = { kind: GoogleCommandKind; state: 'done' | 'failed'; message: string | null }

async function noteEnd(trx: Trx, deviceId: string, { kind, state, message }: End): Promise<void> {
  const [done, failed] = words[kind]
  const sentence = state === 'done' ? done : failed
  await recordEvents(trx, [
    {
      subject: { kind: 'device', id: deviceId },
      kind: `command.${state}`,
      actor: 'google',
      summary: message ? `${sentence}: ${message}` : `${sentence}.`,
      facts: { command: kind, message },
    },
  ])
}
