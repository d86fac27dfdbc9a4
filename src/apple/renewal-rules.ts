/** Pure rules on the renewal of identity certificates. */

const dayMs = 86_400_000

/** A certificate that has not ended, or so lately that the device may still get another one by it. */
export const isWithinGrace = (notAfter: Date, now: Date, graceDays: number): boolean =>
  now.getTime() < notAfter.getTime() + graceDays * dayMs

/** A certificate that ends before this is to be renewed. */
export const renewBefore = (now: Date, renewalDays: number): Date =>
  new Date(now.getTime() + renewalDays * dayMs)

/** What became of the command of an attempt; `gone` when it is not kept any more. */
export type AttemptState =
  'queued' | 'sent' | 'not-now' | 'acknowledged' | 'error' | 'dropped' | 'cancelled' | 'replaced' | 'gone'

export type Attempt = { attempts: number; attemptedAt: Date; state: AttemptState; answeredAt: Date | null }

/** The device may still take it. */
export const isOpen = ({ state }: Pick<Attempt, 'state'>): boolean =>
  state === 'queued' || state === 'sent' || state === 'not-now'

/** An attempt that nobody answers is made anew after this: the profile's challenge ends then. */
export const attemptDays = 14
const longestPauseDays = 7

/**
 * When to try again. A device that is off keeps its command until the attempt's time is over; one that has refused, or has
 * acknowledged and still uses the old certificate, is asked again after 1, 2, 4 and then every 7 days. No device is given up.
 */
export function nextAttemptAt({ attempts, attemptedAt, state, answeredAt }: Attempt): Date {
  if (isOpen({ state })) return new Date(attemptedAt.getTime() + attemptDays * dayMs)
  const pauseDays = Math.min(2 ** Math.max(0, attempts - 1), longestPauseDays)
  return new Date((answeredAt ?? attemptedAt).getTime() + pauseDays * dayMs)
}
