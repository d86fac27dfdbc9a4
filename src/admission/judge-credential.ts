import type { GivenLogin } from './answers.ts'
import type { Candidate } from './decision.ts'
import { pass, stop, type Judgment } from './judgment.ts'
import type { Survey } from './survey.ts'

/** What stops an arrival that is proved by its key and code; `needed` says why they are asked for. Undefined when they fit one record. */
export function codeFault({ code, proven, live, isKeyNeeded }: Survey, needed: string): Judgment | undefined {
  const records = live.map(({ identifier }) => identifier)
  if (!code) return stop('code-needed', needed, { records })
  const facts = { key: code.key.slice(0, 100) }
  if (code.waitSeconds !== undefined)
    return stop('too-many-tries', 'A key and code came too soon after wrong ones, and was not looked at.', {
      ...facts,
      waitSeconds: code.waitSeconds,
    })
  if (isKeyNeeded)
    return stop(
      'ambiguous-code',
      'There are too many records to look for the code; the key must tell which.',
      facts,
    )
  if (proven.length === 0) return stop('wrong-code', 'The key and code do not fit.', facts)
  if (proven.length === 1) return undefined
  const fitting = proven.map(({ identifier }) => identifier)
  return stop('ambiguous-code', `The code fits ${proven.length} records; the key must tell which.`, {
    ...facts,
    records: fitting,
  })
}

export const judgeLogin = ({ login }: Survey, { user, enrolledAt }: Candidate): Judgment => {
  if (!login) return stop('login-needed', 'The user must sign in first.')
  if (!login.result.ok) return loginFault(login, login.result.reason)
  const { userName, id } = login.result.user
  const facts = { signedIn: userName, user: user?.userName ?? null }
  // Once a device was enrolled, its user may be whoever signed in before; after a reset any may (W14, W15).
  return user && user.id !== id && enrolledAt === null
    ? stop('wrong-user', `${userName} signed in, and the device is meant for ${user.userName}.`, facts)
    : pass(`${userName} signed in.`, facts)
}

type Refused = Exclude<GivenLogin['result'], { ok: true }>['reason']

const loginFaults = {
  wrong: ['wrong-login', 'The user name or the password is wrong.'],
  'qualified-name': ['wrong-login', 'The user name was given with the domain behind it.'],
  wait: ['too-many-tries', 'A password came too soon after wrong ones, and was not looked at.'],
  'unknown-user': ['unknown-user', 'The person signed in, and no user here has that name.'],
  unavailable: ['sign-on-unavailable', 'The server that checks passwords does not answer.'],
  failed: ['sign-on-failed', 'The sign-in at the provider was not completed.'],
} as const satisfies Record<Refused, readonly [string, string]>

export function loginFault({ userName }: GivenLogin, refused: Refused): Judgment {
  const [reason, words] = loginFaults[refused]
  return stop(reason, words, { userName: userName?.slice(0, 100) ?? null })
}

/**
 * Whether the record is proved by its key and code: by its method (B7), as it is set, or since nobody vouches for the serial number
 * of a device that an administrator put on record and that does not come from DEP (S2).
 */
export const wantsCode = ({ depMethod, authentication, source }: Candidate): boolean =>
  depMethod === 'Keycode' ||
  authentication === 'keycode' ||
  (authentication === 'none' && depMethod === null && source !== 'dep' && source !== 'self')
