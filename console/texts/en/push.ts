export const pushTexts = {
  'nav.push-certificate': 'Push certificate',

  'status.push.none': 'None',
  'status.push.requested': 'Waits for the certificate',
  'status.push.valid': 'Valid',
  'status.push.soon': 'Ends soon',
  'status.push.expired': 'Expired',
  'status.push.refused': 'Refused by Apple',

  'push.title': 'Push certificate',
  'push.description':
    'With it Muster tells enrolled Apple devices, through Apple, that there are commands for them. It is good for a year.',
  'push.facts': 'Certificate',
  'push.topic': 'Topic',
  'push.subject': 'Subject',
  'push.issuer': 'Issuer',
  'push.serial': 'Serial number',
  'push.expires': 'Ends',
  'push.days-left': { one: '{count} day left', other: '{count} days left' },
  'push.waiting': 'Pushes that wait',

  'push.devices': 'Enrolled devices',
  'push.devices.none': 'No Apple device is enrolled.',
  'push.devices.topic': 'Topic',
  'push.devices.enrolled': 'Enrolled',
  'push.devices.reached': 'Reached by this certificate',
  'push.devices.token-gone': 'Token taken back by Apple',
  'push.devices.yes': 'Yes',
  'push.devices.no': 'No: must enroll again',

  'push.get': 'Get a push certificate',
  'push.renew': 'Renew the push certificate',
  'push.renew.warning': 'Renew it, do not make another',
  'push.renew.warning.text':
    'At Apple, sign in with the Apple Account that the certificate was made with and choose “Renew” beside the certificate with the topic shown here. A new one has another topic, and every device would have to enroll again.',
  'push.step1': 'Make the request',
  'push.step1.text': 'A key is made and stays on this server, sealed. The request goes to Apple.',
  'push.step1.make': 'Make the request',
  'push.step1.download': 'Download the request',
  'push.step1.replace': 'Make another request',
  'push.step1.replace.text':
    'A certificate that Apple makes for the request that waits now would be of no use then.',
  'push.step1.made': 'The request is ready.',
  'push.step1.waits': 'Made {when}; it waits for its certificate.',
  'push.step2': 'Have it signed by an MDM vendor',
  'push.step2.text':
    'Apple takes only requests that a vendor of device management has signed with its MDM signing certificate (from the Apple Developer site, given on request). Muster has none: use that of your own organization, or of a vendor that signs for you. What comes back is a file in Apple’s form for push certificate requests.',
  'push.step3': 'Get the certificate at Apple',
  'push.step3.text':
    'Sign in at identity.apple.com with an Apple Account of the organization, not of a person who may leave: it is needed for every renewal. Upload the signed request and download the certificate (.pem).',
  'push.step4': 'Upload the certificate',
  'push.step4.text':
    'It is checked before it replaces anything. A certificate from another system can be brought along when the file also has its private key, without a password.',
  'push.drop': 'Drop the .pem file here, or press to choose it',
  'push.drop.hint': 'The certificate from Apple, with its private key if it was not made here',
  'push.drop.refused': 'One file of at most 64 KB, please.',
  'push.saved': 'The push certificate is saved. Devices that enroll from now on get its topic.',
  'push.other.title': 'Replace the certificate by one with another topic?',
  'push.other.text':
    'No device is enrolled with the topic here, so nothing is lost. New devices get “{found}”.',
  'push.other.act': 'Replace the certificate',

  'push.test': 'Push a device',
  'push.test.text': 'Sends one push now and shows what Apple answers.',
  'push.test.not-ready': 'This needs a push certificate that can be used.',
  'push.test.device': 'Identifier or serial number',
  'push.test.send': 'Push',
  'push.test.taken': 'Apple has taken the push',
  'push.test.refused': 'Apple has not taken the push',
  'push.test.answer': 'Apple’s answer:',
} as const
