import { Mail, type MailChannel } from '../../src/contract/mail.ts'
import { call, type QueryValues } from '../api/call.ts'
import { listOptions } from '../api/list.ts'

export const mailListOptions = (filters: QueryValues) => listOptions('mail', '/mails', Mail, filters)

export const retryMail = (id: string): Promise<Mail> => call(Mail, `/mails/${id}/retry`, { method: 'POST' })

export const sendCheckInMail = (deviceId: string, channel: MailChannel): Promise<Mail> =>
  call(Mail, `/devices/${deviceId}/check-in-mail`, { method: 'POST', json: { channel } })
