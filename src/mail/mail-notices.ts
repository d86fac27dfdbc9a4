import type { Db } from '../platform/db/database.ts'

/** Which end of which thing a mail reminds of. */
export type MailThing = { kind: string; id: string; expiresAt: string }

export type MailNotice = { subject: string; text: string; html: string }

/** How mails tell of things without knowing the feature that keeps them; wired in app.ts. */
export type MailNotices = {
  /** Undefined when there is nothing to tell any more. */
  write(db: Db, thing: MailThing): Promise<MailNotice | undefined>
}
