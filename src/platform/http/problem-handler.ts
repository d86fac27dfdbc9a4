import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { ProblemCode } from '../../contract/problems.ts'
import { Problem } from '../problem.ts'
import { inMebibytes, limits } from './limits.ts'

export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = toProblem(error, request)
  if (problem.status >= 500) logFailure(error, request)
  const retryAt = problem.details['retryAt']
  if (typeof retryAt === 'string') void reply.header('Retry-After', secondsUntil(retryAt))
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send({ ...problem.toJSON(), requestId: request.id })
}

/** Neither address nor body: both may hold secrets. A client that hung up in the middle is nobody's fault here. */
function logFailure(error: unknown, request: FastifyRequest): void {
  const { method, id: requestId, routeOptions, raw } = request
  const facts = { method, route: routeOptions.url, requestId }
  if (raw.destroyed && !raw.complete) request.log.debug(facts, 'request broken off')
  else if (!(error instanceof Problem)) request.log.error({ err: error, ...facts }, 'request failed')
}

function toProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  if (hasZodFastifySchemaValidationErrors(error)) return invalidRequest(error)
  const { code = '', statusCode = 500, message = '' } = (error ?? {}) as Partial<FastifyError>
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return tooLarge('The body', request.routeOptions.bodyLimit)
  if (code === 'FST_REQ_FILE_TOO_LARGE') return tooLarge('A file', limits.fileBytes)
  const known =
    refusals[code] ?? (code.startsWith('FST_') && statusCode < 500 ? 'request.invalid' : undefined)
  return known ? new Problem(known, { detail: message }) : new Problem('internal', {}, { cause: error })
}

const tooLarge = (what: string, bytes: number) =>
  new Problem('request.too-large', { detail: `${what} may have ${inMebibytes(bytes)}`, limit: bytes })

/** A long list of bad items is understood from its first hundred. */
const mostErrors = 100

type Invalid = {
  validation: { instancePath: string; keyword: string; message?: string }[]
  validationContext?: string
}

function invalidRequest({ validation, validationContext = 'body' }: Invalid): Problem {
  const prefix = validationContext === 'body' ? '' : `/${validationContext}`
  const errors = validation.slice(0, mostErrors).map(({ instancePath, keyword, message = '' }) => ({
    pointer: `${prefix}${instancePath}`,
    code: keyword,
    message,
  }))
  const detail = errors.map(({ pointer, message }) => `${pointer || 'The request'}: ${message}`).join('; ')
  return new Problem('request.invalid', { detail, errors })
}

/** What Fastify and its plugins refuse before a route sees it; other refusals of theirs are requests that are not valid. */
const refusals: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.media-type',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'request.media-type',
  FST_FILES_LIMIT: 'request.too-large',
  FST_PARTS_LIMIT: 'request.too-large',
  FST_FIELDS_LIMIT: 'request.too-large',
  FST_ERR_BAD_URL: 'route.not-found',
  // PostgreSQL on a NUL character or half a surrogate pair, which JSON can write and a text column cannot hold.
  '22021': 'request.invalid',
  '22P05': 'request.invalid',
}

const secondsUntil = (time: string) => Math.max(1, Math.ceil((Date.parse(time) - Date.now()) / 1000))
