import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Problem } from '../../contract/common.ts'
import { problems } from '../../contract/problems.ts'
import { inMebibytes, limits } from './limits.ts'

const description = `Errors are RFC 9457 problems with a stable \`code\` (docs/errors.md); any operation may answer one.

Lists take \`limit\`, \`cursor\`, \`q\`, \`sort\` and answer \`items\`, \`nextCursor\`, \`total\`; \`total\` is exact up to 10,000 and an estimate
beyond. Pass \`nextCursor\` as \`cursor\` to go on; every page costs the same.

Limits: a body of JSON ${inMebibytes(limits.bodyBytes)}, an uploaded file ${inMebibytes(limits.fileBytes)}, ${limits.files} files and ${limits.fields} fields in a form, ${limits.addressPartCharacters} characters in one part of an
address, ${limits.headerBytes / 1024} KiB of headers, ${limits.requestMs / 60_000} minutes for a request to arrive. More is answered with 413 or 431.

Who changes what somebody else may change, too, sends the \`ETag\` of an answer as \`If-Match\`; a stale one is 412.`

const openApiInfo = {
  openapi: '3.1.0',
  info: {
    title: 'Muster',
    version: '1',
    description,
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  components: {
    securitySchemes: {
      session: { type: 'apiKey' as const, in: 'cookie' as const, name: 'muster_session' },
      token: { type: 'http' as const, scheme: 'bearer', description: 'An API token, mst_...' },
    },
  },
  security: [{ session: [] }, { token: [] }],
}

/** How @fastify/swagger makes the API document of the routes' schemas. */
export const openApi: FastifyDynamicSwaggerOptions = {
  openapi: openApiInfo,
  transform(document) {
    const { schema, url } = jsonSchemaTransform(document)
    return { schema: { ...schema, ...accessFacts(document.route.config?.access) }, url }
  },
  transformObject: (document) =>
    'openapiObject' in document
      ? // Schemas that refer to themselves are components, named by their `id`.
        completeDocument(jsonSchemaTransformObject(document) as Document)
      : document.swaggerObject,
}

const accessFacts = (access: string | undefined) =>
  access === 'public' ? { security: [] } : access === 'signed-in' ? {} : { 'x-permission': access }

type Operation = {
  operationId?: string
  description?: string
  'x-permission'?: string
  parameters?: object[]
  responses: Record<string, { description: string; content?: object }>
}
type Document = {
  components?: { schemas?: Record<string, unknown> }
  paths?: Record<string, Record<string, Operation>>
}

/** What is the same for every operation is said here, once. */
function completeDocument(document: Document): object {
  const { components, paths = {} } = document
  const complete = {
    ...document,
    components: { ...components, schemas: { ...components?.schemas, Problem: problemSchema() } },
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, operations]) => [path, completePath(path, operations)]),
    ),
  }
  return JSON.parse(JSON.stringify(complete), withoutNoise) as object
}

const completePath = (path: string, operations: Record<string, Operation>) =>
  Object.fromEntries(
    Object.entries(operations).map(([method, operation]) => [
      method,
      completeOperation(method, path, operation),
    ]),
  )

function completeOperation(method: string, path: string, operation: Operation): Operation {
  const permission = operation['x-permission']
  const sentences = [operation.description, permission && `Needs the permission \`${permission}\`.`]
  return {
    ...operation,
    operationId: operationId(method, path),
    description: sentences.filter(Boolean).join('\n\n'),
    parameters: [...(operation.parameters ?? []), ...(method === 'post' ? [idempotencyKey] : [])],
    responses: { ...describe(operation.responses), default: problemResponse },
  }
}

/** `GET /api/v1/devices/{id}/timeline` is `getDevicesIdTimeline`. */
const operationId = (method: string, path: string): string =>
  method +
  path
    .replace(/^\/api\/v1/, '')
    .split(/[^A-Za-z\d]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')

const statusTexts: Record<string, string> = {
  200: 'Done',
  201: 'Made',
  202: 'Begun',
  204: 'Done, nothing to say',
}

const describe = (responses: Operation['responses']): Operation['responses'] =>
  Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      response.description === 'Default Response'
        ? { ...response, description: statusTexts[status] ?? 'An answer' }
        : response,
    ]),
  )

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A repeat of the request with the same key within 24 hours gets the first answer and does nothing.',
  schema: { type: 'string', maxLength: 200 },
}

const problemResponse = {
  description: 'A problem: `code` says which one',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

function problemSchema(): object {
  const { $schema: _, ...schema } = z.toJSONSchema(Problem.extend({ code: z.enum(Object.keys(problems)) }))
  return { ...schema, additionalProperties: true }
}

/** What zod adds and no reader needs: a pattern beside a format, and the limits of JavaScript's numbers. */
function withoutNoise(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const schema = value as Record<string, unknown>
  if (typeof schema['format'] === 'string' && typeof schema['pattern'] === 'string') delete schema['pattern']
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum']
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum']
  return schema
}
