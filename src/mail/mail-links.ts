import type { Db, Trx } from '../platform/db/database.ts'
import type { MailDevice } from './mail-device.ts'
import type { DueMail, End } from './outbox-store.ts'

/** The enrollment link that a mail tells, and of which request it is. */
export type MailLink = { requestId: string; url: string; expiresAt: string; userName: string | null }

/** How mails tell of enrollment links without knowing the feature that keeps them; wired in app.ts. */
export type MailLinks = {
  /** The link of the request that a mail was asked for with, or why nobody wants it any more. */
  ofRequest(db: Db, requestId: string): Promise<MailLink | { over: string }>
  /** For any other check-in mail: the link of its device, made when there is none; undefined where devices enroll without one. */
  ofDevice(mail: DueMail, device: MailDevice): Promise<MailLink | undefined>
  /** In the transaction that notes the end of a mail that told a link. */
  noteEnd(trx: Trx, requestId: string, end: End): Promise<void>
}
