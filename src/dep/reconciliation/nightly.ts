import { createHash } from 'node:crypto'

const firstMinute = 30
const minutes = 300
const dayMs = 86_400_000

/**
 * The last and the next time of an account's nightly reconciliation: between half past midnight and half past five, by the
 * server's time zone; another minute for each account, the same every night, so that they do not all ask at once.
 */
export function nightlyTimes(accountId: string, now: Date): { last: Date; next: Date } {
  const minute = createHash('sha256').update(accountId).digest().readUInt32BE() % minutes
  const today = new Date(now)
  today.setHours(0, firstMinute + minute, 0, 0)
  const another = (days: number) => {
    const day = new Date(today)
    day.setDate(day.getDate() + days)
    return day
  }
  return today <= now ? { last: today, next: another(1) } : { last: another(-1), next: today }
}

/** Nothing of that night has been done: the account was listed before it, and none has been begun since. */
export function isDue(
  { id, listedAt, lastStartedAt }: { id: string; listedAt: string | null; lastStartedAt: string | null },
  now: Date,
): boolean {
  if (listedAt === null) return false
  const { last } = nightlyTimes(id, now)
  const missedLongAgo = now.getTime() - last.getTime() > dayMs / 4
  const since = Math.max(Date.parse(listedAt), lastStartedAt === null ? 0 : Date.parse(lastStartedAt))
  return since < last.getTime() && !missedLongAgo
}
