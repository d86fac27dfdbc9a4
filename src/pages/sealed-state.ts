import { z } from 'zod'
import { SecretError, type Secrets } from '../platform/secrets/secrets.ts'

/**
 * What a page remembers between two requests of a person, without cookies: sealed, so that nobody can read or change it, and
 * good for a time and for one purpose. It travels in a hidden field or in an address.
 */
export type SealedStates<T> = {
  seal(value: T, expiresAt: Date): string
  open(token: string | undefined, now: Date): OpenedState<T>
}

/** `damaged`: changed, cut, for another purpose, or not ours. */
export type OpenedState<T> =
  { ok: true; value: T } | { ok: false; reason: 'expired'; value: T } | { ok: false; reason: 'damaged' }

const longestToken = 8192

export function sealedStates<T>(secrets: Secrets, purpose: string, schema: z.ZodType<T>): SealedStates<T> {
  const place = `page-state:${purpose}`
  const Envelope = z.object({ until: z.number(), value: schema })
  return {
    seal: (value, expiresAt) =>
      secrets.seal(place, JSON.stringify({ until: expiresAt.getTime(), value })).toString('base64url'),
    open(token, now) {
      if (!token || token.length > longestToken || !/^[\w-]+$/.test(token)) return damaged
      const { data } = Envelope.safeParse(
        readJson(() => secrets.openText(place, Buffer.from(token, 'base64url'))),
      )
      if (!data) return damaged
      const { until, value } = data
      return until > now.getTime() ? { ok: true, value } : { ok: false, reason: 'expired', value }
    },
  }
}

const damaged = { ok: false, reason: 'damaged' } as const

function readJson(read: () => string): unknown {
  try {
    return JSON.parse(read())
  } catch (error) {
    if (error instanceof SecretError || error instanceof SyntaxError) return undefined
    throw error
  }
}
