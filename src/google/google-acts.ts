import type { NewAndroidCommand } from '../contract/android-command.ts'
import type { Asked, OtherManagement } from '../android/commands/other-management.ts'
import { noteDeviceChange } from '../devices/change-notes.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { commandJob } from './command-job.ts'
import { findManaged, insertGoogleCommand, listGoogleCommands } from './google-command-store.ts'
import { loadGoogleSettings } from './google-settings-store.ts'

/** What admins have Google do with devices that it manages. Google is asked by a job, within seconds. */
export const googleActs = ({ jobs }: Pick<Platform, 'jobs'>): OtherManagement => ({
  find: findManaged,
  listCommands: listGoogleCommands,
  async ask(trx, asked) {
    const { device, order } = asked
    const managed = await findManaged(trx, device.id)
    if (!managed || managed.goneAt !== null || managed.erasedAt !== null) return false
    if (device.status !== 'enrolled' && !(device.status === 'withdrawn' && fitsWithdrawn(order))) return false
    await refuseWithoutGoogle(trx)
    await queue(trx, asked, { name: managed.name, kind: fitKind(order) })
    await jobs.enqueue(trx, commandJob, {}, { key: 'now' })
    return true
  },
})

/** A withdrawn device is still Google's until it is erased. */
const fitsWithdrawn = ({ kind }: NewAndroidCommand): boolean => kind === 'sync' || kind === 'wipe'

type Kind = Exclude<NewAndroidCommand['kind'], 'message'>

function fitKind({ kind }: NewAndroidCommand): Kind {
  if (kind !== 'message') return kind
  throw new Problem('command.unfit', {
    detail:
      'Google shows no messages on devices. Write a mail to the user, or set deviceOwnerLockScreenInfo in the policy at Google, which is shown on the locked screen.',
  })
}

async function refuseWithoutGoogle(trx: Trx): Promise<void> {
  const { keySealed, enterprise } = await loadGoogleSettings(trx)
  if (keySealed === null || enterprise === '') throw new Problem('google.not-configured')
}

/**
 * So many hours an act is kept for a device that is not heard: a reboot that comes much later is a surprise, and a lost phone is to
 * be erased whenever it is found.
 */
const hoursKept: Record<Kind, number> = { sync: 1, lock: 24, reboot: 24, wipe: 90 * 24 }

const hoursAfter = (now: Date, hours: number) => new Date(now.getTime() + hours * 3_600_000)

async function queue(trx: Trx, { actor, device, now }: Asked, { name, kind }: { name: string; kind: Kind }) {
  const isNew = await insertGoogleCommand(trx, {
    id: uuidv7(),
    name,
    deviceId: device.id,
    kind,
    requestedBy: actor.name,
    now,
    giveUpAt: hoursAfter(now, hoursKept[kind]),
  })
  if (!isNew) return
  await noteDeviceChange(trx, actor, {
    device,
    action: 'device.commanded',
    summary: `${actor.name} asked Google ${wanted[kind]}.`,
    facts: { command: kind, name },
  })
}

const wanted: Record<Kind, string> = {
  sync: 'what it knows of the device',
  lock: 'to lock the device',
  reboot: 'to restart the device',
  wipe: 'to erase the device',
}
