import { queryOptions } from '@tanstack/react-query'
import {
  MailSettings,
  type MailSettingsPut,
  TestMailAnswer,
  TestReminderAnswer,
} from '../../src/contract/mail.ts'
import { call } from '../api/call.ts'

export const mailSettingsOptions = queryOptions({
  queryKey: ['settings', 'mail'],
  queryFn: ({ signal }) => call(MailSettings, '/settings/mail', { signal }),
})

export const saveMailSettings = (settings: MailSettingsPut): Promise<MailSettings> =>
  call(MailSettings, '/settings/mail', { method: 'PUT', json: settings })

export const sendTestMail = (to: string): Promise<TestMailAnswer> =>
  call(TestMailAnswer, '/settings/mail/test', { method: 'POST', json: { to } })

export const sendTestReminder = (): Promise<TestReminderAnswer> =>
  call(TestReminderAnswer, '/settings/mail/test-reminder', { method: 'POST' })
