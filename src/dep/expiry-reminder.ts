/** Pure rules on reminding of a server token that ends: days before, the last for one that has ended. */
const thresholds = [0, 1, 3, 7, 14, 30, 60]
const dayMs = 86_400_000

export type Reminder = { threshold: number; daysLeft: number }

/**
 * Once for each threshold that a token passes; of several that passed while nobody looked, the last. `reminded` is the threshold
 * that somebody was reminded at before.
 */
export function dueReminder(expiresAt: string, reminded: number | null, now: Date): Reminder | undefined {
  const left = Date.parse(expiresAt) - now.getTime()
  const threshold = thresholds.find((days) => left <= days * dayMs)
  if (threshold === undefined || (reminded !== null && reminded <= threshold)) return undefined
  return { threshold, daysLeft: Math.max(Math.ceil(left / dayMs), 0) }
}

export function reminderText(account: string, expiresAt: string, { threshold, daysLeft }: Reminder): string {
  const day = expiresAt.slice(0, 10)
  const renew = 'Download a new token for this MDM server at Apple and upload it here'
  if (threshold === 0)
    return `The server token of “${account}” ended on ${day}: Apple does not answer any more. ${renew}.`
  const left = daysLeft === 1 ? 'tomorrow' : `in ${daysLeft} days`
  return `The server token of “${account}” ends on ${day}, ${left}. ${renew}; the account and its devices stay as they are.`
}
