import type {
  AdmissionOutcome,
  AdmissionReason,
  AdmissionStep,
  Channel,
  ClaimedIdentifiers,
} from '../contract/arrival.ts'
import type { EnrollmentSettings } from '../contract/settings.ts'
import type { Candidate } from '../devices/find-candidates.ts'

/** One attempt of a device to enroll. `verified`: the maker's signature over the claims is right. */
export type ArrivalClaims = { channel: Channel; claimed: ClaimedIdentifiers; verified: boolean }

export type { Candidate }

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
