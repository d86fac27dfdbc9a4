import type { Platform } from '../contract/device.ts'
import { platformOf, type ApplePlatform } from '../protocol/mdm/platform-of.ts'
import type { Candidate } from './decision.ts'
import { codeFault, judgeLogin, wantsCode } from './judge-credential.ts'
import { note, pass, stop, type Judgment, type RuleDescription } from './judgment.ts'
import { checkRestrictions } from './restrictions.ts'
import type { Survey } from './survey.ts'

/** Rules on the record that was found. */
export type DeviceRule = RuleDescription & { judge: (seen: Survey, device: Candidate) => Judgment }

export const deviceRules: DeviceRule[] = [
  {
    name: 'platform',
    asks: 'Is the device of the kind that the record says?',
    stops: {
      'wrong-platform': 'The product does not belong to the record’s platform. "ios" takes iPads too.',
    },
    judge: isOfPlatform,
  },
  {
    name: 'expiry',
    asks: 'Is check-in still open?',
    stops: {
      expired:
        'The record’s expiry has passed and expiry is enforced. Does not apply to enrolled devices: they enroll again after a wipe.',
    },
    judge: isOpen,
  },
  {
    name: 'restrictions',
    asks: 'Does the device have the identifiers that the record names?',
    stops: {
      'restriction-failed': 'UDID, IMEI, MEID or Wi-Fi MAC of the record differ from what the device claims.',
    },
    judge: meetsRestrictions,
  },
  {
    name: 'terms',
    asks: 'Are the terms accepted?',
    stops: { 'terms-needed': 'The settings have terms, and the person has not accepted them yet.' },
    judge: areTermsAccepted,
  },
  {
    name: 'authentication',
    asks: 'Must somebody prove who they are?',
    stops: {
      'code-needed': 'The record wants a key and code.',
      'wrong-code': 'The key and code are not those of the record.',
      'login-needed': 'The record wants its user to sign in.',
      'wrong-login': 'User name and password do not belong together.',
      'unknown-user': 'The person signed in, and is no user here.',
      'wrong-user': 'Somebody else signed in than the user who is assigned before the first enrollment.',
      'sign-on-unavailable': 'The server that checks passwords does not answer.',
      'sign-on-failed': 'The sign-in at the provider was not completed.',
      'too-many-tries': 'The credential came too soon after wrong ones, and was not looked at.',
    },
    judge: isAuthenticated,
  },
  {
    name: 'ownership',
    asks: 'Is it known whose property the device is?',
    stops: { 'ownership-needed': 'The record leaves the choice to the user (selectuser).' },
    judge: isOwnershipKnown,
  },
]

const fitting: Record<Platform, ApplePlatform[]> = {
  ios: ['ios', 'ipados'], // B31: device lists say "ios" for both
  ipados: ['ipados'],
  macos: ['macos'],
  tvos: ['tvos'],
  android: [],
  windows: [],
}

function isOfPlatform({ claimed: { product } }: Survey, { platform }: Candidate): Judgment {
  if (fitting[platform].length === 0)
    return stop('wrong-platform', `The record is for ${platform}, and the device is made by Apple.`, {
      platform,
    })
  if (product === undefined) return note('The device does not say which product it is.', { platform })
  const actual = platformOf(product)
  const facts = { platform, product, actual }
  if (actual === 'unknown') return note(`The product ${product} is not known here; it may be newer.`, facts)
  return fitting[platform].includes(actual)
    ? pass(`${product} is a device for ${platform}.`, facts)
    : stop('wrong-platform', `The record is for ${platform}, and the device is ${product}.`, facts)
}

export function isOpen({ settings, now }: Survey, { status, expiresAt }: Candidate): Judgment {
  const { checkInExpiryEnforced } = settings
  const facts = { status, expiresAt, checkInExpiryEnforced }
  if (status === 'enrolled') return note('The device was enrolled before and enrolls again.', facts)
  if (expiresAt === null) return pass('Check-in is open without a limit.', facts)
  if (Date.parse(expiresAt) > now.getTime()) return pass(`Check-in is open until ${expiresAt}.`, facts)
  return checkInExpiryEnforced
    ? stop('expired', `The time to check in ended at ${expiresAt}.`, facts)
    : note(`The time to check in ended at ${expiresAt}, which is not enforced.`, facts)
}

function meetsRestrictions({ claimed }: Survey, device: Candidate): Judgment {
  const results = checkRestrictions(device, claimed)
  const named = (wanted: string) =>
    results.filter(({ result }) => result === wanted).map((r) => r.restriction)
  const [matches, differs, unseen] = [named('matches'), named('differs'), named('unseen')]
  const facts = { matches, differs, unseen }
  if (differs.length > 0)
    return stop(
      'restriction-failed',
      `Not as on record: ${differs.join(', ')}.${conflictHint(device, differs)}`,
      facts,
    )
  if (unseen.length > 0) return note(`Not shown by the device so far: ${unseen.join(', ')}.`, facts)
  return matches.length > 0
    ? pass(`As on record: ${matches.join(', ')}.`, facts)
    : pass('The record names no further identifiers.', facts)
}

/** A UDID goes with the logic board, so the same serial number with another is a repaired device or none of ours (apple-mdm.md 8). */
const conflictHint = ({ status }: Candidate, differs: readonly string[]) =>
  status === 'enrolled' && differs.includes('UDID')
    ? ' This serial number was enrolled with another UDID: its logic board was replaced, or it is another device. If it was replaced, withdraw the record and make another.'
    : ''

export function areTermsAccepted({ arrival: { answers }, settings: { termsText } }: Survey): Judgment {
  if (termsText === '') return pass('There are no terms to accept.')
  if (!answers) return note('There are terms, which cannot be shown on this way.')
  return answers.termsAccepted
    ? pass('The terms were accepted.')
    : stop('terms-needed', 'The terms must be accepted first.')
}

function isAuthenticated(seen: Survey, device: Candidate): Judgment {
  const { depMethod, authentication, user } = device
  const facts = { depMethod, authentication, user: user?.userName ?? null }
  if (wantsCode(device))
    return (
      codeFault(seen, 'The key and code of the record must be given.') ?? pass('The key and code fit.', facts)
    )
  if (authentication === 'login') return judgeLogin(seen, device)
  return user
    ? pass(`The serial number is enough; the device is for ${user.userName}.`, facts)
    : pass('The serial number is enough; no user is assigned.', facts)
}

export function isOwnershipKnown({ arrival: { answers } }: Survey, { ownership }: Candidate): Judgment {
  if (ownership !== 'selectuser')
    return pass('The record does not leave the choice to the user.', { ownership })
  return answers?.ownership
    ? pass(`The user says that the device is ${answers.ownership}.`, { ownership: answers.ownership })
    : stop('ownership-needed', 'The user must say whose property the device is.', { ownership })
}
