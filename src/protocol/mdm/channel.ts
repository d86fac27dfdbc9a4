import type { Sender } from './fields.ts'

/** `device` names the enrollment; `user` is set for messages of the user channel, which has tokens and commands of its own. */
export type Channel = { device: string; user: string | undefined }

/** On a Shared iPad every user has this UserID, and only the short name tells them apart. */
const sharedIpadUser = 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'

/** Identifiers are opaque: upper-case UUIDs on a Mac, 40 hexadecimal digits on older iPhones. */
export function channelOf(sender: Sender): Channel {
  const { UDID, EnrollmentID, UserID, EnrollmentUserID, UserShortName } = sender
  if (UDID === undefined) return { device: EnrollmentID ?? '', user: EnrollmentUserID }
  return { device: UDID, user: UserID === sharedIpadUser ? UserShortName : UserID }
}
