import type { FastifyInstance } from 'fastify'
import type { Platform } from '../platform/platform.ts'
import { accountEndpoints } from './account-endpoints.ts'
import { openApple } from './apple.ts'
import { betaTokenEndpoints } from './beta-token-endpoints.ts'
import { depEnabledEndpoints } from './dep-enabled-endpoints.ts'
import { deviceActEndpoints } from './device-act-endpoints.ts'
import { deviceEndpoints } from './device-endpoints.ts'
import { assignmentEndpoints } from './assignments/assignment-endpoints.ts'
import { ruleEndpoints } from './assignments/rule-endpoints.ts'
import { profileEndpoints } from './profile-endpoints.ts'
import { reconciliationEndpoints } from './reconciliation/reconciliation-endpoints.ts'
import { profileFormEndpoints } from './profile-form-endpoints.ts'
import { revisionEndpoints } from './revision/revision-endpoints.ts'
import { timelineEndpoints } from './timeline-endpoints.ts'
import { tokenEndpoints } from './token-endpoints.ts'

/** Apple DEP over HTTP. `depUrl` is Apple's service, or a simulated one. */
export function depRoutes(server: FastifyInstance, platform: Platform, { depUrl }: { depUrl: string }): void {
  const context = { platform, apple: openApple(platform, depUrl) }
  accountEndpoints(server, platform)
  tokenEndpoints(server, context)
  depEnabledEndpoints(server, platform)
  betaTokenEndpoints(server, context)
  deviceActEndpoints(server, context)
  timelineEndpoints(server, platform)
  profileEndpoints(server, context)
  assignmentEndpoints(server, context)
  ruleEndpoints(server, platform)
  profileFormEndpoints(server, platform)
  revisionEndpoints(server, context)
  deviceEndpoints(server, platform)
  reconciliationEndpoints(server, platform)
}
