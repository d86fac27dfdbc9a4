import { DepError, type DepErrorKind } from './dep-error.ts'

type Answer = { status: number; headers: Headers; body: string }
type Call = { isSession: boolean; now: Date }

/** What Apple's refusal means (apple-dep.md 6.1 and 6.2): the status class and the code decide together. */
export function readDepError({ status, headers, body }: Answer, { isSession, now }: Call): DepError {
  const { code, deadToken } = readErrorBody(body)
  const kind = kindOf(status, code, { isSession, deadToken })
  const what = [status, code ?? deadToken].filter(Boolean).join(' ')
  const message = `Apple's service answered ${what}${isSession ? ' to the request for a session' : ''}`
  return new DepError(kind, message, {
    status,
    ...present('appleCode', code ?? deadToken),
    ...present('retryAfterSeconds', readRetryAfter(headers.get('retry-after'), now)),
    ...present('requestId', headers.get('x-apple-request-uuid')?.slice(0, 100)),
    ...present('clockSkewSeconds', isSession ? clockSkew(headers.get('date'), now) : undefined),
  })
}

const deadTokenWords = /token_rejected|token_expired|signature_invalid/

/** A bare code, a JSON string, or an object; with a reason phrase glued to OAuth's words; HTML from a proxy; nothing. */
export function readErrorBody(body: string): { code?: string; deadToken?: string } {
  const text = body.trim().slice(0, 1024)
  const candidate = fromObject(text) ?? /^"?([^"]*)"?$/.exec(text)?.[1] ?? ''
  return {
    ...present('code', /^[A-Z0-9_]{1,64}$/.test(candidate) ? candidate : undefined),
    ...present('deadToken', deadTokenWords.exec(text)?.[0]),
  }
}

function fromObject(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const { code, error } = JSON.parse(text) as { code?: unknown; error?: unknown }
    return [code, error].find((value) => typeof value === 'string')
  } catch {
    return undefined
  }
}

type Circumstances = { isSession: boolean; deadToken: string | undefined }

function kindOf(status: number, code: string | undefined, about: Circumstances): DepErrorKind {
  if (status === 400) return byCode(code) ?? (about.isSession && !code ? 'token-invalid' : 'bad-request')
  if (status === 401) return about.isSession || about.deadToken ? 'token-invalid' : 'denied'
  if (status === 403) return forbidden(code, about)
  if (status === 404) return 'not-found'
  if (status === 429) return 'throttled'
  if (status >= 500) return 'unavailable'
  if (status < 400 || status === 405) return 'protocol'
  return 'bad-request'
}

/** A persisting FORBIDDEN for the session means that whoever made the token has left the organization. */
function forbidden(code: string | undefined, { isSession, deadToken }: Circumstances): DepErrorKind {
  if (deadToken) return 'token-invalid'
  if (code === 'T_C_NOT_SIGNED') return 'terms'
  return isSession && code === 'FORBIDDEN' ? 'token-invalid' : 'denied'
}

const codes = new Map<string, DepErrorKind>([
  ['CURSOR_REQUIRED', 'cursor-invalid'],
  ['INVALID_CURSOR', 'cursor-invalid'],
  ['EXPIRED_CURSOR', 'cursor-expired'],
  ['EXHAUSTED_CURSOR', 'cursor-exhausted'],
  ['NOT_FOUND', 'not-found'],
  ['PROFILE_NOT_FOUND', 'not-found'],
  ['DEVICE_NOT_FOUND', 'not-found'],
])
const byCode = (code: string | undefined) => (code === undefined ? undefined : codes.get(code))

/** Seconds, or an HTTP date; never less than nothing, never more than a day. */
function readRetryAfter(value: string | null, now: Date): number | undefined {
  if (value === null) return undefined
  const seconds = /^\d{1,9}$/.test(value.trim())
    ? Number(value)
    : Math.ceil((Date.parse(value) - now.getTime()) / 1000)
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), 86_400)
}

function clockSkew(date: string | null, now: Date): number | undefined {
  const seconds = Math.round((now.getTime() - Date.parse(date ?? '')) / 1000)
  return Number.isNaN(seconds) ? undefined : seconds
}

const present = <K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: T })
