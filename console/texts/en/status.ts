/** The words of every state; their colors and icons are in console/ui/status.tsx. */
export const statusTexts = {
  'status.device.enrolling': 'Enrolling',
  'status.device.expired': 'Expired',
  'status.device.enrolled': 'Enrolled',
  'status.device.withdrawn': 'Withdrawn',

  'status.profile.empty': 'No profile',
  'status.profile.assigned': 'Assigned',
  'status.profile.pushed': 'Pushed',
  'status.profile.removed': 'Removed',

  'status.account.no-token': 'No token yet',
  'status.account.ok': 'Connected',
  'status.account.token-expired': 'Token expired',
  'status.account.token-invalid': 'Token refused',
  'status.account.terms-not-accepted': 'Terms to accept',
  'status.account.access-denied': 'Access denied',
  'status.account.throttled': 'Slowed down by Apple',
  'status.account.unavailable': 'Apple does not answer',

  'status.outcome.admit': 'Admitted',
  'status.outcome.challenge': 'Asked',
  'status.outcome.refuse': 'Refused',

  'status.import.planning': 'Planning',
  'status.import.planned': 'Planned',
  'status.import.applying': 'Applying',
  'status.import.applied': 'Applied',
  'status.import.undone': 'Undone',
  'status.import.failed': 'Failed',

  'status.row.create': 'New',
  'status.row.update': 'Change',
  'status.row.unchanged': 'Unchanged',
  'status.row.reject': 'Rejected',

  'status.job.waiting': 'Waiting',
  'status.job.running': 'Running',
  'status.job.done': 'Done',
  'status.job.failed': 'Failed',

  'status.mail.waiting': 'Waiting',
  'status.mail.sending': 'Sending',
  'status.mail.sent': 'Sent',
  'status.mail.failed': 'Failed',
  'status.mail.cancelled': 'Not needed',

  'status.certificate.valid': 'Valid',
  'status.certificate.expired': 'Expired',
  'status.certificate.not-yet-valid': 'Not valid yet',

  'status.revision.running': 'Under way',
  'status.revision.done': 'Done',
  'status.revision.incomplete': 'Incomplete',
  'status.revision.superseded': 'Taken over',

  'status.revisionDevice.confirmed': 'Confirmed',
  'status.revisionDevice.waiting': 'Waiting',
  'status.revisionDevice.failed': 'Refused',
  'status.revisionDevice.throttled': 'Throttled',
  'status.revisionDevice.left': 'Left out',

  'status.assignment.waiting': 'Waiting',
  'status.assignment.assigned': 'Assigned',
  'status.assignment.failed': 'Failed',
} as const
