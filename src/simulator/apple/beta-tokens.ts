import { createHash } from 'node:crypto'

import type { DepCall } from './dep-call.ts'
import { Refusal } from './refusal.ts'

const programs = [
  { os: 'iOS', title: 'iOS 27 AppleSeed Beta' },
  { os: 'OSX', title: 'macOS 27 AppleSeed Beta' },
  { os: 'tvOS', title: 'tvOS 27 AppleSeed Beta' },
  { os: 'visionOS', title: 'visionOS 27 AppleSeed Beta' },
  { os: 'watchOS', title: 'watchOS 27 AppleSeed Beta' },
  { os: 'homePodOS', title: 'HomePod Software 27 AppleSeed Beta' },
]

/** `GET /os-beta-enrollment/tokens`: with the undocumented twin that Apple sends beside the documented list. */
export function betaTokens({ apple: { faults } }: DepCall) {
  if (faults.seedTurnedOff) throw new Refusal(403, 'APPLE_SEED_FOR_IT_TURNED_OFF')
  const tokens = programs.map(({ os, title }) => ({ token: tokenOf(os), title, os }))
  return { betaEnrollmentTokens: tokens, seedBuildTokens: tokens }
}

const tokenOf = (os: string) => createHash('sha256').update(`beta ${os}`).digest('hex').toUpperCase()
