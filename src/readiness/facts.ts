import type { BulkStanding } from '../android/code/bulk-standing.ts'
import type { DepAccountState } from '../contract/dep.ts'
import type { Device } from '../contract/device.ts'
import type { EnrollmentSettings } from '../contract/settings.ts'
import type { PolicyStanding } from '../policies/policy-standing.ts'
import type { PushCertificateState } from '../push/certificate-state.ts'

/** What is known of a device and of what it depends on; plain values, so that judging is a pure function. */
export type DeviceFacts = Pick<
  Device,
  | 'id'
  | 'identifier'
  | 'platform'
  | 'serial'
  | 'imei'
  | 'imei2'
  | 'meid'
  | 'manufacturer'
  | 'userName'
  | 'expiresAt'
  | 'registrationEmail'
  | 'depMethod'
  | 'authentication'
  | 'agentInstallRequired'
  | 'ownership'
  | 'source'
> & {
  status: 'enrolling' | 'enrolled' | 'withdrawn'
  code: 'none' | 'weak' | 'good'
  /** An earlier enrollment of this record has ended. */
  wasEnrolled: boolean
  /** Of the identity of the active enrollment. */
  certificateExpiresAt: string | null
  dep: DepFacts | null
  /** The bulk enrollment whose list it is on. */
  bulkId: string | null
  /** Identifiers of other live records with an IMEI of it. */
  twins: string[]
  /** Policies that it is given and that apply to its platform. */
  policyIds: string[]
}

/** Apple's record of the device, the newest of those that are live. */
export type DepFacts = {
  accountId: string
  family: string | null
  profileStatus: string
  profileUuid: string | null
  /** What Muster is to ask Apple for, or has asked. */
  wish: { state: 'waiting' | 'assigned' | 'failed'; isRemoval: boolean } | null
  /** A device has enrolled with a version of its profile. */
  isProven: boolean
}

/** What many devices have in common. */
export type Surroundings = {
  now: Date
  publicUrl: string
  settings: EnrollmentSettings
  authorities: { purpose: string; expiresAt: string }[]
  push: Pick<PushCertificateState, 'state' | 'text' | 'expiresAt'>
  accounts: AccountFacts[]
  /** Every profile that Muster knows, by account and UUID (`profileKey`). */
  profiles: Map<string, ProfileFacts>
  policies: PolicyStanding[]
  lists: ListFacts[]
}

/** `hasGoogleCode`: an enrollment token of the Android Management API was made for it and holds. */
export type ListFacts = BulkStanding & { hasGoogleCode: boolean }

export type AccountFacts = {
  id: string
  name: string
  state: DepAccountState
  /** In words; null when all is well. */
  stateText: string | null
  defaultProfileId: string | null
}

export type ProfileFacts = {
  id: string
  accountId: string
  uuid: string
  name: string
  version: number
  /** The latest version of its line, where that is another one. */
  latest: { id: string; version: number } | null
  /** Where it sends the device. */
  address: string
  /** It has an address of pages, on which the device can ask its user. */
  hasWebView: boolean
  isSupervised: boolean
  isMandatory: boolean
}

export const profileKey = ({ accountId, uuid }: { accountId: string; uuid: string }): string =>
  `${accountId} ${uuid}`

export const isApple = ({ platform }: Pick<DeviceFacts, 'platform'>): boolean =>
  ['ios', 'ipados', 'macos', 'tvos'].includes(platform)

/** I12, I41: the list of an Android device, and its token, stand for what a person would prove. */
export const isListed = ({ platform, bulkId }: Pick<DeviceFacts, 'platform' | 'bulkId'>): boolean =>
  platform === 'android' && bulkId !== null

/** B1: known by Apple's list, or meant to be; a key code device without a serial number may be any of the list. */
export const comesByDep = ({
  platform,
  depMethod,
  source,
  serial,
}: Pick<DeviceFacts, 'platform' | 'depMethod' | 'source' | 'serial'>): boolean =>
  isApple({ platform }) && serial !== null && (depMethod !== null || source === 'dep')

/** Somebody has something to type or to choose while the device is set up (B7, W17, H16). */
export const asksItsUser = ({
  depMethod,
  authentication,
  ownership,
}: Pick<DeviceFacts, 'depMethod' | 'authentication' | 'ownership'>): boolean =>
  depMethod === 'Keycode' || authentication !== 'none' || ownership === 'selectuser'
