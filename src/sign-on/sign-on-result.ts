import type { User } from '../contract/user.ts'

export type SignedOn = { ok: true; user: Pick<User, 'id' | 'userName'> }

/**
 * `wrong`: name and password do not belong together. `wait`: too many wrong tries; this one was not made. `unavailable`: the
 * directory or the provider does not answer. `unknown-user`: proved, but nobody here has that name. `qualified-name`: the name has
 * the tenant's domain behind it; the plain one is `suggestion` (W18).
 */
export type SignOnRefusal =
  | { ok: false; reason: 'wrong' | 'unavailable' | 'unknown-user' }
  | { ok: false; reason: 'wait'; waitSeconds: number }
  | { ok: false; reason: 'qualified-name'; suggestion: string }

export type SignOnResult = SignedOn | SignOnRefusal

/**
 * `expired`: the walk to the provider took too long, came back twice, or did not begin here. `refused`: the provider let nobody
 * through (the person may have gone back).
 */
export type OidcRefusal = { ok: false; reason: 'expired' | 'refused' }

/** Whom a directory or a provider vouches for. */
export type Person = { userName: string; name: string | null; email: string | null }
