import type {
  AdmissionOutcome,
  AdmissionReason,
  AdmissionStep,
  Channel,
  ClaimedIdentifiers,
} from '../contract/arrival.ts'
import type { EnrollmentSettings } from '../contract/settings.ts'
import type { AndroidArrival } from './android-rules.ts'
import type { Answers } from './answers.ts'
import type { Candidate } from '../devices/find-candidates.ts'

/** One attempt of a device to enroll. `verified`: the maker's signature over the claims is right. */
export type ArrivalClaims = {
  channel: Channel
  claimed: ClaimedIdentifiers
  verified: boolean
  answers?: Answers | undefined
  /** The record that an enrollment link was sent for; null for somebody without one. */
  link?: { deviceId: string | null } | undefined
  /** How an Android agent comes. */
  android?: AndroidArrival | undefined
}

export type { Candidate }

/** A phone that is enrolled with an Android record. */
export type Registration = {
  deviceId: string
  by: 'agent' | 'google'
  /** All that it has said of itself: when it enrolled, and since. */
  said: readonly ClaimedIdentifiers[]
  /** False while an agent that enrolls by one number has not told the others. */
  saidAll: boolean
  /** Whether an agent was heard since it got its token; else it may have missed the answer. */
  heard: boolean
  since: string
}

export type AdmissionFacts = {
  /** Devices found by the claimed serial number, or by the key that was given, in any order. */
  candidates: readonly Candidate[]
  /** Those of them whose code is the one that was given. */
  withGivenCode?: readonly string[]
  /** A code was given without a key, and there are too many records to look at. */
  isKeyNeeded?: boolean
  /** Of an arrival by a link: other records that bear the serial number which the device shows. */
  bearers?: readonly Candidate[]
  /** Whether there are Key Code records that any serial number may come with. */
  isKeyCodeOpen?: boolean
  /** Phones that are enrolled with the candidates. */
  registrations?: readonly Registration[]
  settings: Pick<
    EnrollmentSettings,
    | 'preEnrolledDevicesOnly'
    | 'checkInExpiryEnforced'
    | 'termsText'
    | 'unitId'
    | 'androidBrandAccepted'
    | 'manufacturerAliases'
  >
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
