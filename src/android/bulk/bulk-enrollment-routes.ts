import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  BulkEnrollment,
  BulkEnrollmentPatch,
  BulkEnrollmentQuery,
  ExtendToken,
  NewBulkEnrollment,
} from '../../contract/bulk-enrollment.ts'
import { Id, page } from '../../contract/common.ts'
import { actorOf } from '../../platform/http/access.ts'
import { checkIfMatch, etagOf } from '../../platform/http/etag.ts'
import type { Platform } from '../../platform/platform.ts'
import { findBulk, listBulk, type BulkRecord } from './bulk-enrollment-store.ts'
import {
  addBulk,
  bulkNotFound,
  changeBulk,
  extendToken,
  openBulkToken,
  refreshToken,
  type Expect,
} from './change-bulk-enrollments.ts'
import { removeBulk } from './remove-bulk-enrollment.ts'

const params = z.object({ id: Id })
const reading = { config: { access: 'bulk-enrollment:read' as const } }
const writing = { config: { access: 'bulk-enrollment:write' as const } }
const tags = ['bulk enrollments']

export function bulkEnrollmentRoutes(server: FastifyInstance, platform: Platform): void {
  serveReading(server, platform)
  serveChanging(server, platform)
  serveTokens(server, platform)
}

/** What the caller may see of it: the token only with the right to change it. */
function shown({ secrets }: Platform, request: FastifyRequest, record: BulkRecord): BulkEnrollment {
  const mayWrite = actorOf(request).permissions.has('bulk-enrollment:write')
  return { ...record.bulk, token: mayWrite ? openBulkToken(secrets, record) : null }
}

async function listShown(platform: Platform, request: FastifyRequest, query: BulkEnrollmentQuery) {
  const found = await listBulk(platform.db, query, platform.clock())
  return { ...found, items: found.items.map((record) => shown(platform, request, record)) }
}

/** The tag leaves the token out, so that it is the same for everybody, and what an import changes while somebody types a name. */
const tagOf = ({ bulk }: BulkRecord) => {
  const { waitingCount: _, listUpdatedAt: __, ...stable } = bulk
  return stable
}

function answer(platform: Platform, request: FastifyRequest, reply: FastifyReply, record: BulkRecord) {
  void reply.header('ETag', etagOf(tagOf(record)))
  return shown(platform, request, record)
}

const expecting =
  (request: FastifyRequest): Expect =>
  (current) =>
    checkIfMatch(request, tagOf(current))

function serveReading(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const { db, clock } = platform

  app.get(
    '/api/v1/bulk-enrollments',
    {
      ...reading,
      schema: {
        summary: 'List bulk enrollments of Android devices, newest first',
        description:
          '`q` searches name and description, and the short codes that stand under printed codes. Tokens need `bulk-enrollment:write`.',
        tags,
        querystring: BulkEnrollmentQuery,
        response: { 200: page(BulkEnrollment) },
      },
    },
    (request) => listShown(platform, request, request.query),
  )
  app.get(
    '/api/v1/bulk-enrollments/:id',
    {
      ...reading,
      schema: { summary: 'Read a bulk enrollment', tags, params, response: { 200: BulkEnrollment } },
    },
    async (request, reply) => {
      const record = await findBulk(db, request.params.id, clock())
      if (!record) throw bulkNotFound(request.params.id)
      return answer(platform, request, reply, record)
    },
  )
}

function serveChanging(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.post(
    '/api/v1/bulk-enrollments',
    {
      ...writing,
      schema: {
        summary: 'Add a bulk enrollment',
        description:
          'It gets a token that holds `expiresInDays` (7 unless said otherwise), or none with `withoutToken`. Its devices come by `POST /imports` with `format=android-bulk` and `target`, or one by one.',
        tags,
        body: NewBulkEnrollment,
        response: { 201: BulkEnrollment },
      },
    },
    async (request, reply) => {
      const record = await addBulk(platform, actorOf(request), request.body)
      return reply.code(201).send(answer(platform, request, reply, record))
    },
  )
  app.patch(
    '/api/v1/bulk-enrollments/:id',
    {
      ...writing,
      schema: {
        summary: 'Change name, description, user or custom attributes of a bulk enrollment',
        description:
          '`defaultAttributes` are what a device has where the list says nothing; other ones reach devices that have the old ones and have not enrolled yet. With `attributesFollowList` these and later lists change enrolled devices too.',
        tags,
        params,
        body: BulkEnrollmentPatch,
        response: { 200: BulkEnrollment },
      },
    },
    async (request, reply) => {
      const change = { patch: request.body, expect: expecting(request) }
      return answer(
        platform,
        request,
        reply,
        await changeBulk(platform, actorOf(request), request.params.id, change),
      )
    },
  )
  app.delete(
    '/api/v1/bulk-enrollments/:id',
    {
      ...writing,
      schema: {
        summary: 'Delete a bulk enrollment',
        description:
          'Its token and QR codes stop at once. Devices that are enrolled stay; those that wait stay too, unless `devices=delete`.',
        tags,
        params,
        querystring: z.strictObject({ devices: z.enum(['keep', 'delete']).default('keep') }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { devices } = request.query
      await removeBulk(platform, actorOf(request), request.params.id, { devices, expect: expecting(request) })
      return reply.code(204).send(null)
    },
  )
}

function serveTokens(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.post(
    '/api/v1/bulk-enrollments/:id/token/refresh',
    {
      ...writing,
      schema: {
        summary: 'Make a new token',
        description:
          'The old one stops at once, and with it every QR code that was printed. The new one holds 7 days.',
        tags,
        params,
        response: { 200: BulkEnrollment },
      },
    },
    async (request, reply) =>
      answer(platform, request, reply, await refreshToken(platform, actorOf(request), request.params.id)),
  )
  app.post(
    '/api/v1/bulk-enrollments/:id/token/extend',
    {
      ...writing,
      schema: {
        summary: 'Let the token end 7 to 99 days from now',
        description: 'Counted from now, so that 7 after 99 shortens it.',
        tags,
        params,
        body: ExtendToken,
        response: { 200: BulkEnrollment },
      },
    },
    async (request, reply) =>
      answer(
        platform,
        request,
        reply,
        await extendToken(platform, actorOf(request), request.params.id, request.body.days),
      ),
  )
}
