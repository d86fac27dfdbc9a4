export const reminderTexts = {
  'settings.mail.reminders': 'Reminders',
  'settings.mail.reminderAddresses': 'Addresses',
  'settings.mail.reminderAddresses.hint':
    'Written to 60, 30, 14, 7, 3 and 1 days before a server token or the push certificate ends, and when it has ended; while devices of a bulk enrollment wait, 14 and 3 days before its token ends, and on the day.',
  'settings.mail.reminderAddresses.add': 'Enter an address',
  'settings.mail.reminders.test': 'Send a test reminder',
  'settings.mail.reminders.refused': 'The mail server refused the mail to {to}',

  'mail.kind.expiry': 'Reminder',

  'notices.label': { one: '{count} notice needs an act', other: '{count} notices need an act' },
  'notices.title': 'Needs an act',
} as const
