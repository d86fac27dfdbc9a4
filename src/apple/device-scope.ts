import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { MachineInfoError } from '../protocol/mdm/machine-info.ts'
import { MdmError } from '../protocol/mdm/mdm-error.ts'
import { ScepError } from '../protocol/scep/scep-error.ts'
import type { Endpoint, RefusalLog } from './refusal-log.ts'
import { Refusal, type RefusalReason } from './refusal.ts'

/**
 * Makes a scope fit for devices: bodies stay bytes whatever their type or without one, since signatures cover the bytes;
 * errors are bare statuses, and counted. Nothing that was sent goes into the log.
 */
export function speakToDevices(scope: FastifyInstance, refusals: RefusalLog): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  scope.addHook('onRequest', async ({ raw: { headers } }) => {
    // The framework refuses what is no media type before a parser could take it.
    if (!mediaType.test(headers['content-type'] ?? '')) delete headers['content-type']
  })
  scope.setErrorHandler((error, request, reply) => answerError(refusals, error, { request, reply }))
}

const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;.*)?$/

/** The bytes that were sent; empty for a request without a body. */
export const bodyOf = ({ body }: FastifyRequest): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))

/** Which of the addresses for devices was called. */
export const endpointOf = ({ routeOptions: { url = '' } }: FastifyRequest): Endpoint =>
  endpoints.find((endpoint) => url.endsWith(`/${endpoint}`)) ?? 'enroll'

const endpoints = ['scep', 'checkin', 'mdm'] as const

type Exchange = { request: FastifyRequest; reply: FastifyReply }

function answerError(refusals: RefusalLog, error: unknown, { request, reply }: Exchange) {
  const { status, reason } = verdictOn(error)
  const facts = { err: error, requestId: request.id, route: request.routeOptions.url, status }
  // An error on our side is the database's or a bug; with 503 devices try again.
  if (!reason) request.log.error(facts, 'device request failed')
  else {
    const why = (error as Error).message
    request.log.info({ ...facts, err: undefined, reason, why }, 'device request refused')
    refusals.note(endpointOf(request), reason, request.ip)
  }
  return reply.code(status).send()
}

function verdictOn(error: unknown): { status: number; reason?: RefusalReason } {
  if (error instanceof Refusal) return error
  if (error instanceof MdmError || error instanceof MachineInfoError)
    return { status: 400, reason: error.reason === 'bad-signature' ? 'bad-signature' : 'malformed' }
  if (error instanceof ScepError) return { status: 400, reason: 'malformed' }
  const { code } = error as { code?: unknown }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { status: 400, reason: 'too-large' }
  return typeof code === 'string' && code.startsWith('FST_ERR_CTP_')
    ? { status: 400, reason: 'malformed' }
    : { status: 503 }
}
