import type { Platform } from '../platform/platform.ts'
import { countTry, forgetFailures, takeBackTry } from '../platform/secrets/attempts.ts'
import { admitPerson } from './admit-person.ts'
import { askDirectory } from './ask-directory.ts'
import { secondsToWait } from './count-sign-on.ts'
import type { Person, SignOnResult } from './sign-on-result.ts'
import type { StoredLdap } from './sign-on-settings-store.ts'
import { beginWalk, SignOnFailure, type Walk } from './steps.ts'

type DirectoryPlatform = Pick<Platform, 'db' | 'clock' | 'secrets' | 'log'>
type Typed = { userName: string; password: string; address: string }

export async function proveByDirectory(
  platform: DirectoryPlatform,
  ldap: StoredLdap,
  { address, ...asked }: Typed,
): Promise<SignOnResult> {
  const { clock, log } = platform
  const walk = beginWalk()
  try {
    const person = await askCounted(platform, { ldap, walk }, asked)
    return await admitPerson(platform, person, address)
  } catch (error) {
    const waitSeconds = secondsToWait(error, clock())
    if (waitSeconds) return { ok: false, reason: 'wait', waitSeconds }
    if (!(error instanceof SignOnFailure)) throw error
    if (error.outcome === 'wrong') return { ok: false, reason: 'wrong' }
    log.warn({ failed: walk.steps.at(-1) }, 'the directory could not be asked')
    return { ok: false, reason: error.outcome === 'unavailable' ? 'unavailable' : 'unknown-user' }
  }
}

type Asking = { ldap: StoredLdap; walk: Walk }
type Asked = Pick<Typed, 'userName' | 'password'>

/**
 * Many spellings find one entry (RFC 4518 folds case, blanks and look-alike letters; a filter may look at several attributes), so
 * tries are counted by what was found too: else each spelling would have free tries of its own.
 */
export async function askCounted(
  { db, secrets }: Pick<Platform, 'db' | 'secrets'>,
  { ldap, walk }: Asking,
  asked: Asked,
): Promise<Person> {
  const counted: string[] = []
  const count = async (dn: string): Promise<void> => {
    const subject = `sign-on:entry:${dn.toLowerCase()}`
    await countTry(db, [subject])
    counted.push(subject)
  }
  try {
    const person = await askDirectory({ ldap, secrets, walk, beforeBind: count }, asked)
    await forgetFailures(db, counted)
    return person
  } catch (error) {
    const undecided = error instanceof SignOnFailure && error.outcome === 'unavailable'
    if (undecided && counted.length > 0) await takeBackTry(db, counted)
    throw error
  }
}
