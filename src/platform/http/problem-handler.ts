import type { FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { ProblemCode } from '../../contract/problems.ts'
import { Problem } from '../problem.ts'

export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = toProblem(error)
  if (problem.status >= 500) request.log.error({ err: error, requestId: request.id }, 'request failed')
  const retryAt = problem.details['retryAt']
  if (typeof retryAt === 'string') void reply.header('Retry-After', secondsUntil(retryAt))
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send({ ...problem.toJSON(), requestId: request.id })
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (hasZodFastifySchemaValidationErrors(error)) return invalidRequest(error)
  const code = refusals[(error as { code?: string } | null)?.code ?? '']
  return code
    ? new Problem(code, { detail: (error as Error).message })
    : new Problem('internal', {}, { cause: error })
}

type Invalid = {
  validation: { instancePath: string; keyword: string; message?: string }[]
  validationContext?: string
}

function invalidRequest({ validation, validationContext = 'body' }: Invalid): Problem {
  const prefix = validationContext === 'body' ? '' : `/${validationContext}`
  const errors = validation.map(({ instancePath, keyword, message = '' }) => ({
    pointer: `${prefix}${instancePath}`,
    code: keyword,
    message,
  }))
  const detail = errors.map(({ pointer, message }) => `${pointer || 'The request'}: ${message}`).join('; ')
  return new Problem('request.invalid', { detail, errors })
}

/** What Fastify and its plugins refuse before a route sees it. */
const refusals: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'request.invalid',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request.invalid',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request.invalid',
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.media-type',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'request.media-type',
  FST_REQ_FILE_TOO_LARGE: 'request.too-large',
  FST_FILES_LIMIT: 'request.too-large',
  FST_PARTS_LIMIT: 'request.too-large',
  FST_FIELDS_LIMIT: 'request.too-large',
  FST_ERR_BAD_URL: 'route.not-found',
  // PostgreSQL on a NUL character, which an address can write (%00) and a text cannot hold.
  '22021': 'request.invalid',
  // On text where a UUID should be: ids are checked by schemas, so it came in a made-up cursor.
  '22P02': 'request.invalid',
}

const secondsUntil = (time: string) => Math.max(1, Math.ceil((Date.parse(time) - Date.now()) / 1000))
