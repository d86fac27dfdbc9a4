import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { MachineInfoError } from '../protocol/mdm/machine-info.ts'
import { MdmError } from '../protocol/mdm/mdm-error.ts'
import { ScepError } from '../protocol/scep/scep-error.ts'
import { Refusal } from './refusal.ts'

/**
 * Makes a scope fit for devices: bodies stay bytes whatever their type or without one, since signatures cover the bytes;
 * errors are bare statuses. Nothing that was sent goes into the log.
 */
export function speakToDevices(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  scope.setErrorHandler(answerError)
}

/** The bytes that were sent; empty for a request without a body. */
export const bodyOf = ({ body }: FastifyRequest): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const status = statusOf(error)
  const facts = { err: error, requestId: request.id, route: request.routeOptions.url, status }
  // An error on our side is the database's or a bug; with 503 devices try again.
  if (status === 503) request.log.error(facts, 'device request failed')
  else request.log.info({ ...facts, err: undefined, why: (error as Error).message }, 'device request refused')
  return reply.code(status).send()
}

function statusOf(error: unknown): number {
  if (error instanceof Refusal) return error.status
  if ([MachineInfoError, ScepError, MdmError].some((kind) => error instanceof kind)) return 400
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && code.startsWith('FST_ERR_CTP_') ? 400 : 503
}
