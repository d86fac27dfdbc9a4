import { z } from 'zod'
import { Id, ListQuery, Timestamp } from './common.ts'

export const MailState = z.enum(['waiting', 'sending', 'sent', 'failed', 'cancelled'])
export type MailState = z.infer<typeof MailState>
/** Of mails to end users; one for the installation, since a list of people does not say which they read. */
export const MailLanguage = z.enum(['en', 'ja', 'de', 'fr', 'es'])
export type MailLanguage = z.infer<typeof MailLanguage>
export const MailChannel = z.enum(['mail', 'sms'])
export type MailChannel = z.infer<typeof MailChannel>

export const Mail = z.object({
  id: Id,
  kind: z.enum(['check-in', 'expiry']),
  channel: MailChannel,
  /** An address, or a telephone number for a text message. */
  recipient: z.string(),
  /** Null when its record was deleted, and for a reminder. */
  device: z.object({ id: Id, identifier: z.string() }).nullable(),
  importId: Id.nullable(),
  /** Of the enrollment request whose link it tells. */
  requestId: Id.nullable(),
  state: MailState,
  /** What a waiting mail waits for: somebody to set up a mail server, its turn, or the next try after a failed one. */
  waitsFor: z.enum(['mail-server', 'turn', 'retry']).nullable(),
  attempts: z.int(),
  triedAt: Timestamp.nullable(),
  nextTryAt: Timestamp.nullable(),
  /** What the mail server said last, or why the mail was cancelled. */
  answer: z.string().nullable(),
  requestedBy: z.string(),
  createdAt: Timestamp,
  sentAt: Timestamp.nullable(),
})
export type Mail = z.infer<typeof Mail>

export const MailQuery = ListQuery.pick({ limit: true, cursor: true }).extend({
  state: MailState.optional(),
  device: Id.optional(),
  import: Id.optional(),
})
export type MailQuery = z.output<typeof MailQuery>

export const MailSecurity = z.enum(['none', 'starttls', 'tls'])
export type MailSecurity = z.infer<typeof MailSecurity>

const address = z.email().max(254)
const addressOrNone = address.or(z.literal(''))
/** A name or an address that sockets understand; what it leads to is tried by the test. */
const Host = z
  .string()
  .trim()
  .max(253)
  .regex(/^[A-Za-z0-9._:-]*$/, 'must be the name or address of a server')
/** H30: text messages leave through a provider that takes mails to an address with the number in it. */
const SmsGateway = z
  .string()
  .trim()
  .max(254)
  .refine((text) => text === '' || isGateway(text), 'must be an address with {number} in it')
const isGateway = (text: string) =>
  text.split('{number}').length === 2 && address.safeParse(text.replace('{number}', '491701234567')).success

const settable = {
  /** Empty: the server of MUSTER_SMTP_URL, if there is one. */
  host: Host,
  port: z.int().min(1).max(65_535),
  security: MailSecurity,
  /** Empty: without signing in. */
  user: z.string().trim().max(254),
  /** Empty: the address of MUSTER_MAIL_FROM, if there is one. */
  from: addressOrNone,
  replyTo: addressOrNone,
  mailsPerMinute: z.int().min(1).max(6000),
  smsGateway: SmsGateway,
  /** What check-in mails and enrollment requests are written in. */
  language: MailLanguage,
  /** Who is told before server tokens and the push certificate end. */
  reminderAddresses: z.array(address).max(20),
}

export const MailSettings = z.object({
  ...settable,
  /** The password itself is never given out. */
  passwordSet: z.boolean(),
  /** What mails leave by, and from which address; null where neither the settings nor the environment say. */
  inUse: z.object({
    server: z
      .object({
        host: z.string(),
        port: z.int(),
        security: MailSecurity,
        from: z.enum(['settings', 'environment']),
      })
      .nullable(),
    from: z.string().nullable(),
  }),
})
export type MailSettings = z.infer<typeof MailSettings>

/** A password that is left out stays, unless it would go to another server; an empty one is forgotten. */
export const MailSettingsPut = z.strictObject({ ...settable, password: z.string().max(1000) }).partial()
export type MailSettingsPut = z.infer<typeof MailSettingsPut>

export const TestMail = z.strictObject({ to: address })
export const TestMailAnswer = z.object({
  to: z.string(),
  /** What the mail server said when it took the mail. */
  answer: z.string(),
})
export type TestMailAnswer = z.infer<typeof TestMailAnswer>

/** An example of a reminder, to every address of the settings. */
export const TestReminderAnswer = z.object({
  results: z.array(
    z.object({
      to: z.string(),
      taken: z.boolean(),
      /** What the mail server said. */
      answer: z.string(),
    }),
  ),
})
export type TestReminderAnswer = z.infer<typeof TestReminderAnswer>

/** A text message goes to the mobile number of the device's user. */
export const NewCheckInMail = z.strictObject({ channel: MailChannel.default('mail') })
