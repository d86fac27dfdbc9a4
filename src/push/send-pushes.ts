import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { verdictOn } from '../protocol/apns/apns.ts'
import { ApnsError } from './apns-connection.ts'
import { clearRefused, setRefused } from './certificate-store.ts'
import { pushLifetimeMs, settlementOf, type Outcome } from './push-rules.ts'
import type { PushSender, ReadySender } from './push-sender.ts'
import { claimDue, nextDueInMs, settle, type ClaimedPush } from './push-store.ts'
import type { PushTarget, PushTargets } from './targets.ts'

export const SendPushes: JobKind<Record<string, never>> = { name: 'push.send', payload: z.strictObject({}) }

export type Sending = { platform: Platform; sender: PushSender; targets: PushTargets }

const mostInRound = 500
/** What is due that soon is waited for; the rest is found by a later job. */
const waitMs = 5000
/** What is due later than this is found by the schedule. */
const longestDelayMs = 300_000
const troubleDelayMs = 20_000

/**
 * Sends what is due and has itself called again for the rest. Servers that send at once share the pushes between them. Whoever
 * dies after Apple has taken a push and before that was noted leaves it to be sent again: twice is possible, lost is not.
 */
export async function sendPushes(sending: Sending, signal: AbortSignal): Promise<void> {
  const { platform, sender } = sending
  while (!signal.aborted) {
    const ready = await sender.ready()
    if (!ready) return
    const claimed = await claimDue(platform.db, mostInRound)
    if (claimed.length > 0) {
      const trouble = await sendRound(sending, ready, claimed)
      if (trouble === 'certificate-refused') return
      if (trouble === 'unreachable') return callAgain(platform, troubleDelayMs)
      continue
    }
    const ms = await nextDueInMs(platform.db)
    if (ms === undefined || ms > longestDelayMs) return
    if (ms > waitMs) return callAgain(platform, ms)
    await sleep(ms + 10, undefined, { signal }).catch(() => {})
  }
}

async function callAgain({ db, jobs }: Platform, ms: number): Promise<void> {
  await jobs.enqueue(db, SendPushes, {}, { key: 'later', afterSeconds: Math.ceil(ms / 1000) })
}

type Trouble = ApnsError['kind'] | undefined

async function sendRound(
  sending: Sending,
  ready: ReadySender,
  claimed: readonly ClaimedPush[],
): Promise<Trouble> {
  const { platform, targets } = sending
  const { db, log } = platform
  const ids = claimed.map(({ enrollmentId }) => enrollmentId)
  const found = new Map((await targets.find(db, ids)).map((target) => [target.enrollmentId, target]))
  const round = createRound(sending, ready)
  const settled = await Promise.all(
    claimed.map(async (push) => settlementOf(push, await round.push(found.get(push.enrollmentId)))),
  )
  await settle(db, settled)
  const { trouble } = round
  if (trouble) {
    log.warn({ kind: trouble.kind, reason: trouble.message }, 'pushes wait: Apple cannot be used')
    if (trouble.kind === 'certificate-refused') await noteRefused(platform, ready, trouble.message)
  } else if (round.isTaken) await clearRefused(db, ready.revision)
  return trouble?.kind
}

/** Once Apple cannot be reached, or refuses the certificate, the rest of a round is not tried. */
function createRound({ platform, targets }: Sending, { topic, send }: ReadySender) {
  const { db, clock } = platform
  const round = {
    trouble: undefined as ApnsError | undefined,
    isTaken: false,
    async push(target: PushTarget | undefined): Promise<Outcome> {
      if (!target?.isWanted) return 'unwanted'
      if (!target.address) return 'no-token'
      if (target.topic !== topic) return 'other-topic'
      if (round.trouble) return 'unsent'
      const expiresAt = new Date(clock().getTime() + pushLifetimeMs)
      const answer = await send({ ...target.address, topic, expiresAt }).catch((error: unknown) => {
        if (!(error instanceof ApnsError)) throw error
        round.trouble ??= error
      })
      if (!answer) return 'unsent'
      const verdict = verdictOn(answer)
      if (verdict === 'taken') round.isTaken = true
      if (verdict === 'certificate-refused')
        round.trouble ??= new ApnsError('certificate-refused', `${answer.status} ${answer.reason}`.trim())
      if (verdict === 'token-gone')
        await db.transaction().execute((trx) => targets.retire(trx, target, answer.reason))
      return answer
    },
  }
  return round
}

/** Said once for a certificate, as an error: somebody must act. */
export async function noteRefused(
  { db, clock, log }: Platform,
  { revision, topic }: Pick<ReadySender, 'revision' | 'topic'>,
  reason: string,
): Promise<void> {
  if (await setRefused(db, { revision, reason, now: clock() }))
    log.error({ topic, reason }, 'Apple refuses the push certificate')
}
