import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db/database.ts'
import type { LiveGauge } from '../platform/http/live-gauge.ts'
import { listTokenExpiries } from './account-store.ts'

/** What an alarm is set on: Apple does not answer an account whose token has ended. */
export const tokenGauge = (db: Db, clock: Clock): LiveGauge => ({
  name: 'muster_dep_token_seconds_left',
  help: 'How long the server token of each DEP account is good; below nothing when it has ended',
  label: 'account',
  read: async () => {
    const now = clock().getTime()
    const tokens = await listTokenExpiries(db)
    return Object.fromEntries(
      tokens.map(({ name, expiresAt }) => [name, Math.floor((Date.parse(expiresAt) - now) / 1000)]),
    )
  },
})
