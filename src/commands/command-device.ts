import { randomInt } from 'node:crypto'
import type { DeviceCommand, NewDeviceCommand } from '../contract/command.ts'
import type { Device } from '../contract/device.ts'
import { noteDeviceChange } from '../devices/change-notes.ts'
import type { DeviceKey } from '../devices/device-store.ts'
import { lockByKey } from '../devices/update-device.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import { requirePermission } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { findDetails } from './device-detail.ts'
import { findUnlockToken, lockActiveEnrollment } from './command-store.ts'
import { listWaiting } from './command-list.ts'
import { planCommands, type ActedOn } from './plan-command.ts'
import { queueForDevice } from './queue-commands.ts'

type Wish = { actor: Actor; enrollmentId: string; now: Date }

/** What another room does about a wish of the same door; gives the key of what it queued. */
export type Reinstall = (trx: Trx, device: Device, o: Wish) => Promise<string>

/** The enrollment profile that an erased device needs to come back without hands; undefined where it needs none. */
export type ReturnProfile = (trx: Trx, device: Device, o: Omit<Wish, 'actor'>) => Promise<Buffer | undefined>

export type ProfileMakers = { reinstall: Reinstall; returnProfile: ReturnProfile }
type Order = { key: DeviceKey; order: NewDeviceCommand; profiles: ProfileMakers }

/** Asks an enrolled device to do something, and gives what waits for it because of that. @throws {Problem} */
export function commandDevice(
  platform: Platform,
  actor: Actor,
  { key, order, profiles }: Order,
): Promise<DeviceCommand[]> {
  const { db, clock } = platform
  if (order.act === 'erase') requirePermission(actor, 'device.erase:write')
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const { device } = await lockByKey(trx, key, now)
    const enrollmentId = await lockEnrolled(trx, device)
    if (order.act === 'reinstall-profile') {
      return listWaiting(
        trx,
        enrollmentId,
        await profiles.reinstall(trx, device, { actor, enrollmentId, now }),
      )
    }
    const facts = await factsOf(trx, platform, { device, enrollmentId })
    const returns = order.act === 'erase' && order.returnToService !== undefined
    const mdmProfile = returns && (await profiles.returnProfile(trx, device, { enrollmentId, now }))
    const plan = planCommands(order, { ...facts, ...(mdmProfile ? { mdmProfile } : {}) }, makePin)
    const { commands, ...named } = plan
    const told = order.act !== 'refresh'
    await queueForDevice(trx, device.id, commands, { ...platform, actor, now, told, ...named })
    const waiting = await listWaiting(trx, enrollmentId, named.key)
    await noteDeviceChange(trx, actor, {
      device,
      action: `device.${asked[order.act].kind}`,
      summary: `${actor.name} asked the device to ${asked[order.act].words}.`,
      facts: { ...withoutSecrets(order), commands: waiting.map(({ id }) => id) },
    })
    return waiting
  })
}

const asked = {
  refresh: { kind: 'refresh-asked', words: 'say how it is' },
  lock: { kind: 'lock-asked', words: 'lock itself' },
  erase: { kind: 'erase-asked', words: 'erase itself' },
  restart: { kind: 'restart-asked', words: 'restart' },
  'clear-passcode': { kind: 'clear-passcode-asked', words: 'clear its passcode' },
} as const

/** Nobody who reads the timeline may unlock the device by that. Profiles hold passwords. */
function withoutSecrets(order: NewDeviceCommand): Record<string, unknown> {
  const { act, ...rest } = order
  const facts: Record<string, unknown> = { act, ...rest }
  if ('pin' in facts) facts['pin'] = '[secret]'
  if ('returnToService' in facts) facts['returnToService'] = true
  delete facts['confirm']
  return facts
}

const makePin = (): string => String(randomInt(1_000_000)).padStart(6, '0')

async function lockEnrolled(trx: Trx, { id, identifier, status }: Device): Promise<string> {
  const enrollmentId = status === 'enrolled' ? await lockActiveEnrollment(trx, id) : undefined
  if (enrollmentId) return enrollmentId
  throw new Problem('command.not-enrolled', {
    detail: `The device ${identifier} is ${status === 'enrolled' ? 'not enrolled by Apple’s protocol' : status}`,
    identifier,
    deviceStatus: status,
  })
}

async function factsOf(
  trx: Trx,
  { secrets }: Pick<Platform, 'secrets'>,
  { device, enrollmentId }: { device: Device; enrollmentId: string },
): Promise<ActedOn> {
  const { system } = await findDetails(trx, device.id)
  const { identifier, platform } = device
  return {
    identifier,
    platform,
    supervised: system?.supervised ?? undefined,
    pinRequiredForErase: system?.pinRequiredForErase ?? undefined,
    unlockToken: await findUnlockToken(trx, secrets, enrollmentId),
  }
}
