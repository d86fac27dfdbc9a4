import { isPageGood, type FindingRule } from './finding-rules.ts'
import { pass, stop, type Judgment } from './judgment.ts'
import type { Survey } from './survey.ts'

/**
 * Rules on an arrival by an enrollment link, which names the record. What the device itself is shows at Authenticate, and is held
 * against the record there.
 */
export const linkRules: FindingRule[] = [
  {
    name: 'page',
    asks: 'Was the page that was answered still good?',
    stops: { 'page-expired': 'It was made too long ago.', 'page-used': 'The link was used already.' },
    judge: isPageGood,
  },
  {
    name: 'known',
    asks: 'Is there a record that the link was sent for?',
    stops: {
      'unknown-device':
        'The link was sent to a user without a device on record, and only pre-enrolled devices may enroll.',
    },
    judge: isOnRecord,
  },
  {
    name: 'withdrawn',
    asks: 'Is the record still in use?',
    stops: { withdrawn: 'The record is withdrawn.' },
    judge: ({ withdrawn: [record] }) =>
      record
        ? stop('withdrawn', `${record.identifier} is withdrawn.`, { record: record.identifier })
        : pass('The record is in use.'),
  },
  {
    name: 'identity',
    asks: 'Is the device on record as another one?',
    stops: {
      'ambiguous-device': 'Its serial number names another record, for which the link is not.',
      withdrawn:
        'Its serial number is that of a withdrawn record, and the record of the link does not name it.',
    },
    judge: isNobodyElse,
  },
  {
    name: 'association',
    asks: 'Is the record meant for a device that does not come from Apple’s DEP?',
    stops: {
      'wrong-channel':
        'The record has a DEP enrollment method, or was made by the DEP sync: its device enrolls when it is switched on.',
    },
    judge: isOutsideDep,
  },
]

function isOnRecord({ device, settings: { preEnrolledDevicesOnly } }: Survey): Judgment {
  if (device) return pass(`The link is for ${device.identifier}.`, { record: device.identifier })
  return stop('unknown-device', 'The link is for no device on record, and only such devices may enroll.', {
    preEnrolledDevicesOnly,
  })
}

/** A serial number shows at Authenticate only; until then there is nothing to say. */
function isNobodyElse({ claimed: { serial }, device, bearers }: Survey): Judgment {
  if (serial === undefined) return pass('The device has not shown its serial number so far.')
  const names = (records: typeof bearers) => records.map(({ identifier }) => identifier)
  const live = bearers.filter(
    ({ status, depMethod, source }) => status !== 'withdrawn' && (depMethod === 'Serial' || source === 'dep'),
  )
  if (live.length > 0) {
    const text = `The serial number ${serial} is that of ${names(live).join(', ')}, and the link is for ${device?.identifier}.`
    return stop('ambiguous-device', text, { serial, records: names(live) })
  }
  const withdrawn = bearers.filter(({ status }) => status === 'withdrawn')
  const isNamed = device?.serial?.toUpperCase() === serial
  return withdrawn.length > 0 && !isNamed
    ? stop('withdrawn', `${names(withdrawn).join(', ')} has the serial number ${serial} and is withdrawn.`, {
        serial,
        withdrawn: names(withdrawn),
      })
    : pass(`The serial number ${serial} names no other record.`, { serial })
}

function isOutsideDep({ device }: Survey): Judgment {
  const { identifier, depMethod, source } = device ?? {}
  const facts = { depMethod, source }
  return depMethod || source === 'dep'
    ? stop('wrong-channel', `${identifier} enrolls through Apple’s DEP when it is switched on.`, facts)
    : pass(`${identifier} does not come from Apple’s DEP.`, facts)
}
