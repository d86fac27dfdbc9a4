import { randomBytes } from 'node:crypto'
import { buildCheckIn, type CheckIn } from '../../src/protocol/mdm/check-in.ts'
import { readCommand } from '../../src/protocol/mdm/command.ts'
import { mdmSignature } from '../../src/protocol/mdm/mdm-signature.ts'
import { buildPoll, type PollMessage } from '../../src/protocol/mdm/poll.ts'
import {
  readEnrollmentProfile,
  type InstalledProfile,
} from '../../src/protocol/mdm/read-enrollment-profile.ts'
import type { PlistDict } from '../../src/protocol/plist/plist.ts'
import type { AppleDevice } from '../../src/simulator/device/apple-device.ts'
import type { Identity } from '../../src/simulator/device/device-authority.ts'
import { requestCertificate, type ScepHabits } from '../../src/simulator/device/scep-client.ts'
import type { AppleWorld } from './apple-world.ts'

/** A device moved by hand, for tests that send what a well-behaved one would not. */
export type Hand = {
  udid: string
  serial: string
  identity: Identity
  profile: InstalledProfile
  /** Statuses are the answer that counts. */
  checkIn(message: Record<string, unknown>, as?: Identity): Promise<Response>
  authenticate(): Promise<Response>
  updateToken(more?: Record<string, unknown>): Promise<Response>
  poll(message?: Partial<PollMessage> & { CommandUUID?: string }, results?: PlistDict): Promise<Response>
}

export async function postMachineInfo(world: AppleWorld, device: AppleDevice): Promise<Response> {
  const type = { 'content-type': 'application/pkcs7-signature' }
  return world.send('POST', '/apple/enroll', await device.machineInfo(), type)
}

/** The profile in the answer to an arrival that was admitted. */
export const signedProfileOf = async (response: Response): Promise<InstalledProfile> =>
  readEnrollmentProfile(Buffer.from(await response.arrayBuffer()))

/** As far as the certificate: the device was admitted, and has said nothing to the MDM server yet. */
export async function getCertificate(
  world: AppleWorld,
  device: AppleDevice,
  habits: ScepHabits = {},
): Promise<Hand> {
  const profile = await signedProfileOf(await postMachineInfo(world, device))
  const surroundings = { fetch, now: () => new Date(), step: () => {} }
  const identity = await requestCertificate(surroundings, profile.scep, habits)
  return handOf(world, device, { profile, identity })
}

type Papers = Pick<Hand, 'profile' | 'identity'>

export function handOf(world: AppleWorld, { hardware }: AppleDevice, { profile, identity }: Papers): Hand {
  const { udid, serial } = hardware
  const put = (path: string, body: Buffer, as: Identity) =>
    world.send('PUT', path, body, { 'mdm-signature': mdmSignature(body, as) })
  const checkIn: Hand['checkIn'] = (message, as = identity) => {
    const whole = { Topic: profile.mdm.Topic, UDID: udid, ...message } as CheckIn
    return put('/apple/checkin', Buffer.from(buildCheckIn(whole)), as)
  }
  return {
    udid,
    serial,
    identity,
    profile,
    checkIn,
    authenticate: () => checkIn({ MessageType: 'Authenticate', SerialNumber: serial }),
    updateToken: (more = {}) =>
      checkIn({ MessageType: 'TokenUpdate', Token: randomBytes(32), PushMagic: 'magic', ...more }),
    poll: (message = {}, results = {}) => {
      const whole = { Status: 'Idle', UDID: udid, ...message } as PollMessage
      return put('/apple/mdm', Buffer.from(buildPoll(whole, results)), identity)
    },
  }
}

/** The command in an answer; undefined when there is nothing to do. */
export async function commandIn(response: Response): Promise<{ uuid: string; type: string } | undefined> {
  const body = Buffer.from(await response.arrayBuffer())
  if (body.length === 0) return undefined
  const { CommandUUID, Command } = readCommand(body)
  return { uuid: CommandUUID, type: Command.RequestType }
}
