import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AnswerListener } from '../commands/answer-listener.ts'
import type { Platform } from '../platform/platform.ts'
import type { TrustAnchor } from '../protocol/mdm/apple-device-ca.ts'
import { scepCapabilities } from '../protocol/scep/capabilities.ts'
import { readMessageParameter } from '../protocol/scep/pki-request.ts'
import { authoritiesOf, type Authorities } from './authority.ts'
import { callerFinder } from './caller.ts'
import { MisusedCertificate, noteMisuse } from './certificate-misuse.ts'
import { answerCheckIn, type Signed } from './check-in.ts'
import { signatureReader } from './device-certificates.ts'
import { bodyOf, speakToDevices } from './device-scope.ts'
import { enroll } from './enroll.ts'
import { answerPoll } from './poll.ts'
import { paths } from './profile.ts'
import { Refusal } from './refusal.ts'
import { refusalBody } from './refusal-body.ts'
import { answerPkiRequest } from './scep.ts'

export type AppleOptions = {
  /** Who may have issued the identity that a device signs its MachineInfo with. */
  anchors: readonly TrustAnchor[]
  /** Who wants to know what becomes of commands. */
  answerListeners?: readonly AnswerListener[]
}

const kib = 1024
const limits = { enroll: 64 * kib, scep: 64 * kib, checkIn: kib * kib, poll: 8 * kib * kib }
const hidden = { hide: true }

/** What Apple devices talk to. They speak their own dialect (apple-mdm.md 10): bare statuses, no cookies, no redirects. */
export function appleRoutes(server: FastifyInstance, platform: Platform, options: AppleOptions): void {
  const authorities = authoritiesOf(platform)
  void server.register(async (scope) => {
    speakToDevices(scope)
    enrollRoute(scope, platform, { ...options, authorities })
    scepRoutes(scope, platform, authorities)
    mdmRoutes(scope, platform, { ...options, authorities })
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

/** RFC 8894 4. Devices choose between GET and POST by the capabilities, and repeat what was not answered. */
function scepRoutes(
  scope: FastifyInstance,
  platform: Platform,
  authorities: () => Promise<Authorities>,
): void {
  scope.get<{ Querystring: Query }>(paths.scep, { schema: hidden }, async ({ query }, reply) => {
    const { device: ca } = await authorities()
    switch (text(query['operation'])) {
      case 'GetCACaps':
        return reply.type('text/plain').send(scepCapabilities)
      case 'GetCACert':
        return reply.type('application/x-x509-ca-cert').send(ca.certificate)
      case 'PKIOperation': {
        const message = readMessageParameter(text(query['message']))
        return reply.type(pkiMessage).send(await answerPkiRequest(platform, ca, message))
      }
      default:
        throw new Refusal(400, 'The SCEP operation is not known')
    }
  })

  const options = { bodyLimit: limits.scep, schema: hidden }
  // Some clients repeat the whole message in the address; only the body counts.
  scope.post<{ Querystring: Query }>(paths.scep, options, async (request, reply) => {
    if (request.query['operation'] !== 'PKIOperation')
      throw new Refusal(400, 'The SCEP operation is not known')
    const { device: ca } = await authorities()
    return reply.type(pkiMessage).send(await answerPkiRequest(platform, ca, bodyOf(request)))
  })
}

type Query = Record<string, string | string[] | undefined>
const pkiMessage = 'application/x-pki-message'
const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '')

function mdmRoutes(
  scope: FastifyInstance,
  platform: Platform,
  { authorities, answerListeners = [] }: Enrolling,
): void {
  const readSignature = signatureReader(authorities)
  const findCaller = callerFinder(platform.pool)
  const signedBy = async (request: FastifyRequest): Promise<Signed> => {
    const body = bodyOf(request)
    const signer = await readSignature(request.headers['mdm-signature'], body)
    return { findCaller: () => findCaller(signer, platform.clock()), body, address: request.ip }
  }

  const noticing = async <T>(request: FastifyRequest, answer: Promise<T>): Promise<T> => {
    try {
      return await answer
    } catch (error) {
      if (error instanceof MisusedCertificate) await noteMisuse(platform, error, request.ip)
      throw error
    }
  }

  scope.put(paths.checkIn, { bodyLimit: limits.checkIn, schema: hidden }, async (request, reply) => {
    const answer = await noticing(request, answerCheckIn(platform, await signedBy(request)))
    return answer ? reply.type(xml).send(Buffer.from(answer)) : reply.send()
  })

  scope.put(paths.mdm, { bodyLimit: limits.poll, schema: hidden }, async (request, reply) => {
    const command = await noticing(request, answerPoll(platform, await signedBy(request), answerListeners))
    return command ? reply.type(xml).send(command) : reply.send()
  })
}

const xml = 'application/xml; charset=UTF-8'
