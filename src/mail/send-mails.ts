import { z } from 'zod'
import { holdLock } from '../platform/db/advisory-lock.ts'
import type { JobKind } from '../platform/jobs/jobs.ts'
import { mostAttempts, nextTryAfter } from './mail-rules.ts'
import { readMailSetup, type MailSetup } from './mail-setup.ts'
import { findNextTry, giveBack, listUnsent, setEnded } from './outbox-store.ts'
import { allowanceNow, sendRound, type Sending } from './send-round.ts'

export const SendMails: JobKind<Record<string, never>> = { name: 'mail.send', payload: z.strictObject({}) }

const serverTroubleWaitMs = 60_000
/** What is due later than this is found by the schedule. */
const longestWaitMs = 300_000

/**
 * Sends what is due, and has itself called again for the rest. One sender at a time on all servers.
 *
 * A mail is taken, handed to the mail server, and then noted as sent. Whoever dies between the last two sends it once more:
 * twice is possible, lost is not. Both carry the same Message-ID, by which mail servers and readers fold them.
 */
export async function sendMails(sending: Sending, signal: AbortSignal): Promise<void> {
  const { platform } = sending
  const lock = await holdLock(platform.pool, 'mail.send')
  if (!lock) return
  try {
    await putBackUnsent(sending)
    const setup = await readMailSetup(platform)
    if (!setup || (await dueInMs(sending)) !== 0) return
    const trouble = await sendRound(sending, setup, AbortSignal.any([signal, lock.lost]))
    if (trouble) platform.log.warn({ kind: trouble.kind }, 'mails wait: the mail server cannot be used')
    if (!signal.aborted) await callAgain(sending, setup, trouble ? serverTroubleWaitMs : 0)
  } finally {
    await lock.release()
  }
}

async function putBackUnsent({ platform: { db, clock } }: Sending): Promise<void> {
  const answer = 'The server stopped while it sent this mail'
  for (const { id, attempts } of await listUnsent(db))
    if (attempts < mostAttempts)
      await giveBack(db, id, { answer, nextTryAt: nextTryAfter(attempts, clock()) })
    else await setEnded(db, id, { state: 'failed', answer })
}

/** 0 when some are due now, undefined when none wait. */
async function dueInMs({ platform: { db, clock } }: Sending): Promise<number | undefined> {
  const next = await findNextTry(db)
  return next === undefined ? undefined : Math.max(0, Date.parse(next) - clock().getTime())
}

/** When the next one is due, and not before the mail server and the limit allow it. */
async function callAgain(sending: Sending, setup: MailSetup, atLeastMs: number): Promise<void> {
  const { db, jobs } = sending.platform
  const dueMs = await dueInMs(sending)
  if (dueMs === undefined) return
  const { mails, waitMs } = await allowanceNow(sending.platform, setup)
  const ms = Math.max(dueMs, atLeastMs, mails > 0 ? 0 : waitMs, 1000)
  if (ms > longestWaitMs) return
  await jobs.enqueue(db, SendMails, {}, { key: 'later', afterSeconds: Math.ceil(ms / 1000) })
}
