import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../platform/platform.ts'
import { scepCapabilities } from '../protocol/scep/capabilities.ts'
import { readMessageParameter } from '../protocol/scep/pki-request.ts'
import type { Authorities } from './authority.ts'
import { bodyOf } from './device-scope.ts'
import { paths } from './profile.ts'
import type { RefusalLog } from './refusal-log.ts'
import { Refusal } from './refusal.ts'
import { answerPkiRequest } from './scep.ts'

type Means = { authorities: () => Promise<Authorities>; refusals: RefusalLog; bodyLimit: number }
type Query = Record<string, string | string[] | undefined>

/** RFC 8894 4. Devices choose between GET and POST by the capabilities, and repeat what was not answered. */
export function serveScep(
  scope: FastifyInstance,
  platform: Platform,
  { authorities, refusals, bodyLimit }: Means,
): void {
  const schema = { hide: true }
  const answer = async (request: FastifyRequest, reply: FastifyReply, bytes: Buffer) => {
    const { device: ca } = await authorities()
    const { message, refused } = await answerPkiRequest(platform, ca, bytes)
    if (refused) refusals.note('scep', refused, request.ip)
    return reply.type('application/x-pki-message').send(message)
  }

  scope.get<{ Querystring: Query }>(paths.scep, { schema }, async (request, reply) => {
    const { query } = request
    switch (text(query['operation'])) {
      case 'GetCACaps':
        return reply.type('text/plain').send(scepCapabilities)
      case 'GetCACert':
        return reply.type('application/x-x509-ca-cert').send((await authorities()).device.certificate)
      case 'PKIOperation':
        return answer(request, reply, readMessageParameter(text(query['message'])))
      default:
        throw unknownOperation()
    }
  })

  // Some clients repeat the whole message in the address; only the body counts.
  scope.post<{ Querystring: Query }>(paths.scep, { bodyLimit, schema }, async (request, reply) => {
    if (request.query['operation'] !== 'PKIOperation') throw unknownOperation()
    return answer(request, reply, bodyOf(request))
  })
}

const unknownOperation = () => new Refusal(400, 'The SCEP operation is not known', 'malformed')
const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '')
