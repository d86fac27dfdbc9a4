import { queryOptions } from '@tanstack/react-query'
import { MailSettings, TestMailAnswer, TestReminderAnswer } from '../../src/contract/mail.ts'
import { call } from '../api/call.ts'

export const mailSettingsPath = '/settings/mail'

export const mailSettingsOptions = queryOptions({
  queryKey: ['settings', 'mail'],
  queryFn: ({ signal }) => call(MailSettings, mailSettingsPath, { signal }),
  // The object that was read knows its entity tag; a merged copy would not.
  structuralSharing: false,
})

export const sendTestMail = (to: string): Promise<TestMailAnswer> =>
  call(TestMailAnswer, '/settings/mail/test', { method: 'POST', json: { to } })

export const sendTestReminder = (): Promise<TestReminderAnswer> =>
  call(TestReminderAnswer, '/settings/mail/test-reminder', { method: 'POST' })
