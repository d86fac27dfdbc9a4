import type { DepAccountState } from '../contract/dep.ts'
import type { DepError, DepErrorKind } from '../protocol/dep/dep-error.ts'

/** What the sentence about a state is made of, besides the state itself. */
export type StateFacts = { retryAt?: string; clockSkewSeconds?: number; requestId?: string }

/** What Apple's last answer says about an account. */
export type Outcome = { state: DepAccountState; appleCode: string | null; facts: StateFacts }

export const allWell: Outcome = { state: 'ok', appleCode: null, facts: {} }

/**
 * A refusal that is about one request (a cursor, a profile, a field) comes from a service that accepted the token,
 * so it says that all is well with the account.
 */
const states: Record<DepErrorKind, DepAccountState> = {
  'token-invalid': 'token-invalid',
  terms: 'terms-not-accepted',
  denied: 'access-denied',
  throttled: 'throttled',
  unavailable: 'unavailable',
  protocol: 'unavailable',
  'cursor-expired': 'ok',
  'cursor-invalid': 'ok',
  'cursor-exhausted': 'ok',
  'bad-request': 'ok',
  'not-found': 'ok',
}

export function outcomeOf(error: DepError, now: Date): Outcome {
  const state = stateOf(error)
  if (state === 'ok') return allWell
  const { appleCode = null, retryAfterSeconds, clockSkewSeconds, requestId } = error
  return {
    state,
    appleCode: appleCode ?? (error.status === undefined ? null : String(error.status)),
    facts: {
      ...(retryAfterSeconds === undefined ? {} : { retryAt: later(now, retryAfterSeconds) }),
      ...(isLarge(clockSkewSeconds) ? { clockSkewSeconds } : {}),
      ...(requestId === undefined ? {} : { requestId }),
    },
  }
}

/** Of the answers that condemn a token, a wrong clock explains those that do not name the token itself. */
function stateOf({ kind, appleCode, clockSkewSeconds }: DepError): DepAccountState {
  if (appleCode === 'token_expired') return 'token-expired'
  if (appleCode === 'signature_invalid' && !isLarge(clockSkewSeconds)) return 'token-replaced'
  return kind === 'token-invalid' && isLarge(clockSkewSeconds) ? 'clock-wrong' : states[kind]
}

/** OAuth tolerates about five minutes. */
const isLarge = (skew: number | undefined): skew is number => skew !== undefined && Math.abs(skew) > 240
const later = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString()

/** The time of expiry is known without asking Apple. */
export function stateAt(stored: DepAccountState, tokenExpiresAt: string | null, now: Date): DepAccountState {
  const expired = tokenExpiresAt !== null && Date.parse(tokenExpiresAt) <= now.getTime()
  return expired && stored !== 'no-token' ? 'token-expired' : stored
}

/** One or two sentences: what is the matter, and who does what about it. Null when all is well. */
export function stateText(
  state: DepAccountState,
  appleCode: string | null,
  facts: StateFacts,
): string | null {
  if (state === 'ok') return null
  const text = texts[state]({ ...facts, appleCode })
  return facts.requestId ? `${text} Apple's support finds the request as ${facts.requestId}.` : text
}

type Told = StateFacts & { appleCode: string | null }

const texts: Record<Exclude<DepAccountState, 'ok'>, (told: Told) => string> = {
  'no-token': () =>
    'This account has no server token yet. Download the certificate, upload it at Apple for a new MDM server, then upload the token that Apple gives you here.',
  'token-expired': () =>
    'The server token has expired: Apple gives it for a year. Download a new token for this MDM server at Apple and upload it here.',
  'token-invalid': ({ appleCode }) =>
    `Apple refuses the server token${named(appleCode)}. It was revoked, or whoever made it has left your organization. Download a new token for this MDM server at Apple and upload it here.`,
  'token-replaced': ({ appleCode }) =>
    `A newer token was downloaded for this MDM server at Apple, which ended the one that Muster has${named(appleCode)}. Upload the newer file here; if nobody has it, download another and upload that one.`,
  'clock-wrong': ({ clockSkewSeconds = 0 }) =>
    `Apple refuses the signature because this server's clock is ${clockSkew(clockSkewSeconds)} Apple's. Correct the clock (use a time server), then sync again; the token may be good.`,
  'terms-not-accepted': () =>
    'Apple has new terms and conditions. An administrator of your organization has to sign in at Apple Business Manager or Apple School Manager and accept them. Muster asks again every hour; the token stays as it is.',
  'access-denied': ({ appleCode }) =>
    `Apple denies this server token access${named(appleCode)}. Check at Apple that the MDM server still exists and that the person who made the token still has a role that may manage it.`,
  throttled: ({ retryAt }) =>
    `Apple asks for fewer requests. Muster waits ${retryAt ? `until ${minute(retryAt)}` : 'and tries again within the hour'}; there is nothing to do.`,
  unavailable: ({ appleCode, retryAt }) =>
    `Apple's service ${appleCode ? `does not work at the moment (it answered ${appleCode})` : 'did not answer'}. Muster tries again ${retryAt ? `after ${minute(retryAt)}` : 'within the hour'}; if it lasts, check this server's connection to mdmenrollment.apple.com and Apple's system status page.`,
}

const named = (appleCode: string | null) => (appleCode ? ` (${appleCode})` : '')
const minute = (time: string) => `${time.slice(0, 16).replace('T', ' ')} UTC`
const clockSkew = (seconds: number) =>
  `${Math.round(Math.abs(seconds) / 60)} minutes ${seconds > 0 ? 'ahead of' : 'behind'}`
