import { verdictOn, type ApnsAnswer, type Verdict } from '../protocol/apns/apns.ts'
import type { ClaimedPush, SettledPush } from './push-store.ts'

/** Pure rules on what follows from Apple's answers. */

/**
 * A device that has not come for its commands is told again: Apple may not have known a new token yet, and after NotNow and
 * another answer a device does not come back by itself (apple-mdm.md 5.1, 5.3). In seconds after the push before.
 */
const repeatAfter = [300, 900, 3600, 6 * 3600, 24 * 3600]
/** Apple keeps the last push of a device that is away; longer than we would tell it again. */
export const pushLifetimeMs = 7 * 86_400_000

/** 10 s, 20 s, 40 s up to an hour. */
export const laterSeconds = (failures: number): number => Math.min(3600, 10 * 2 ** Math.min(failures, 20))

export type Outcome = ApnsAnswer | 'unwanted' | 'no-token' | 'other-topic' | 'unsent'

/** `unsent`: nobody could send it; the next round will. */
export function settlementOf(claimed: ClaimedPush, outcome: Outcome): SettledPush {
  const { enrollmentId, generation, repeats, failures } = claimed
  const unchanged = { enrollmentId, generation, repeats, failures, taken: false, answer: null }
  const ended = { ...unchanged, dueInSeconds: null, repeats: 0, failures: 0 }
  if (outcome === 'unsent') return { ...unchanged, dueInSeconds: 0 }
  if (outcome === 'unwanted') return ended
  if (outcome === 'no-token') return { ...ended, answer: 'The device has no push token' }
  if (outcome === 'other-topic') return { ...ended, answer: 'The device enrolled with another topic' }
  const answer = `${outcome.status} ${outcome.reason}`.trim()
  const verdict = verdictOn(outcome)
  if (verdict === 'later')
    return { ...unchanged, failures: failures + 1, dueInSeconds: laterSeconds(failures), answer }
  if (verdict === 'certificate-refused') return { ...unchanged, dueInSeconds: 0, answer }
  if (verdict !== 'taken') return { ...ended, answer }
  return { ...ended, taken: true, repeats: repeats + 1, dueInSeconds: repeatAfter[repeats] ?? null }
}

/** One sentence on what Apple said. */
export const verdictTexts: Record<Verdict, string> = {
  taken: 'Apple has taken the push. The device gets it when it is online.',
  'token-gone':
    'Apple says that the device has given up its push token: the enrollment profile was removed, the device was wiped, or the token changed. A device that is still enrolled sends a new one by itself.',
  'certificate-refused': 'Apple refuses the push certificate. Renew it, or upload the right one.',
  later: 'Apple asks to try again later.',
  refused: 'Apple refuses this push; the same would be refused again.',
}
