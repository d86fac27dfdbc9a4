export const managementTexts = {
  'management.title': 'Management',
  'management.certificate': 'Certificate ends',
  'management.renewal': 'Renewal',
  'management.renewal.attempts': {
    one: 'Asked once, at',
    other: 'Asked {count} times, the last time at',
  },
  'management.renewal.next': '; again at',
  'management.renewal.over': '; too late, the device has to enroll again',
  'management.kept': 'Kept',
  'management.show': 'Show',
  'management.unlock-token': 'Unlock token',
  'management.unlock-token.show': 'Show the unlock token',
  'management.unlock-token.text':
    'With it the passcode of the device can be removed. That you looked at it stands in the timeline and in the audit log.',
  'management.bootstrap-token': 'Bootstrap token',
  'management.bootstrap-token.show': 'Show the bootstrap token',
  'management.bootstrap-token.text':
    'With it the Mac can be given new administrators. That you looked at it stands in the timeline and in the audit log.',
  'management.users': 'Users',

  'refused.title': 'Refused messages',
  'refused.description':
    'What came to the addresses for Apple devices and was refused, counted by day, reason and network address. Refused arrivals of whole devices are among the arrivals.',
  'refused.empty': 'Nothing was refused',
  'refused.reason': 'Why',
  'refused.endpoint': 'Where',
  'refused.endpoint.enroll': 'Enrollment',
  'refused.endpoint.scep': 'Certificates',
  'refused.endpoint.checkin': 'Check-in',
  'refused.endpoint.mdm': 'Commands',
  'refused.count': 'How often',
  'refused.first': 'First',
  'refused.last': 'Last',
} as const
