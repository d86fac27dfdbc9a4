import type { ListeningDevice } from '../apns/apns-simulator.ts'
import type { SignOptions } from '../../protocol/cms/sign-data.ts'
import type { Command } from '../../protocol/mdm/command.ts'
import type { MachineInfo } from '../../protocol/mdm/machine-info.ts'
import type { ModelName } from '../models.ts'
import type { CommandAnswer } from './command-answer.ts'
import type { Identity } from './device-authority.ts'
import type { OddNetwork } from './odd-network.ts'
import type { ScepHabits } from './scep-client.ts'
import type { Step } from './walk.ts'
import type { WebAnswers } from './web-view.ts'

/** Ways in which a device can be odd or dishonest, for tests of a server. */
export type DeviceKnobs = {
  /** Signs MachineInfo instead of the identity that the authority issues: another CA's, another device's. */
  builtInIdentity?: Identity
  /** Claims in MachineInfo that differ from the hardware. */
  machineInfo?: Partial<MachineInfo>
  machineInfoCms?: Pick<SignOptions, 'digest' | 'signedAttributes' | 'indefinite'>
  /** Changes the signed MachineInfo on its way. */
  alterMachineInfo?: (signed: Buffer) => Buffer
  scep?: ScepHabits
  network?: OddNetwork
  /** Its clock is so much ahead, or behind when less than nothing; it does not take certificates from its future. */
  clockSkewMs?: number
  /** Speaks to the MDM server instead of the certificate that SCEP issued: a stolen one. */
  mdmIdentity?: Identity
  /** Answers to commands that differ from those of a good device: "not now", an error; undefined for those as they are. */
  answer?: (command: Command) => CommandAnswer | undefined
  /** Claims in check-ins that differ from the hardware. */
  checkIn?: { UDID?: string; SerialNumber?: string }
}

export type AppleDeviceOptions = {
  serial: string
  model: ModelName
  udid?: string
  /** Where Apple's activation service answers: the address of the simulated Apple. */
  appleUrl: string
  deviceAuthority: Identity
  fetch?: typeof fetch
  now?: () => Date
  onStep?: (step: Step) => void
  /** What the person at the device types on pages of the web view; without it they know nothing. */
  person?: WebAnswers
  /** Where it listens for pushes; a device that hears one asks its server for commands. */
  apns?: { listen(device: ListeningDevice): () => void }
  knobs?: DeviceKnobs
  /** How often and how long a device that awaits its configuration asks for it. */
  patience?: { polls: number; pauseMs: number }
}

export type EnrollmentResult = {
  outcome: 'enrolled' | 'refused' | 'failed'
  serial: string
  udid: string
  /** Why it was refused or failed. */
  reason?: string
  /** False while Setup Assistant still waits for `DeviceConfigured`. */
  configured: boolean
  steps: Step[]
}
