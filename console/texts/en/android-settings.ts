export const androidSettingsTexts = {
  'nav.settings.android': 'Android',
  'android-settings.title': 'Android',
  'android-settings.description':
    'Further ways for Android devices to enroll. Each is off until it is set up here.',

  'manufacturer.title': 'Manufacturers',
  'manufacturer.lead':
    'A phone without IMEI is found by its serial number and manufacturer. Where lists write the manufacturer another way than phones do, an alias makes the two one, in arrivals and in imports. Capitals and blanks never count.',
  'manufacturer.alias': 'In lists',
  'manufacturer.name': 'As phones say it',
  'manufacturer.add': 'Add alias',
  'manufacturer.remove': 'Remove alias {name}',
  'manufacturer.brand': 'Accept the brand as well',
  'manufacturer.brand.hint':
    'When no record fits, the brand is tried in place of the manufacturer: a phone of the brand Redmi says Xiaomi. Only agents that tell the brand.',

  'headwind.title': 'Headwind MDM agent',
  'headwind.enabled': 'Let agents of Headwind MDM enroll',
  'headwind.enabled.hint':
    'The app as it is published. Choose its preset in the configuration of a bulk enrollment.',
  'headwind.serialAlone': 'Accept a serial number alone',
  'headwind.serialAlone.hint':
    'Weaker: the agent never names its manufacturer. Off, it waits for a report with an IMEI of the list.',
  'headwind.secret': 'Shared secret',
  'headwind.secret.hint': 'Only for an app that you built with it. Blank: nothing is signed.',
  'headwind.secret.set': 'One is set. Blank: it stays.',

  'google.title': 'Google',
  'google.untried': 'Never tried against Google',
  'google.untried.text':
    'Written from Google’s documentation and tested against an imitation of its services.',
  'google.key': 'Key of a service account (JSON)',
  'google.key.hint': 'The whole text of the file that the Google Cloud console made.',
  'google.key.set': 'Set: {account}. Blank: it stays.',
  'google.enterprise': 'Enterprise',
  'google.enterprise.hint': 'As enterprises/LC01, for the Android Management API. Blank: not used.',
  'google.policy': 'Policy',
  'google.policy.hint': 'The last part of its name at Google. Devices get it.',
  'google.disableRefused': 'Disable devices that are refused',
  'google.disableRefused.hint': 'At Google; they are enabled again when they are admitted.',
  'google.customer': 'Zero-touch customer',
  'google.customer.hint': 'As customers/1234. Blank: not used.',
  'google.lastSync.ok': 'Last read from Google {at}: {message}',
  'google.lastSync.failed': 'Could not read from Google {at}',
} as const
