/** Pure rules on reminding of what ends: days before, the last for what has ended. */
const usual = [0, 1, 3, 7, 14, 30, 60]
const dayMs = 86_400_000

export type Reminder = { threshold: number; daysLeft: number }

/** The last reminder of a thing: of which end, and at which threshold. */
export type LastReminder = { expiresAt: string; threshold: number }

/** When people are reminded of a thing. */
export type Pace = {
  /** Days before its end, the most urgent first. */
  thresholds: readonly number[]
  /** Whether the last reminder comes on the day of the end, and not when it is over. */
  onTheDay?: boolean
  /** Since when it has this end: what lay before reminds of nothing. */
  since?: string | null
}
export const usualPace: Pace = { thresholds: usual }

/**
 * Once for each threshold that an end passes; of several that passed while nobody looked, the most urgent. A thing that was renewed
 * has another end, and begins anew.
 */
export function dueReminder(
  expiresAt: string,
  last: LastReminder | undefined,
  now: Date,
  pace: Pace = usualPace,
): Reminder | undefined {
  const threshold = thresholdsOf(expiresAt, pace).find(
    (days) => now.getTime() >= timeOf(days, expiresAt, pace),
  )
  if (threshold === undefined) return undefined
  const isOfThisEnd = last && Date.parse(last.expiresAt) === Date.parse(expiresAt)
  if (isOfThisEnd && last.threshold <= threshold) return undefined
  return { threshold, daysLeft: daysUntil(expiresAt, now) }
}

const thresholdsOf = (expiresAt: string, pace: Pace): number[] =>
  pace.thresholds.filter((days) => !pace.since || Date.parse(pace.since) < timeOf(days, expiresAt, pace))

/** Days before the end at which people are reminded first. */
export const longestThreshold = (expiresAt: string, pace: Pace): number =>
  Math.max(0, ...thresholdsOf(expiresAt, pace))

function timeOf(days: number, expiresAt: string, { onTheDay = false }: Pace): number {
  if (days === 0 && onTheDay) return Date.parse(dayOf(expiresAt))
  return Date.parse(expiresAt) - days * dayMs
}

/** Days are those of UTC. */
const dayOf = (time: string): string => new Date(time).toISOString().slice(0, 10)

/** Whole days begun; 0 when it is over. */
export const daysUntil = (expiresAt: string, now: Date): number =>
  Math.max(Math.ceil((Date.parse(expiresAt) - now.getTime()) / dayMs), 0)

/** `ended on 2027-03-01`, `ends on 2027-03-01, tomorrow`. Times are in UTC. */
export function endText(expiresAt: string, now: Date): string {
  const day = dayOf(expiresAt)
  const daysLeft = daysUntil(expiresAt, now)
  if (daysLeft === 0) return `ended on ${day}`
  if (daysLeft > 1) return `ends on ${day}, in ${daysLeft} days`
  return `ends on ${day}, ${day === dayOf(now.toISOString()) ? 'today' : 'tomorrow'}`
}
