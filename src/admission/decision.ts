import type {
  AdmissionOutcome,
  AdmissionReason,
  AdmissionStep,
  Channel,
  ClaimedIdentifiers,
} from '../contract/arrival.ts'
import type { Device } from '../contract/device.ts'
import type { EnrollmentSettings } from '../contract/settings.ts'

/** One attempt of a device to enroll. `verified`: the maker's signature over the claims is right. */
export type ArrivalClaims = { channel: Channel; claimed: ClaimedIdentifiers; verified: boolean }

/** What admission needs to know of a device that may be the one that arrives. */
export type Candidate = Pick<
  Device,
  | 'id'
  | 'identifier'
  | 'platform'
  | 'status'
  | 'serial'
  | 'imei'
  | 'imei2'
  | 'meid'
  | 'udid'
  | 'wifiMac'
  | 'depMethod'
  | 'authentication'
  | 'source'
  | 'expiresAt'
> & { user: { id: string; userName: string } | null }

export type AdmissionFacts = {
  /** Devices found by the claimed serial number, in any order. */
  candidates: readonly Candidate[]
  settings: Pick<EnrollmentSettings, 'preEnrolledDevicesOnly' | 'checkInExpiryEnforced'>
}

export type Decision = {
  outcome: AdmissionOutcome
  reason: AdmissionReason
  /** One sentence for people. */
  summary: string
  /** The record that the arrival belongs to, as far as that is certain; also of an arrival that is refused. */
  device?: Candidate
  user?: { id: string; userName: string }
  /** How the person proves who they are; `none` when the device alone is enough. */
  authentication?: Candidate['authentication']
  steps: AdmissionStep[]
}
