/**
 * Every error the API answers with. Codes are public and permanent: add freely, never rename or reuse.
 * `fix` tells the reader what to do; both texts go into docs/errors.md.
 */
export const problems = {
  'request.invalid': {
    status: 400,
    title: 'The request is not valid',
    fix: 'Correct the fields named in `errors`.',
  },
  'request.too-large': {
    status: 413,
    title: 'The request is too large',
    fix: 'Send less at once; the limit is in `detail`.',
  },
  'request.media-type': {
    status: 415,
    title: 'The content type is not supported',
    fix: 'Send the type that the API document names.',
  },
  'request.idempotency-mismatch': {
    status: 422,
    title: 'The idempotency key was used for another request',
    fix: 'Use a new key for each new request.',
  },
  'request.in-progress': {
    status: 409,
    title: 'The same request is still being worked on',
    fix: 'Wait and ask again with the same key.',
  },
  'route.not-found': {
    status: 404,
    title: 'There is nothing at this address',
    fix: 'Check the path against the API document.',
  },
  'resource.changed': {
    status: 412,
    title: 'The resource has changed since you read it',
    fix: 'Read it again and repeat the change.',
  },
  'settings.aliases-merge-devices': {
    status: 409,
    title: 'With these aliases several devices would be one phone',
    fix: 'Delete or correct the devices named in `devices`, or leave the alias out.',
  },
  'session.required': { status: 401, title: 'Sign in first', fix: 'Sign in, or send an API token.' },
  'session.wrong-credentials': {
    status: 401,
    title: 'User name or password is wrong',
    fix: 'Check both and try again.',
  },
  'session.too-many-attempts': {
    status: 429,
    title: 'Too many failed attempts',
    fix: 'Wait until `retryAt`, then try again.',
  },
  'session.origin-refused': {
    status: 403,
    title: 'The request came from another site',
    fix: 'Open the console at its own address (MUSTER_URL).',
  },
  'permission.denied': {
    status: 403,
    title: 'Your role does not allow this',
    fix: 'Ask an administrator for the permission named in `permission`.',
  },
  'first-run.closed': {
    status: 409,
    title: 'The first administrator exists already',
    fix: 'Sign in, or have an administrator add you.',
  },
  'first-run.wrong-token': {
    status: 403,
    title: 'The first-run token is wrong',
    fix: 'Copy the token that the server printed when it started.',
  },
  'admin.not-found': { status: 404, title: 'Admin not found', fix: 'Look the admin up in the list.' },
  'admin.already-exists': {
    status: 409,
    title: 'An admin with this user name exists',
    fix: 'Choose another user name.',
  },
  'admin.last-administrator': {
    status: 409,
    title: 'The last administrator cannot be removed',
    fix: 'Make somebody else an administrator first.',
  },
  'role.not-found': { status: 404, title: 'Role not found', fix: 'Look the role up in the list.' },
  'role.already-exists': { status: 409, title: 'A role with this name exists', fix: 'Choose another name.' },
  'role.built-in': {
    status: 409,
    title: 'Built-in roles cannot be changed',
    fix: 'Make a role of your own.',
  },
  'role.in-use': {
    status: 409,
    title: 'The role is in use',
    fix: 'Give its admins and tokens another role first.',
  },
  'api-token.not-found': { status: 404, title: 'API token not found', fix: 'Look the token up in the list.' },
  'user.not-found': {
    status: 404,
    title: 'User not found',
    fix: 'Create the user first, or correct the name.',
  },
  'user.already-exists': {
    status: 409,
    title: 'A user with this name exists',
    fix: 'Choose another user name.',
  },
  'user.in-use': {
    status: 409,
    title: 'The user still has devices',
    fix: 'Give the devices to somebody else first.',
  },
  'sign-on.not-configured': {
    status: 409,
    title: 'There is nothing to test yet',
    fix: 'Save the address first; `detail` says what is missing.',
  },
  'organization.not-found': {
    status: 404,
    title: 'Organization not found',
    fix: 'Create the organization first, or correct the name.',
  },
  'organization.already-exists': {
    status: 409,
    title: 'An organization with this name exists',
    fix: 'Choose another name.',
  },
  'organization.in-use': {
    status: 409,
    title: 'The organization still has users',
    fix: 'Move its users first.',
  },
  'tag.not-found': { status: 404, title: 'Tag not found', fix: 'Create the tag first, or correct the name.' },
  'tag.already-exists': { status: 409, title: 'A tag with this name exists', fix: 'Choose another name.' },
  'tag.in-use': { status: 409, title: 'The tag is in use', fix: 'Take it off its devices first.' },
  'template.not-found': {
    status: 404,
    title: 'Template not found',
    fix: 'Create the template first, or correct the name.',
  },
  'template.already-exists': {
    status: 409,
    title: 'A template with this name exists',
    fix: 'Choose another name.',
  },
  'template.in-use': { status: 409, title: 'The template is in use', fix: 'Take it off its devices first.' },
  'group.not-found': {
    status: 404,
    title: 'Group not found',
    fix: 'Create the group first, or correct the name.',
  },
  'group.already-exists': {
    status: 409,
    title: 'A group with this name exists',
    fix: 'Choose another name.',
  },
  'group.in-use': { status: 409, title: 'The group is in use', fix: 'Take its devices out first.' },
  'device.not-found': {
    status: 404,
    title: 'Device not found',
    fix: 'Look the device up by serial number or identifier.',
  },
  'device.identifier-taken': {
    status: 409,
    title: 'Another device has this identifier',
    fix: 'Choose another identifier.',
  },
  'device.serial-taken': {
    status: 409,
    title: 'Another device has this serial number',
    fix: 'Correct the serial number, or use the device that has it.',
  },
  'device.imei-taken': {
    status: 409,
    title: 'Another device has this IMEI',
    fix: 'Correct the IMEI, or use the device that has it.',
  },
  'device.udid-taken': {
    status: 409,
    title: 'Another device has this UDID',
    fix: 'Correct the UDID, or use the device that has it.',
  },
  'device.locked': {
    status: 409,
    title: 'The device is enrolled or withdrawn and cannot be edited',
    fix: 'Fields in `fields` stay as they are; withdraw the device or make a new record.',
  },
  'device.platform-fixed': {
    status: 409,
    title: 'The platform of a device cannot be changed',
    fix: 'Delete the device and create it again.',
  },
  'device.enrolled': { status: 409, title: 'The device is enrolled', fix: 'Withdraw it first.' },
  'device.withdrawn': {
    status: 409,
    title: 'The device is withdrawn',
    fix: 'Make a new record for the device.',
  },
  'escrow.not-found': {
    status: 404,
    title: 'The device has left no such secret here',
    fix: 'GET /devices/{id}/management lists what it has left.',
  },
  'device.expired': {
    status: 409,
    title: 'The time to check in is over',
    fix: 'Set a new expiry first.',
  },
  'device.no-qr-code': {
    status: 409,
    title: 'There is no QR code for this device',
    fix: 'Do what `detail` says: put it on the list of a bulk enrollment, complete the configuration, or choose one for devices on no list in the settings.',
  },
  'device.no-address': {
    status: 409,
    title: 'There is no address to write to',
    fix: 'Enter the registration e-mail of the device, or the mobile number of its user for a text message.',
  },
  'import.not-found': { status: 404, title: 'Import not found', fix: 'Look the import up in the history.' },
  'import.file-missing': {
    status: 400,
    title: 'No file was uploaded',
    fix: 'Send the CSV as the part that `detail` names.',
  },
  'import.file-empty': {
    status: 400,
    title: 'The file is empty',
    fix: 'Choose the file with the device list.',
  },
  'import.file-unreadable': {
    status: 400,
    title: 'The file cannot be read as a CSV',
    fix: 'Save it as CSV (UTF-8) and upload it again.',
  },
  'import.file-too-large': {
    status: 413,
    title: 'The file is too large',
    fix: 'Split it; the limits are in `detail`.',
  },
  'import.format-unknown': {
    status: 400,
    title: 'The format of the file is not known',
    fix: 'Choose the format, or start from a sample file.',
  },
  'import.encoding-unknown': {
    status: 400,
    title: 'The encoding of the file is not certain',
    fix: 'Choose the encoding.',
  },
  'import.header-refused': {
    status: 400,
    title: 'The header of the file is not accepted',
    fix: 'Correct the columns named in `errors`, or import without `strict`.',
  },
  'import.not-planned': {
    status: 409,
    title: 'The import cannot be applied in this state',
    fix: 'Only a planned import can be applied.',
  },
  'import.has-rejects': {
    status: 409,
    title: 'Some rows are rejected',
    fix: 'Correct them, or apply the good rows only (`onReject: skip`).',
  },
  'import.format-refused': {
    status: 400,
    title: 'The file is of a kind that cannot be imported',
    fix: 'Read in `detail` what the list lacks, and export another one.',
  },
  'import.mapping-refused': {
    status: 400,
    title: 'The mapping of the columns is not accepted',
    fix: 'Correct the columns named in `errors`.',
  },
  'import.clears-unconfirmed': {
    status: 409,
    title: 'The import clears many values',
    fix: 'Look at the rows that clear values, then send their number as `confirmClears`.',
  },
  'import.not-applied': {
    status: 409,
    title: 'Only an applied import can be undone',
    fix: 'Look at the state of the import.',
  },
  'import.rows-gone': {
    status: 409,
    title: 'The rows of the import are no longer kept',
    fix: 'Upload the file again.',
  },
  'import.plan-outdated': {
    status: 409,
    title: 'The data has changed since the plan was made',
    fix: 'Look at the new plan, then apply it.',
  },
  'dep-account.not-found': {
    status: 404,
    title: 'DEP account not found',
    fix: 'Look the account up in the list.',
  },
  'dep-account.already-exists': {
    status: 409,
    title: 'A DEP account with this name exists',
    fix: 'Choose another name.',
  },
  'dep-account.token-missing': {
    status: 409,
    title: 'The account has no server token yet',
    fix: 'Upload the certificate at Apple, then the token here.',
  },
  'dep-account.in-use': {
    status: 409,
    title: 'The account still has devices',
    fix: 'Move its devices to another server at Apple, then sync.',
  },
  'dep-token.unreadable': {
    status: 400,
    title: 'The server token cannot be read',
    fix: 'Download the token at Apple again and upload the file as it is.',
  },
  'dep-token.wrong-key': {
    status: 400,
    title: 'The server token was made for another certificate',
    fix: 'Upload the certificate of this account at Apple and download a new token.',
  },
  'dep-token.expired': {
    status: 400,
    title: 'The server token has expired',
    fix: 'Download a new token at Apple.',
  },
  'dep-token.other-server': {
    status: 409,
    title: 'The server token belongs to another MDM server',
    fix: 'Choose the token of this server, or make a new account for it.',
  },
  'dep-token.refused': {
    status: 400,
    title: 'Apple refuses the server token',
    fix: 'Download a new token at Apple; `detail` has Apple’s answer.',
  },
  'dep-token.server-taken': {
    status: 409,
    title: 'Another account holds this MDM server',
    fix: 'Upload the token in the account named in `account`.',
  },
  'dep.terms-not-accepted': {
    status: 409,
    title: 'Apple’s new terms must be accepted',
    fix: 'An administrator of your organization must sign in at Apple and accept the terms.',
  },
  'dep.access-denied': {
    status: 409,
    title: 'Apple denies access to this server token',
    fix: 'Check at Apple that the person who made the token still has a role.',
  },
  'dep.unavailable': {
    status: 502,
    title: 'Apple’s service does not answer',
    fix: 'Try again later; nothing was changed here.',
  },
  'dep.throttled': {
    status: 503,
    title: 'Apple asks for fewer requests',
    fix: 'Try again after the time in `detail`.',
  },
  'dep.refused': { status: 409, title: 'Apple refused the request', fix: '`appleCode` is Apple’s reason.' },
  'dep-sync.running': {
    status: 409,
    title: 'A sync of this account is running',
    fix: 'Wait until it is done.',
  },
  'dep-reconciliation.running': {
    status: 409,
    title: 'A reconciliation of this account is running',
    fix: 'Wait until it is done.',
  },
  'dep-difference.not-found': {
    status: 404,
    title: 'Difference not found',
    fix: 'Look it up in the list of differences.',
  },
  'dep-difference.closed': {
    status: 409,
    title: 'The difference is settled already',
    fix: 'Read the list of differences again.',
  },
  'dep-difference.decision-unfit': {
    status: 409,
    title: 'This cannot be decided about this difference',
    fix: 'Choose one of its `decisions`.',
  },
  'dep-profile.not-found': {
    status: 404,
    title: 'DEP profile not found',
    fix: 'Look the profile up in the list.',
  },
  'dep-profile.in-use': {
    status: 409,
    title: 'The profile is in use',
    fix: 'Assign another profile to its devices, and take it out of assignment rules, first.',
  },
  'dep-profile.superseded': {
    status: 409,
    title: 'The profile has a later version',
    fix: 'Revise the latest version; its id is in `latest`.',
  },
  'dep-profile.unchanged': {
    status: 409,
    title: 'Nothing differs from the profile as it is',
    fix: 'Change a field. To give the profile to devices again, assign it.',
  },
  'dep-revision.not-found': {
    status: 404,
    title: 'Revision not found',
    fix: 'Look it up at its profile.',
  },
  'dep-revision.ended': {
    status: 409,
    title: 'The revision is at its end',
    fix: 'Look at `state`: all is done, or a later version took over.',
  },
  'dep-assignment-run.not-found': {
    status: 404,
    title: 'Change of devices not found',
    fix: 'Look it up in the list of changes.',
  },
  'dep-device.not-found': {
    status: 404,
    title: 'DEP device not found',
    fix: 'Sync the account, or check the serial number.',
  },
  'dep-disown.unconfirmed': {
    status: 400,
    title: 'The number of devices was not confirmed',
    fix: 'Give the number of devices as `confirm`; it is in `devices`.',
  },
  'dep-activation-lock.not-found': {
    status: 404,
    title: 'There is no bypass code for this device',
    fix: 'Look at the history of its locks: a code is kept where Apple locked the device with one.',
  },
  'dep-enrollment.both': {
    status: 400,
    title: 'A user and a login cannot both be required',
    fix: 'Leave the user name empty when login is required.',
  },
  'dep-enrollment.neither': {
    status: 400,
    title: 'A user or a login is needed',
    fix: 'Give a user name, or require the login.',
  },
  'dep-enrollment.qualified-name': {
    status: 400,
    title: 'The user name is given with its tenant domain',
    fix: 'Give the name before the "@"; it is in `suggestion`.',
  },
  'arrival.not-found': {
    status: 404,
    title: 'Arrival not found',
    fix: 'Look it up in the list of arrivals.',
  },
  'enrollment-request.not-found': {
    status: 404,
    title: 'Enrollment request not found',
    fix: 'Look it up in the list of enrollment requests.',
  },
  'enrollment-request.nobody': {
    status: 409,
    title: 'Nobody of those chosen can get an enrollment request',
    fix: '`refused` names each with its reason; `POST /enrollment-requests/preview` tells it beforehand.',
  },
  'enrollment-request.used': {
    status: 409,
    title: 'The enrollment request was used: its device has enrolled',
    fix: 'Send a new one if the device is to enroll again.',
  },
  'enrollment-request.ended': {
    status: 409,
    title: 'The link of the enrollment request is good no longer',
    fix: 'Send a new request; `reason` is why this one ended.',
  },
  'mail.not-found': { status: 404, title: 'Mail not found', fix: 'Look the mail up in the list.' },
  'mail.already-sent': {
    status: 409,
    title: 'The mail was sent already',
    fix: 'Ask for a new one at the device.',
  },
  'mail.waits-already': {
    status: 409,
    title: 'The same mail waits to be sent already',
    fix: 'Wait for that one, or send that one now.',
  },
  'mail.not-configured': {
    status: 409,
    title: 'No mail server is set up',
    fix: 'Enter the mail server and the sender’s address under Settings, Mail.',
  },
  'mail.no-gateway': {
    status: 409,
    title: 'No gateway for text messages is set up',
    fix: 'Enter the gateway under Settings, Mail.',
  },
  'mail.no-reminder-addresses': {
    status: 409,
    title: 'Nobody is reminded',
    fix: 'Enter addresses for reminders under Settings, Mail.',
  },
  'mail.too-many-tests': { status: 429, title: 'Too many test mails', fix: 'Wait a minute, then try again.' },
  'mail.server-unreachable': {
    status: 502,
    title: 'The mail server does not answer',
    fix: 'Check host, port and security; `detail` has what happened.',
  },
  'mail.certificate-not-trusted': {
    status: 502,
    title: 'The certificate of the mail server is not trusted',
    fix: 'Enter the name that the certificate is made for, or give the authority that issued it to the server (NODE_EXTRA_CA_CERTS).',
  },
  'mail.tls-failed': {
    status: 502,
    title: 'No encrypted connection with the mail server came about',
    fix: 'Check port and security: 465 is TLS, 587 is STARTTLS, in most places.',
  },
  'mail.sign-in-refused': {
    status: 502,
    title: 'The mail server refuses the sign-in',
    fix: 'Check user and password; some providers want an app password.',
  },
  'mail.refused': {
    status: 502,
    title: 'The mail server does not take the mail',
    fix: 'Read its answer in `detail`; it may not allow the sender’s address.',
  },
  'push-certificate.unreadable': {
    status: 400,
    title: 'The push certificate cannot be read',
    fix: 'Upload the .pem file as it came from identity.apple.com.',
  },
  'push-certificate.wrong-kind': {
    status: 400,
    title: 'This is no MDM push certificate',
    fix: 'Upload the certificate that identity.apple.com made for the request.',
  },
  'push-certificate.wrong-key': {
    status: 400,
    title: 'The push certificate was made for another key',
    fix: 'Make the request here, have it signed, and upload the certificate made for it; or upload certificate and private key together.',
  },
  'push-certificate.expired': {
    status: 400,
    title: 'The push certificate has expired',
    fix: 'Renew it at identity.apple.com and upload the new one.',
  },
  'push-certificate.other-topic': {
    status: 409,
    title: 'The push certificate has another topic',
    fix: 'Renew the certificate that is here, with its own Apple Account. Devices keep the topic that they enrolled with.',
  },
  'push-certificate.missing': {
    status: 409,
    title: 'There is no push certificate that can be used',
    fix: 'Upload one, or renew the one that has expired, under Apple, Push certificate.',
  },
  'push-certificate.no-request': {
    status: 404,
    title: 'No certificate request waits',
    fix: 'Make one first.',
  },
  'push-certificate.refused': {
    status: 502,
    title: 'Apple refuses the push certificate',
    fix: 'Look at identity.apple.com whether it was revoked; renew it there and upload the new one.',
  },
  'command.not-found': { status: 404, title: 'Command not found', fix: 'Look it up at the device.' },
  'command.not-enrolled': {
    status: 409,
    title: 'The device is not enrolled',
    fix: 'Only an enrolled Apple device takes commands. Wait until it is enrolled.',
  },
  'command.unfit': {
    status: 409,
    title: 'The device cannot do this',
    fix: '`detail` says what it needs.',
  },
  'command.not-waiting': {
    status: 409,
    title: 'The command waits no more',
    fix: 'Look at its state: it is with the device, or at its end.',
  },
  'command.no-pin': {
    status: 404,
    title: 'There is no PIN in this command',
    fix: 'Only commands that lock or erase a Mac have one.',
  },
  'device-erase.unconfirmed': {
    status: 400,
    title: 'The erase was not confirmed',
    fix: 'Give the identifier of the device as `confirm`.',
  },
  'push.unreachable': {
    status: 502,
    title: 'Apple’s push service does not answer',
    fix: 'Allow this server to connect to api.push.apple.com, port 443, without a proxy that opens TLS; `detail` has what happened.',
  },
  'push.not-enrolled': {
    status: 409,
    title: 'The device is not enrolled',
    fix: 'Only an enrolled Apple device can be pushed.',
  },
  'push.token-gone': {
    status: 409,
    title: 'The device has no push token',
    fix: 'Wait until the device sends a new one; if it was wiped or left, enroll it again.',
  },
  'push.other-topic': {
    status: 409,
    title: 'The device enrolled with another push topic',
    fix: 'Enroll the device again: it then gets the topic of the certificate here.',
  },
  'policy.not-found': {
    status: 404,
    title: 'Policy not found',
    fix: 'Create the policy first, or correct the name.',
  },
  'policy.already-exists': {
    status: 409,
    title: 'A policy with this name exists',
    fix: 'Choose another name.',
  },
  'policy.in-use': {
    status: 409,
    title: 'Devices have the policy',
    fix: 'Give the number of devices as `confirm`; it is in `devices`.',
  },
  'policy.kind-fixed': {
    status: 409,
    title: 'A policy cannot hold something of another kind',
    fix: 'Make another policy for it.',
  },
  'policy.identifier-taken': {
    status: 409,
    title: 'Another policy has a profile of this identifier',
    fix: 'Change that policy, or give the profile another identifier: a device keeps one profile of each.',
  },
  'policy.file-refused': {
    status: 400,
    title: 'The file cannot be used',
    fix: 'Read in `errors` what is wrong with it, and choose another one.',
  },
  'policy.content-refused': {
    status: 400,
    title: 'This cannot be sent to devices',
    fix: 'Correct what is named in `errors`.',
  },
  'policy.no-file': {
    status: 404,
    title: 'The policy has no such file',
    fix: 'Only a policy with an uploaded profile has one.',
  },
  'job.not-found': { status: 404, title: 'Job not found', fix: 'Look it up in the list of jobs.' },
  'job.not-failed': {
    status: 409,
    title: 'Only a failed job can be retried',
    fix: 'Wait until the job has ended.',
  },
  'server.stopping': { status: 503, title: 'The server is stopping', fix: 'Try again in a few seconds.' },
  internal: {
    status: 500,
    title: 'Something went wrong on the server',
    fix: 'Try again; the log has the details under the request id.',
  },
  'bulk-enrollment.not-found': {
    status: 404,
    title: 'There is no such bulk enrollment',
    fix: 'Check the id against the list of bulk enrollments.',
  },
  'bulk-enrollment.already-exists': {
    status: 409,
    title: 'A bulk enrollment of that name exists already',
    fix: 'Choose another name.',
  },
  'bulk-enrollment.without-token': {
    status: 409,
    title: 'The bulk enrollment has no token',
    fix: 'It assigns custom attributes without a token. Make another bulk enrollment for devices that enroll with one.',
  },
  'bulk-enrollment.configuration-invalid': {
    status: 400,
    title: 'The configuration would not work on a phone',
    fix: 'Correct what `errors` names.',
  },
  'bulk-enrollment.not-configured': {
    status: 409,
    title: 'The QR code cannot be drawn yet',
    fix: 'Complete the configuration as `errors` says, or make a new token.',
  },
  'bulk-enrollment.other-import': {
    status: 409,
    title: 'The import is not the last one that was applied to this list',
    fix: 'Name the import that was applied last to this bulk enrollment, or upload the whole list again.',
  },
  'bulk-enrollment.import-not-applied': {
    status: 409,
    title: 'The import has not been applied',
    fix: 'Apply it first: until then the list is not what the file says.',
  },
  'bulk-enrollment.no-good-rows': {
    status: 400,
    title: 'No row of the file can be taken',
    fix: 'Correct the rows as `detail` says and upload the file again.',
  },
  'bulk-enrollment.attribute-invalid': {
    status: 400,
    title: 'A custom attribute is not valid',
    fix: 'Correct the attributes named in `errors`; the bulk enrollment says which there are and of what type.',
  },
  'android-agent.not-found': {
    status: 404,
    title: 'There is no such agent',
    fix: 'Check the id against the list of uploaded agents.',
  },
  'android-agent.file-missing': {
    status: 400,
    title: 'There is no APK in the request',
    fix: 'Send multipart/form-data with the APK as the part `file`.',
  },
  'android-agent.file-invalid': {
    status: 400,
    title: 'The file is no APK that phones would install',
    fix: 'Read in `detail` what is wrong with it. Upload the release build as it was signed, not a part of a split app.',
  },
  'android-agent.in-use': {
    status: 409,
    title: 'Configurations name the agent',
    fix: 'Choose another agent in those bulk enrollments, or upload its next version first.',
  },
  'android-agent.too-many': {
    status: 409,
    title: 'Too many agents are uploaded',
    fix: 'Delete versions that no phone needs any more.',
  },
  'google.not-configured': {
    status: 409,
    title: 'This way in of Google’s is not set up',
    fix: 'Give the key of a service account in the settings, and the enterprise or the zero-touch customer.',
  },
  'google.credentials-refused': {
    status: 409,
    title: 'Google refuses the service account',
    fix: 'Make a new key in the Google Cloud console and give it in the settings.',
  },
  'google.access-denied': {
    status: 409,
    title: 'The service account may not do this at Google',
    fix: 'Give it the role Android Management User, or add it as a user of the zero-touch portal; `detail` has Google’s words.',
  },
  'google.terms-not-accepted': {
    status: 409,
    title: 'The terms of Google’s service are not accepted',
    fix: 'Sign in at the zero-touch portal and accept them.',
  },
  'google.throttled': {
    status: 503,
    title: 'Google gets too many calls',
    fix: 'Try again in a few minutes.',
  },
  'google.unavailable': {
    status: 502,
    title: 'Google’s service does not answer',
    fix: 'Try again later; check that the server may reach googleapis.com.',
  },
  'google.refused': {
    status: 409,
    title: 'Google refused the request',
    fix: '`detail` has Google’s words.',
  },
  'google.no-token': {
    status: 404,
    title: 'The bulk enrollment has no token at Google that holds',
    fix: 'Make one: POST to the same address.',
  },
  'google.token-expired': {
    status: 409,
    title: 'The token of the bulk enrollment has expired, or ends within a minute',
    fix: 'Extend it or make a new one first.',
  },
} as const satisfies Record<string, { status: number; title: string; fix: string }>

export type ProblemCode = keyof typeof problems

/** The address of a problem type is the same on every installation (RFC 9457, section 3.1.1). */
export const problemType = (code: ProblemCode): string => `tag:muster.example,2026:${code}`
