import type { SimulatedClock } from '../clock.ts'
import type { Faults } from './faults.ts'
import type { Organization } from './organization.ts'
import type { Sessions } from './sessions.ts'

/** Page sizes: what a client gets that names none, and the most it can have. */
export type Limits = { default: number; maximum: number }

/** How the OAuth header of `GET /session` is checked. */
export type OAuthCheck =
  /** Signature over the address as the client built it, time within five minutes, a nonce only once. */
  | 'strict'
  /** Only the signature, with either scheme: for a simulator behind a proxy. */
  | 'lenient'

/** Everything one simulated Apple knows. */
export type Apple = {
  clock: SimulatedClock
  organization: Organization
  sessions: Sessions
  faults: Faults
  limits: Limits
  oauth: OAuthCheck
  /** User agents that are refused above protocol version 3. */
  refusedAgents: RegExp
  /** Calls answered so far, as `POST /devices/sync`. */
  calls: Map<string, number>
}
