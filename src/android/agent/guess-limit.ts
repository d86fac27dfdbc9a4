import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { countTry, takeBackTry } from '../../platform/secrets/attempts.ts'

/** A pallet of tablets is unpacked behind one address: so many of them may be refused before everybody there waits. */
const freeTries = 60

const subjectsOf = (address: string, token: string | null) => [
  { subject: `android-register:address:${address}`, freeTries },
  ...(token ? [{ subject: `android-register:token:${token.slice(0, 64)}`, freeTries }] : []),
]

/**
 * Identifiers of phones can be guessed: each attempt counts as failed, by address and by token, until it is known to be none.
 * Answers for how many seconds no attempt is looked at.
 */
export async function countGuess(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  address: string,
  token: string | null,
): Promise<number | undefined> {
  try {
    await countTry(db, subjectsOf(address, token))
    return undefined
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'session.too-many-attempts') throw error
    const retryAt = Date.parse(String(error.details['retryAt']))
    return Math.max(1, Math.ceil((retryAt - clock().getTime()) / 1000))
  }
}

export const takeBackGuess = (
  { db }: Pick<Platform, 'db'>,
  address: string,
  token: string | null,
): Promise<void> =>
  takeBackTry(
    db,
    subjectsOf(address, token).map(({ subject }) => subject),
  )
