import { z } from 'zod'
import { Id, ListQuery, Timestamp } from './common.ts'

export const MailState = z.enum(['waiting', 'sending', 'sent', 'failed', 'cancelled'])
export type MailState = z.infer<typeof MailState>
export const MailChannel = z.enum(['mail', 'sms'])
export type MailChannel = z.infer<typeof MailChannel>

export const Mail = z.object({
  id: Id,
  kind: z.enum(['check-in']),
  channel: MailChannel,
  /** An address, or a telephone number for a text message. */
  recipient: z.string(),
  /** Null when its record was deleted. */
  device: z.object({ id: Id, identifier: z.string() }).nullable(),
  importId: Id.nullable(),
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
