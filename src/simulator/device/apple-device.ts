import type { CommandState } from './command-answers.ts'
import type { Identity } from './device-authority.ts'
import { issueDeviceIdentity, newRsaKey } from './device-authority.ts'
import type { AppleDeviceOptions, EnrollmentResult } from './device-options.ts'
import type { Device } from './enrollment.ts'
import type { LinkPapers } from './link-client.ts'
import { obey, signedMachineInfo, updateToken, walkIn, walkInByLink } from './enrollment.ts'
import type { Hardware } from './hardware.ts'
import { hardwareOf } from './hardware.ts'
import type { AnsweredCommand, Management } from './mdm-client.ts'
import { checkIn } from './mdm-client.ts'
import { oddFetch } from './odd-network.ts'
import { renewByItself, renewByProfile } from './renewal.ts'
import { userOf, type UserOfDevice } from './user-of-device.ts'
import type { Step } from './walk.ts'
import { WalkError } from './walk.ts'

export type { AppleDeviceOptions, DeviceKnobs, EnrollmentResult } from './device-options.ts'

export type Backup = Management

/** A simulated iPhone, iPad or Mac. */
export type AppleDevice = {
  hardware: Hardware
  /** What happened to it so far. */
  steps: Step[]
  /** Walks in through Apple's Device Enrollment Program. Never throws for what the other side does. */
  enroll: () => Promise<EnrollmentResult>
  /** Enrolls by the link of an enrollment request, with what its mail says. Never throws for what the other side does. */
  enrollByLink: (papers: LinkPapers) => Promise<EnrollmentResult>
  /** What commands have made of it. */
  state: () => CommandState
  /** Asks the server for commands and answers them, until there are no more. */
  poll: () => Promise<AnsweredCommand[]>
  /** Tells the server that the profile was removed. */
  checkOut: () => Promise<void>
  /** The certificate with which it speaks to the server, once it is enrolled. */
  identity: () => Identity | undefined
  /** Renews its certificate without being told to. */
  renew: () => Promise<void>
  /** Gets another push token, as after a restore to the same device or at Apple's will. */
  rotateToken: () => Promise<void>
  /** Starts as it came from the factory. Nobody is told. */
  wipe: () => void
  /** What a copy of the device has of its management: its certificate, and where the server is. */
  backup: () => Backup | undefined
  /** Goes on with a backup, under another push token: of its own it is restored, of another's it is a clone. */
  restore: (backup: Backup) => Promise<void>
  /** A user of the device, with a channel of their own. */
  user: (shortName: string) => UserOfDevice
  /** The signed body with which it introduces itself. */
  machineInfo: () => Promise<Buffer>
}

export function createAppleDevice(options: AppleDeviceOptions): AppleDevice {
  const steps: Step[] = []
  const device = newDevice(options, steps)
  return {
    hardware: device.hardware,
    steps,
    enroll: () => enroll(device, steps, () => walkIn(device)),
    enrollByLink: (papers) => enroll(device, steps, () => walkInByLink(device, papers)),
    poll: () => managed(device, (management) => obey(device, management)),
    checkOut: () => managed(device, (management) => leave(device, management)),
    state: () => device.state,
    identity: () => device.management?.identity,
    machineInfo: () => signedMachineInfo(device),
    renew: () => managed(device, (management) => renewByItself(device, management)),
    rotateToken: () => managed(device, (management) => updateToken(device, management)),
    wipe: () => wipe(device),
    backup: () => device.management && { ...device.management },
    restore: (backup) => restore(device, backup),
    user: (shortName) => userOf(device, (call) => managed(device, call), shortName),
  }
}

/** One device through the whole walk. */
export const simulateAppleDevice = (options: AppleDeviceOptions): Promise<EnrollmentResult> =>
  createAppleDevice(options).enroll()

function newDevice(options: AppleDeviceOptions, steps: Step[]): Device {
  const { clockSkewMs: skew, network } = options.knobs ?? {}
  const clock = options.now ?? (() => new Date())
  const now = skew === undefined ? clock : () => new Date(clock().getTime() + skew)
  const step = (name: string, detail: string) => {
    const step = { name, detail, at: now() }
    steps.push(step)
    options.onStep?.(step)
  }
  let identity = options.knobs?.builtInIdentity
  const device: Device = {
    options: skew === undefined ? options : checkingDates(options),
    world: {
      fetch: network ? oddFetch(options.fetch ?? fetch, network) : (options.fetch ?? fetch),
      now,
      step,
    },
    hardware: hardwareOf(options.serial, options.model, options.udid),
    state: { supervised: false, awaiting: false },
    talk: Promise.resolve(),
    builtIn: async () =>
      (identity ??= issueDeviceIdentity(options.deviceAuthority, await newRsaKey(), now())),
    leave: (management) => leaveOrErase(device, management),
    renew: (management, payload) => renewByProfile(device, management, payload),
  }
  return device
}

/** A device with a wrong clock does not take certificates from its future, or its past. */
const checkingDates = (options: AppleDeviceOptions): AppleDeviceOptions => ({
  ...options,
  knobs: { ...options.knobs, scep: { ...options.knobs?.scep, checksDates: true } },
})

async function enroll(device: Device, steps: Step[], walk: () => Promise<void>): Promise<EnrollmentResult> {
  const { serial, udid } = device.hardware
  const result = { serial, udid, steps }
  try {
    await walk()
    return { ...result, outcome: 'enrolled', configured: !device.state.awaiting }
  } catch (error) {
    if (isLost(error)) lose(device)
    const outcome = error instanceof WalkError ? error.outcome : 'failed'
    const reason = error instanceof Error ? error.message : String(error)
    device.world.step(outcome, reason)
    return { ...result, outcome, reason, configured: false }
  }
}

async function managed<T>(device: Device, call: (management: Management) => Promise<T>): Promise<T> {
  if (!device.management) throw new WalkError('failed', `${device.hardware.serial} is not enrolled`)
  try {
    return await call(device.management)
  } catch (error) {
    if (isLost(error)) {
      lose(device)
      device.world.step('unenrolled', 'The server answered 401: the device is not managed any more')
    }
    throw error
  }
}

async function leave(device: Device, management: Management): Promise<void> {
  const { mdm, udid } = management
  if (mdm.CheckOutWhenRemoved) {
    await checkIn(device.world, management, { MessageType: 'CheckOut', Topic: mdm.Topic, UDID: udid })
  }
  lose(device)
  device.world.step('checked-out', 'The enrollment profile was removed')
}

/** Erased, it starts as it came from the factory, and nobody is told. Without its enrollment profile it says goodbye. */
async function leaveOrErase(device: Device, management: Management): Promise<void> {
  const { leaving } = device.state
  delete device.state.leaving
  if (leaving === 'unmanaged') return leave(device, management)
  wipe(device)
}

function wipe(device: Device): void {
  lose(device)
  device.state = { supervised: false, awaiting: false }
  device.world.step('erased', 'Everything on the device is gone; it is as new')
}

/** A device says its own UDID, whosever certificate it has. */
async function restore(device: Device, backup: Backup): Promise<void> {
  const management = { ...backup, udid: device.hardware.udid }
  await updateToken(device, management)
  device.management = management
  device.world.step('restored', 'It goes on with a backup')
}

/** A device without its profile has no push token any more. */
function lose(device: Device): void {
  delete device.management
  device.deafen?.()
}

/** Devices take a 401 on the MDM channel for the end of their enrollment. */
const isLost = (error: unknown) => error instanceof WalkError && error.status === 401
