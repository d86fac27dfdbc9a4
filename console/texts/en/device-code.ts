export const deviceCodeTexts = {
  'device-code.title': 'QR code',
  'device-code.of': 'QR code of {name}',
  'device-code.of-list': 'The code of {name}, whose list has this device.',
  'device-code.of-settings': 'Set up as {name}, without its token.',
  'device-code.token': 'The token in it ends {when}.',
  'device-code.no-token': 'The token of the list has ended, so there is none in it.',
  'device-code.show': 'Show code',
  'device-code.hide': 'Hide code',
  'device-code.hidden': 'Shown to those who may change bulk enrollments.',
  'device-code.key': 'Key',
  'device-code.asks.nothing': 'The agent asks for nothing: the numbers of the device are enough.',
  'device-code.asks.login': 'The agent asks for a user name and password.',
  'device-code.asks.code': 'The agent asks for the key and the code.',
  'device-code.asks.ownership': 'The agent asks whose the device is.',
  'device-code.asks.refused': 'As things stand, the device would be refused.',
  'device-code.none': 'There is no code for this device',
  'device-code.fault.other-platform': 'Only Android devices have one.',
  'device-code.fault.withdrawn': 'It is withdrawn.',
  'device-code.fault.no-list':
    'It is on no list, and the settings do not say whose configuration such devices get.',
  'device-code.fault.not-configured': 'The configuration of its bulk enrollment is not complete.',
  'device-code.fault.no-numbers':
    'Enter an IMEI, or the manufacturer beside the serial number: an agent would not be found by less.',
  'device-code.choose': 'To the settings',
  'device-code.edit': 'Edit device',

  'code-settings.title': 'Android devices on no list',
  'code-settings.bulk': 'Configuration of',
  'code-settings.bulk.hint':
    'Their QR code has its agent, Wi-Fi and extras, and no token: they enroll by their numbers, and by login or key and code where their record says so.',
  'code-settings.none': 'None: there is no code for them',
  'code-settings.seen': 'Whoever has the enrollment link of such a device sees its code',
  'code-settings.seen.text':
    'With it the password of the Wi-Fi, where the configuration has one. Users without a device may choose Android behind their link too, unless only pre-enrolled devices may enroll.',
  'code-settings.fault': 'No code can be drawn yet',
} as const
