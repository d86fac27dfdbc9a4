/** Pure rules on reminding of what ends: days before, the last for what has ended. */
const thresholds = [0, 1, 3, 7, 14, 30, 60]
const dayMs = 86_400_000

export type Reminder = { threshold: number; daysLeft: number }

/** The last reminder of a thing: of which end, and at which threshold. */
export type LastReminder = { expiresAt: string; threshold: number }

/**
 * Once for each threshold that an end passes; of several that passed while nobody looked, the most urgent. A thing that was renewed
 * has another end, and begins anew.
 */
export function dueReminder(
  expiresAt: string,
  last: LastReminder | undefined,
  now: Date,
): Reminder | undefined {
  const left = Date.parse(expiresAt) - now.getTime()
  const threshold = thresholds.find((days) => left <= days * dayMs)
  if (threshold === undefined) return undefined
  const isOfThisEnd = last && Date.parse(last.expiresAt) === Date.parse(expiresAt)
  if (isOfThisEnd && last.threshold <= threshold) return undefined
  return { threshold, daysLeft: daysUntil(expiresAt, now) }
}

/** Whole days begun; 0 when it is over. */
export const daysUntil = (expiresAt: string, now: Date): number =>
  Math.max(Math.ceil((Date.parse(expiresAt) - now.getTime()) / dayMs), 0)

/** `ended on 2027-03-01`, `ends on 2027-03-01, tomorrow`. Times are in UTC. */
export function endText(expiresAt: string, daysLeft: number): string {
  const day = expiresAt.slice(0, 10)
  if (daysLeft === 0) return `ended on ${day}`
  return `ends on ${day}, ${daysLeft === 1 ? 'tomorrow' : `in ${daysLeft} days`}`
}
