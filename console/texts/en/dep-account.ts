/** Accounts with their health, tokens by hand, and what is done with devices at Apple beside profiles. */
export const depAccountTexts = {
  'status.account.token-replaced': 'Token replaced at Apple',
  'status.account.clock-wrong': 'Clock is wrong',

  'dep-health.title': 'Health',
  'dep-health.token': 'Server token',
  'dep-health.token.none': 'None yet',
  'dep-health.token.left': { one: '{count} day left', other: '{count} days left' },
  'dep-health.token.over': 'Expired',
  'dep-health.devices': 'Devices',
  'dep-health.last-sync': 'Last sync',
  'dep-health.never': 'Never',
  'dep-health.differences': 'Open differences',
  'dep-health.failed': 'Failed assignments',
  'dep-health.waiting': 'Waiting assignments',

  'dep-account.sync.pages': {
    one: '{received} received in {count} page: {numbers}',
    other: '{received} received in {count} pages: {numbers}',
  },
  'dep-account.sync.of': '{received} of about {total} devices received',
  'dep-account.sync.took': 'took {duration}',
  'dep-account.sync.waiting': 'Waiting for its turn',
  'dep-account.sync.went-on': 'It was interrupted and goes on.',

  'dep-account.renew.warning': 'Downloading a new token at Apple ends the one that is used here',
  'dep-account.renew.warning.text':
    'From that moment Apple refuses the old token. Upload the new file here at once; the account, its devices and its profiles stay as they are.',
  'dep-account.key.new': 'Use a new key pair',
  'dep-account.key.new.hint':
    'Not needed to renew a token. The pair in use stays until a token is uploaded that Apple made for the new certificate.',
  'dep-account.key.made':
    'A new key pair is ready. Upload its certificate at Apple, then download the token.',
  'dep-account.key.waits': 'A new key pair waits for its token',
  'dep-account.key.waits.text':
    'The certificate to download is the new one. Tokens for the old one are taken, too, until then.',
  'dep-account.token.by-file': 'File from Apple',
  'dep-account.token.by-hand': 'Decrypted by hand',
  'dep-account.token.by-hand.text':
    'For a token that was decrypted elsewhere: the values of its JSON, one by one.',
  'dep-account.token.consumer-key': 'Consumer key (CK_…)',
  'dep-account.token.consumer-secret': 'Consumer secret (CS_…)',
  'dep-account.token.access-token': 'Access token (AT_…)',
  'dep-account.token.access-secret': 'Access secret (AS_…)',
  'dep-account.token.expiry': 'Expires (access_token_expiry)',
  'dep-account.token.expiry.hint': 'As in the JSON, such as 2027-11-24T12:00:00Z.',
  'dep-account.token.save': 'Check with Apple and save',
  'dep-account.move.title': 'The token belongs to another MDM server',
  'dep-account.move.text':
    'This account is “{expected}” at Apple, the token is of “{found}”. Usually the wrong server was chosen when the token was downloaded; then download that of “{expected}”.',
  'dep-account.move.effect':
    'If the account is to move: its devices will be those of “{found}”, all others are shown as gone, and its profiles must be revised to exist there.',
  'dep-account.move.act': 'Move the account',

  'dep-account.defaults': 'Pre-enrolled devices get',
  'dep-account.defaults.hint': 'For devices that are added from now on.',
  'dep-account.defaults.groups': 'Groups',
  'dep-account.defaults.template': 'Template',
  'dep-account.defaults.authentication': 'Authentication',

  'dep-beta.title': 'Beta programs',
  'dep-beta.text':
    'Tokens that enroll devices in Apple’s beta programs. Apple is asked when you press the button.',
  'dep-beta.ask': 'Show beta tokens',
  'dep-beta.off':
    'Your organization has not turned on AppleSeed for IT. An administrator does that at Apple Business Manager or Apple School Manager.',
  'dep-beta.none': 'Apple offers no beta program at present.',

  'dep-device.acts': 'At Apple',
  'dep-device.refresh': 'Refresh',
  'dep-device.refreshed': 'Apple’s record of {serial} is read.',
  'dep-devices.refreshed': '{succeeded} read, {changed} of them had changed; {failed} could not be read.',
  'dep-device.replaces': 'Replacement for',
  'dep-device.replaces.unknown': 'Apple has not told yet for which device',
  'dep-device.replaced-by': 'Replaced by',
  'dep-device.disowned': 'Disowned by {by}: {at}',

  'dep-disown.act': 'Disown',
  'dep-disown.title': { one: 'Disown {count} device?', other: 'Disown {count} devices?' },
  'dep-disown.warning': {
    one: 'Your organization loses {count} device at Apple for good. This cannot be undone: it comes back only from its seller or, within limits, by Apple Configurator.',
    other:
      'Your organization loses {count} devices at Apple for good. This cannot be undone: they come back only from their seller or, within limits, by Apple Configurator.',
  },
  'dep-disown.records':
    'Records of these devices here stay as they are; withdraw or delete them where the device is not yours any more.',

  'dep-lock.act': 'Activation lock',
  'dep-lock.title': 'Lock {serial} at Apple?',
  'dep-lock.text':
    'Nobody can set the device up again without the bypass code. Do this for a device that is lost or stolen.',
  'dep-lock.message': 'Message on the locked device',
  'dep-lock.escrow': 'Make a bypass code and keep it here',
  'dep-lock.escrow.hint': 'Otherwise only the person who made the MDM server at Apple can unlock the device.',
  'dep-lock.do': 'Lock the device',
  'dep-lock.code': 'Bypass code',
  'dep-lock.code.hint':
    'Kept here, sealed. Whoever may change DEP accounts can read it again; the audit log notes it.',
  'dep-lock.show-code': 'Show the bypass code',
  'dep-lock.history': 'Locks',

  'settings.dep': 'Apple DEP',
  'settings.depEnabled': 'DEP section on devices',
  'settings.depEnabled.hint': 'Whether devices are offered “Use DEP to Enroll”.',
  'settings.macAccount': 'First account of a Mac',
  'settings.macAccount.hint':
    'What its person finds in Setup Assistant. The names are those of the user whom the Mac is for.',
  'mac-account.ask': 'The person chooses the names',
  'mac-account.prefill': 'Names are filled in and can be changed',
  'mac-account.lock': 'Names are filled in and stay',
  'dep-enabled.automatic': 'When there is an Apple account',
  'dep-enabled.on': 'Always',
  'dep-enabled.off': 'Never',

  'today.expiring': 'Ends soon',
  'expiring.dep-token': 'Server token of {name}',
  'expiring.device-certificate': 'Certificate of {name}',
  'expiring.bulk-token': 'Token of the bulk enrollment {name}',
  'expiring.enrollment-request': 'Enrollment request for {name}',
  'expiring.api-token': 'API token {name}',
  'expiring.over': 'Expired {when}',
  'expiring.ends': { one: 'Ends in {count} day', other: 'Ends in {count} days' },
  'expiring.today': 'Ends today',
} as const
