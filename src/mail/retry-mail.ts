import type { Mail } from '../contract/mail.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { findMail } from './mail-list.ts'
import { isWaitingTwice, restart } from './outbox-store.ts'
import { mailsQueued } from './queue-check-in-mails.ts'

/** Sends at once what failed, was cancelled or waits for its next try, with all its tries before it again. */
export async function retryMail(
  { db, mail }: Pick<Platform, 'db' | 'mail'>,
  actor: Actor,
  id: string,
): Promise<Mail> {
  try {
    await db.transaction().execute(async (trx) => {
      const found = await findMail({ db: trx, mail }, id)
      if (!found) throw new Problem('mail.not-found', { id })
      if (!(await restart(trx, id, actor.name)))
        throw new Problem('mail.already-sent', { id, state: found.state })
      await announce(trx, { topic: 'mail', id })
      await announce(trx, mailsQueued)
      await recordAudit(trx, actor, {
        action: 'mail.retried',
        target: { kind: 'mail', id, name: found.recipient },
      })
    })
  } catch (error) {
    // The same mail waits already: that one will do.
    if (isWaitingTwice(error)) throw new Problem('mail.waits-already', { id })
    throw error
  }
  return (await findMail({ db, mail }, id))!
}
