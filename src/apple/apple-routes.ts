import type { FastifyInstance } from 'fastify'
import type { AnswerListener } from '../commands/answer-listener.ts'
import type { Platform } from '../platform/platform.ts'
import type { TrustAnchor } from '../protocol/mdm/apple-device-ca.ts'
import { authoritiesOf, type Authorities } from './authority.ts'
import type { IdentityMeans } from './device-identity.ts'
import { bodyOf, speakToDevices } from './device-scope.ts'
import { enroll } from './enroll.ts'
import { serveMdm } from './mdm-endpoints.ts'
import { paths } from './profile.ts'
import type { RefusalLog } from './refusal-log.ts'
import { refusalBody } from './refusal-body.ts'
import { serveScep } from './scep-endpoints.ts'

export type AppleOptions = {
  /** Who may have issued the identity that a device signs its MachineInfo with. */
  anchors: readonly TrustAnchor[]
  /** Who wants to know what becomes of commands. */
  answerListeners?: readonly AnswerListener[]
  refusals: RefusalLog
  /** Ways to prove who one is beside the signature. */
  identity?: IdentityMeans | undefined
}

const kib = 1024
const limits = { enroll: 64 * kib, scep: 64 * kib, checkIn: kib * kib, poll: 8 * kib * kib }
const hidden = { hide: true }

/** What Apple devices talk to. They speak their own dialect (apple-mdm.md 10): bare statuses, no cookies, no redirects. */
export function appleRoutes(server: FastifyInstance, platform: Platform, options: AppleOptions): void {
  const authorities = authoritiesOf(platform)
  void server.register(async (scope) => {
    const { refusals, identity, answerListeners = [] } = options
    speakToDevices(scope, refusals)
    enrollRoute(scope, platform, { ...options, authorities })
    serveScep(scope, platform, { authorities, refusals, bodyLimit: limits.scep })
    serveMdm(scope, platform, { authorities, identity, answerListeners, limits })
  })
}

type Enrolling = AppleOptions & { authorities: () => Promise<Authorities> }

function enrollRoute(scope: FastifyInstance, platform: Platform, options: Enrolling): void {
  scope.post(paths.enroll, { bodyLimit: limits.enroll, schema: hidden }, async (request, reply) => {
    const result = await enroll(platform, options, { bytes: bodyOf(request), address: request.ip })
    if ('refused' in result) {
      const { refused } = result
      request.log.info({ arrival: refused.id, reason: refused.decision.reason }, 'arrival not admitted')
      return reply
        .code(403)
        .type('application/json')
        .send(Buffer.from(JSON.stringify(refusalBody(refused))))
    }
    return reply.type('application/x-apple-aspen-config').send(result.profile)
  })
}
