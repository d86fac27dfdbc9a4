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
    if (!(error instanceof Problem) || error.code !== 'session.too-many-attempts') throw error
    const retryAt = new Date(error.details['retryAt'] as string)
    return Math.max(1, Math.ceil((retryAt.getTime() - clock().getTime()) / 1000))
  }
}
