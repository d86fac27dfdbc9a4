import { codeFault } from './judge-credential.ts'
import { note, pass, stop, type Judgment, type RuleDescription } from './judgment.ts'
import type { Survey } from './survey.ts'

/** Rules that find out which record an arrival belongs to. When all of them pass, there is exactly one. */
export type FindingRule = RuleDescription & { judge: (seen: Survey) => Judgment }

export const findingRules: FindingRule[] = [
  {
    name: 'channel',
    asks: 'Can devices enroll on this way?',
    stops: { 'wrong-channel': 'The arrival does not come through Apple’s Automated Device Enrollment.' },
    judge: ({ arrival: { channel } }) =>
      channel === 'ade'
        ? pass('The device comes through Automated Device Enrollment.', { channel })
        : stop('wrong-channel', 'On this way nothing says which record the device belongs to.', { channel }),
  },
  {
    name: 'identity',
    asks: 'Has its maker vouched for the device?',
    stops: { 'identity-unverified': 'The claims are not signed by a device of a trusted maker.' },
    judge: ({ arrival: { verified } }) =>
      verified
        ? pass('An identity that Apple has built into a device signed the claims.')
        : stop(
            'identity-unverified',
            'The claims are not signed by an identity that Apple has built into a device.',
          ),
  },
  {
    name: 'page',
    asks: 'Was the page that was answered still good?',
    stops: {
      'page-expired': 'It was made too long ago.',
      'page-used': 'The device got its profile through it already.',
      'page-foreign': 'It was made for another device.',
    },
    judge: isPageGood,
  },
  {
    name: 'known',
    asks: 'Is there a record with the serial number, or with the key and code?',
    stops: {
      'unknown-device':
        'No record bears the serial number, and none is open to any device with its key and code. With "pre-enrolled devices only" this is for good; without it too, until devices can enroll themselves.',
      'code-needed':
        'No record bears the serial number, some are open to any device with their key and code, and there is a page to ask for them.',
      'wrong-code': 'No such record has this key and code.',
      'ambiguous-code': 'The code fits several such records.',
      'too-many-tries': 'The key and code came too soon after wrong ones.',
    },
    judge: isKnown,
  },
  {
    name: 'withdrawn',
    asks: 'Is the record still in use?',
    stops: { withdrawn: 'All records with the serial number are withdrawn.' },
    judge: isInUse,
  },
  {
    name: 'association',
    asks: 'Is the record meant for a device from Apple’s DEP?',
    stops: {
      'wrong-channel':
        'The DEP enrollment method is not set, and the record was not made by the DEP sync (B1).',
    },
    judge: isForDep,
  },
  {
    name: 'unique',
    asks: 'Is there only one such record?',
    stops: {
      'code-needed':
        'Several Key Code records restrict themselves to the serial number: the key and code tell which.',
      'wrong-code': 'None of them has this key and code.',
      'ambiguous-code': 'The code alone fits several of them.',
      'too-many-tries': 'The key and code came too soon after wrong ones.',
      'ambiguous-device': 'Several records are named by the serial number.',
    },
    judge: isUnique,
  },
]

const badPages = {
  expired: ['page-expired', 'The page was answered too long after it was made.'],
  used: ['page-used', 'The page was answered again after the device had got its profile.'],
  foreign: ['page-foreign', 'The page was made for another device.'],
} as const

export function isPageGood({ arrival: { answers } }: Survey): Judgment {
  if (!answers || answers.page === 'first') return pass('No page was answered.')
  if (answers.page === 'good') return pass('The page was made for this device and is still good.')
  const [reason, words] = badPages[answers.page]
  return stop(reason, words)
}

function isKnown(seen: Survey): Judgment {
  const { claimed, live, withdrawn, settings, proven, isOpenToKeys, isOpenElsewhere } = seen
  const { preEnrolledDevicesOnly } = settings
  const { serial } = claimed
  if (serial === undefined)
    return stop('unknown-device', 'The device names no serial number.', { serial: null })
  if (isOpenToKeys || (proven.length > 0 && live.every((record) => record.serial === null))) {
    const fault = codeFault(
      seen,
      `No record bears the serial number ${serial}. The key and code must tell which record it is.`,
    )
    return fault ?? pass(`The key and code are those of ${proven[0]?.identifier}.`, { serial })
  }
  const records = live.length + withdrawn.length
  if (records > 0) return pass(`The serial number ${serial} is on record.`, { serial, records })
  const facts = { serial, preEnrolledDevicesOnly }
  if (isOpenElsewhere)
    return stop(
      'unknown-device',
      `No record bears the serial number ${serial}. A key and code could tell which it is, and are asked for in the web view only.`,
      facts,
    )
  return preEnrolledDevicesOnly
    ? stop('unknown-device', `No device with the serial number ${serial} is pre-enrolled.`, facts)
    : stop(
        'unknown-device',
        `No device with the serial number ${serial} is on record, and devices cannot enroll themselves yet.`,
        facts,
      )
}

function isInUse({ live, withdrawn }: Survey): Judgment {
  const identifiers = withdrawn.map(({ identifier }) => identifier)
  if (withdrawn.length === 0) return pass('No record with this serial number is withdrawn.')
  if (live.length > 0)
    return note(`${identifiers.join(', ')} had this serial number and is withdrawn.`, {
      withdrawn: identifiers,
    })
  return stop('withdrawn', `${identifiers.join(', ')} is withdrawn.`, { withdrawn: identifiers })
}

function isForDep({ live, forDep }: Survey): Judgment {
  const facts = {
    records: live.map(({ identifier, depMethod, source }) => ({ identifier, depMethod, source })),
  }
  if (forDep.length > 0) return pass('The record is meant for a device from Apple’s DEP.', facts)
  const identifiers = live.map(({ identifier }) => identifier).join(', ')
  return stop(
    'wrong-channel',
    `${identifiers} has this serial number but does not use DEP to enroll: its DEP enrollment method is not set.`,
    facts,
  )
}

function isUnique(seen: Survey): Judgment {
  const { forDep } = seen
  const [first, ...others] = forDep
  const facts = { records: forDep.map(({ identifier }) => identifier) }
  if (others.length === 0) return pass(`The record is ${first?.identifier}.`, facts)
  const text = `${forDep.length} records have this serial number`
  return first?.depMethod === 'Keycode'
    ? (codeFault(seen, `${text} and use a key code: the key and code must be given.`) ??
        pass('The key and code tell which.', facts))
    : stop('ambiguous-device', `${text}: ${facts.records.join(', ')}.`, facts)
}
