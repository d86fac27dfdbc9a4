import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { countTry, forgetFailures, takeBackTry } from '../platform/secrets/attempts.ts'

/** What a code is guessed at, with what and from where. `device`: its serial number, or whatever names the attempt. */
export type CodeTry = { key: string; device: string; address: string }

/** A class that sets up its devices sits behind one address: so many of its people may be wrong before everybody waits. */
const freeTriesOfAddress = 40

const subjectsOf = ({ key, device, address }: CodeTry) => ({
  guessed: [
    `check-in-code:key:${(key.trim() || device).toLowerCase().slice(0, 200)}`,
    `check-in-code:device:${device.toLowerCase().slice(0, 200)}`,
  ],
  address: `check-in-code:address:${address}`,
})

/**
 * Counts a try of a check-in code as failed before it is made: per key, per device and per address, with growing delays. Answers
 * for how many seconds none is made, if it comes before its time; then it must not be made.
 */
export async function countCodeTry(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  tried: CodeTry,
): Promise<number | undefined> {
  const { guessed, address } = subjectsOf(tried)
  try {
    await countTry(db, [...guessed, { subject: address, freeTries: freeTriesOfAddress }])
    return undefined
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'session.too-many-attempts') throw error
    const retryAt = Date.parse(String(error.details['retryAt']))
    return Math.max(1, Math.ceil((retryAt - clock().getTime()) / 1000))
  }
}

/** The code was right: what was guessed at starts anew; the failures of others at the same address stay. */
export async function settleCodeTry({ db }: Pick<Platform, 'db'>, tried: CodeTry): Promise<void> {
  const { guessed, address } = subjectsOf(tried)
  await forgetFailures(db, guessed)
  await takeBackTry(db, [address])
}
