import type { SimulatedClock } from '../clock.ts'
import type { Faults } from './faults.ts'
import type { Organization } from './organization.ts'
import type { Rules } from './rules.ts'
import type { Sessions } from './sessions.ts'

/** Everything one simulated Apple knows. */
export type Apple = {
  clock: SimulatedClock
  organization: Organization
  sessions: Sessions
  faults: Faults
  rules: Rules
  /** Calls answered so far, as `POST /devices/sync`. */
  calls: Map<string, number>
}
