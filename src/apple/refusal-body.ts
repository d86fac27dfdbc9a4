import type { ReceivedArrival } from '../admission/receive-arrival.ts'
import type { AdmissionReason } from '../contract/arrival.ts'

/** What the person at the device can do. */
const advice: Record<Exclude<AdmissionReason, 'admitted'>, string> = {
  'login-needed': 'This device wants its user to sign in, which this server cannot ask for on this way.',
  'code-needed': 'This device wants a key and code, which this server cannot ask for on this way.',
  'terms-needed': 'This device needs a person to accept terms, which this server cannot ask for on this way.',
  'ownership-needed':
    'This device needs its user to say whose it is, which this server cannot ask for on this way.',
  'wrong-code': 'The key and code do not fit.',
  'ambiguous-code': 'The code fits more than one device.',
  'wrong-login': 'The user name or the password is wrong.',
  'unknown-user': 'The person who signed in is not on the list of your organization.',
  'wrong-user': 'This device is meant for somebody else.',
  'too-many-tries': 'There were too many wrong tries.',
  'sign-on-unavailable': 'Nobody can sign in at the moment.',
  'sign-on-failed': 'The sign-in was not completed.',
  'page-expired': 'The page was open for too long.',
  'page-used': 'The page was used already.',
  'page-foreign': 'The page was made for another device.',
  'identity-unverified': 'This device cannot prove what it is.',
  'unknown-device': 'This device is not on the list of your organization.',
  'ambiguous-device': 'This device is on the list of your organization more than once.',
  withdrawn: 'This device was taken out of service.',
  expired: 'The time to set up this device is over.',
  'wrong-channel': 'This device may not be set up in this way.',
  'restriction-failed': 'This device is not the one that your organization expects.',
  'wrong-platform': 'This device is not of the kind that your organization expects.',
  'already-registered': 'Another device is enrolled with the record of this device.',
}

export type RefusalBody = { code: string; description: string; message: string }

/**
 * The body of a refused enrollment (apple-mdm.md 1.6): `description` is for logs, `message` may be shown. The code is ours,
 * as Apple's codes for this answer each demand an action of the device.
 */
export function refusalBody({ shortCode, decision: { reason, summary } }: ReceivedArrival): RefusalBody {
  const words = reason === 'admitted' ? summary : advice[reason]
  return {
    code: `muster.${reason}`,
    description: `${summary} (arrival ${shortCode})`,
    message: `${words} Ask your help desk and give the code ${shortCode}.`,
  }
}
