import { z } from 'zod'
import { GoogleError } from './google-error.ts'
import { readAnswer } from './read-answer.ts'
import { signAssertion, type ServiceAccountKey } from './service-account.ts'

/** What the outside gives: nothing here reads a clock or waits by itself. */
export type GoogleMeans = {
  fetch: typeof fetch
  /** https://oauth2.googleapis.com/token, or that of a fake. */
  tokenUrl: string
  key: ServiceAccountKey
  scope: string
  now: () => Date
  wait: (ms: number) => Promise<void>
  signal?: AbortSignal | undefined
}

export type GoogleCall = {
  method: string
  url: URL
  body?: object | undefined
  headers?: Record<string, string> | undefined
}

export type GoogleSession = {
  /** @throws {GoogleError} */
  call<T>(call: GoogleCall, shape: z.ZodType<T>): Promise<T>
}

const Token = z.object({ access_token: z.string().min(1).max(10_000), expires_in: z.number().default(3600) })

/** So often a call that Google was too busy for is sent again, after 1, 2 and 4 seconds or what Google says. */
const mostRepeats = 3
const longestWaitMs = 30_000

/** Calls with an access token of a service account, which is fetched when needed, and again once when it is refused (RFC 6750). */
export function googleSession(means: GoogleMeans): GoogleSession {
  let token: { value: string; until: number } | undefined

  async function accessToken(): Promise<string> {
    const now = means.now()
    if (token && token.until > now.getTime()) return token.value
    const assertion = signAssertion(means.key, { scope: means.scope, audience: means.tokenUrl, now })
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }
    const answer = await fetchFrom(means, new URL(means.tokenUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    })
    if (answer.status === 400 || answer.status === 401)
      throw new GoogleError('credentials', 'Google refuses the key of the service account', {
        status: answer.status,
      })
    const { access_token: value, expires_in: seconds } = await readAnswer(answer, Token)
    // A minute early, so that it does not end on its way.
    token = { value, until: now.getTime() + (seconds - 60) * 1000 }
    return value
  }

  async function once<T>({ method, url, body, headers }: GoogleCall, shape: z.ZodType<T>): Promise<T> {
    const answer = await fetchFrom(means, url, {
      method,
      headers: {
        authorization: `Bearer ${await accessToken()}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return readAnswer(answer, shape)
  }

  return {
    async call(call, shape) {
      for (let repeats = 0, renewed = false; ;) {
        try {
          return await once(call, shape)
        } catch (error) {
          if (!(error instanceof GoogleError)) throw error
          const isBusy = error.kind === 'throttled' || error.status === 503
          if (error.status === 401 && error.kind === 'denied' && !renewed) {
            renewed = true
            token = undefined
          } else if (isBusy && repeats < mostRepeats) {
            const ms = (error.retryAfterSeconds ?? 2 ** repeats) * 1000
            if (ms > longestWaitMs) throw error
            await means.wait(ms)
            repeats++
          } else throw error
        }
      }
    },
  }
}

async function fetchFrom(means: GoogleMeans, url: URL, init: RequestInit): Promise<Response> {
  const { signal } = means
  const timeout = AbortSignal.timeout(60_000)
  try {
    return await means.fetch(url, {
      ...init,
      redirect: 'manual', // the access token must not travel to another host
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
  } catch (cause) {
    signal?.throwIfAborted()
    const what = timeout.aborted ? 'did not answer within 60 seconds' : 'could not be reached'
    throw new GoogleError('unavailable', `${url.host} ${what}`, {}, { cause })
  }
}
