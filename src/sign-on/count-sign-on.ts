import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { countTry } from '../platform/secrets/attempts.ts'

export type Subjects = { name: string; address: string }

/** A class that sets up its devices sits behind one address: so many of its people may be wrong before everybody waits. */
const freeTriesOfAddress = 40

/** Counts a try as failed before it is made; answers for how many seconds none is made, if it comes before its time. */
export async function countSignOn(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  { name, address }: Subjects,
): Promise<number | undefined> {
  try {
    await countTry(db, [name, { subject: address, freeTries: freeTriesOfAddress }])
    return undefined
  } catch (error) {
    const seconds = secondsToWait(error, clock())
    if (seconds === undefined) throw error
    return seconds
  }
}

/** What countTry throws for a try that comes before its time, in whole seconds; undefined for everything else. */
export function secondsToWait(error: unknown, now: Date): number | undefined {
  if (!(error instanceof Problem) || error.code !== 'session.too-many-attempts') return undefined
  const retryAt = new Date(error.details['retryAt'] as string)
  return Math.max(1, Math.ceil((retryAt.getTime() - now.getTime()) / 1000))
}
