import type { FindingRule } from './finding-rules.ts'
import { loginFault } from './judge-credential.ts'
import { howFound, whyNotFound } from './match-words.ts'
import { note, pass, stop, type Judgment } from './judgment.ts'
import type { Survey } from './survey.ts'

/** What the token of an arrival turned out to be. `bulkId`: whose it is, while it holds. */
export type AndroidArrival = {
  token: 'valid' | 'expired' | 'wrong' | 'none'
  bulkId: string | null
  /** The agent cannot name a manufacturer, and the settings let its serial number do, in the list of the token. */
  serialAlone?: boolean
  /** The agent has named one number of those that it knows, and tells the others when it is let in or waits. */
  oneNumber?: boolean
  /** Google manages the device: what it calls it now and has called it before. */
  google?: { names: readonly string[] }
}

/**
 * Rules that find the record of an Android device, which nobody vouches for: its identifiers are claims, and a token proves only that
 * somebody was shown a code.
 */
export const androidRules: FindingRule[] = [
  { name: 'token', asks: 'Does the device bring a token that holds?', stops: {}, judge: tellToken },
  {
    name: 'known',
    asks: 'Is there a record with its IMEI or MEID, or with its serial number and manufacturer (by an alias of the settings too, and where they accept it by its brand)? A record on no list may have the serial number alone.',
    stops: {
      'unknown-device':
        'No record fits, and only pre-enrolled devices may enroll; or the device names nothing to find one by.',
      'login-needed': 'No record fits, and devices of users may enroll: the user must sign in.',
      'wrong-login': 'User name and password do not belong together.',
      'unknown-user': 'The person signed in, and is no user here.',
      'sign-on-unavailable': 'The server that checks passwords does not answer.',
      'too-many-tries': 'The password came too soon after wrong ones, and was not looked at.',
    },
    judge: isKnown,
  },
  {
    name: 'withdrawn',
    asks: 'Is the record still in use?',
    stops: { withdrawn: 'All records that fit are withdrawn.' },
    judge: isInUse,
  },
  {
    name: 'unique',
    asks: 'Is there only one such record?',
    stops: { 'ambiguous-device': 'Several records have an identifier of the device.' },
    judge: isUnique,
  },
]

const tokens: Record<AndroidArrival['token'], Judgment> = {
  valid: pass('The token holds.'),
  expired: note('The token has expired: the user must sign in.'),
  wrong: note('No bulk enrollment has this token: it was refreshed, or is mistyped. The user must sign in.'),
  none: note('The device brings no token.'),
}

function tellToken({ arrival: { android } }: Survey): Judgment {
  return tokens[android?.token ?? 'none']
}

function isKnown(seen: Survey): Judgment {
  const { claimed, by, found } = seen.android!
  const { imeis, meid, serial, manufacturer, brand } = claimed
  const facts = {
    imeis,
    meid: meid ?? null,
    serial: serial ?? null,
    manufacturer: manufacturer ?? null,
    ...(brand === undefined ? {} : { brand }),
    by: by ?? null,
  }
  if (imeis.length === 0 && meid === undefined && serial === undefined)
    return stop('unknown-device', 'The device names neither an IMEI nor a serial number.', facts)
  if (found.length > 0) return pass(howFound(seen.android!), facts)
  const why = whyNotFound(seen)
  const { preEnrolledDevicesOnly } = seen.settings
  return preEnrolledDevicesOnly
    ? stop('unknown-device', why, { ...facts, preEnrolledDevicesOnly })
    : whoseIsIt(seen, why, facts)
}

/** A record is made for whoever has signed in; when there still is none, the device names nothing to find it by again. */
function whoseIsIt({ login }: Survey, why: string, facts: Record<string, unknown>): Judgment {
  if (!login)
    return stop('login-needed', `${why} The user must sign in to enroll a device of their own.`, facts)
  return login.result.ok
    ? stop('unknown-device', `${why} It names nothing by which it would be found again.`, facts)
    : loginFault(login, login.result.reason)
}

function isInUse({ live, withdrawn }: Survey): Judgment {
  const identifiers = withdrawn.map(({ identifier }) => identifier)
  if (withdrawn.length === 0) return pass('No record that fits is withdrawn.')
  if (live.length > 0)
    return note(`${identifiers.join(', ')} fits too and is withdrawn.`, { withdrawn: identifiers })
  return stop('withdrawn', `${identifiers.join(', ')} is withdrawn.`, { withdrawn: identifiers })
}

function isUnique({ live, android }: Survey): Judgment {
  const records = live.map(({ identifier }) => identifier)
  if (records.length > 1)
    return stop('ambiguous-device', `${records.length} records fit: ${records.join(', ')}.`, { records })
  const others = android!.others.map(({ identifier }) => identifier)
  return others.length === 0
    ? pass(`The record is ${records[0]}.`, { records })
    : note(
        `The record is ${records[0]} by its IMEI; serial number and manufacturer are those of ${others.join(', ')}.`,
        {
          records,
          others,
        },
      )
}
