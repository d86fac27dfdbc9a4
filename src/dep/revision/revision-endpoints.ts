import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Id, page } from '../../contract/common.ts'
import {
  DepRevision,
  DepRevisionDevice,
  DepRevisionDeviceQuery,
  DepRevisionQuery,
  ReviseDepProfile,
  RevisePreview,
} from '../../contract/dep-profile.ts'
import { actorOf } from '../../platform/http/access.ts'
import type { Platform } from '../../platform/platform.ts'
import { depTags as tags } from '../account-endpoints.ts'
import type { Apple } from '../apple.ts'
import { previewRevision, reviseProfile } from './revise-profile.ts'
import { getRevision, listRevisionDevices, listRevisions } from './revision-store.ts'
import { tryNow } from './try-now.ts'

type Context = { platform: Platform; apple: Apple }

/** Our id, or Apple's UUID. */
const profileParams = z.object({ id: z.string().trim().min(1).max(64) })
const params = z.object({ id: Id })
const config = { access: 'dep.token:read' } as const

export function revisionEndpoints(server: FastifyInstance, context: Context): void {
  previews(server, context.platform)
  revise(server, context)
  readRevisions(server, context.platform)
}

function previews(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/dep/profiles/:id/revise-preview',
    {
      config,
      schema: {
        summary: 'Tell how many devices a revision of a profile would touch',
        tags,
        params: profileParams,
        response: { 200: RevisePreview },
      },
    },
    ({ params: { id } }) => previewRevision(platform, id),
  )
  app.post(
    '/api/v1/dep/profiles/:id/revise-preview',
    {
      config,
      schema: {
        summary: 'Tell what a revision would change, field by field, and how many devices it would touch',
        tags,
        params: profileParams,
        body: ReviseDepProfile,
        response: { 200: RevisePreview },
      },
    },
    ({ params: { id }, body }) => previewRevision(platform, id, body),
  )
}

function revise(server: FastifyInstance, context: Context): void {
  server.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/dep/profiles/:id/revise',
    {
      config,
      schema: {
        summary: 'Define the next version of a profile and give it to all devices that have an earlier one',
        description:
          'Apple never changes a profile: the next version has a UUID of its own. The devices are followed until Apple’s own records show it; see `GET /dep/revisions/{id}`.',
        tags,
        params: profileParams,
        body: ReviseDepProfile,
        response: { 202: DepRevision },
      },
    },
    async (request, reply) => {
      const order = { key: request.params.id, given: request.body }
      const revision = await reviseProfile(context, actorOf(request), order)
      return reply.code(202).send(revision)
    },
  )
}

function readRevisions(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const { db } = platform
  app.get(
    '/api/v1/dep/revisions',
    {
      config,
      schema: {
        summary: 'List revisions, newest first; of a profile: of all its versions',
        tags,
        querystring: DepRevisionQuery,
        response: { 200: page(DepRevision) },
      },
    },
    ({ query }) => listRevisions(db, query),
  )
  app.get(
    '/api/v1/dep/revisions/:id',
    { config, schema: { summary: 'Read a revision', tags, params, response: { 200: DepRevision } } },
    ({ params: { id } }) => getRevision(db, id),
  )
  app.get(
    '/api/v1/dep/revisions/:id/devices',
    {
      config,
      schema: {
        summary: 'List the devices of a revision, by serial number',
        tags,
        params,
        querystring: DepRevisionDeviceQuery,
        response: { 200: page(DepRevisionDevice) },
      },
    },
    ({ params: { id }, query }) => listRevisionDevices(db, id, query),
  )
  app.post(
    '/api/v1/dep/revisions/:id/try-now',
    {
      config,
      schema: {
        summary: 'Ask Apple at once for the devices of a revision that wait or were refused',
        description: 'Devices that Apple asks to leave alone keep their time.',
        tags,
        params,
        response: { 200: DepRevision },
      },
    },
    (request) => tryNow(platform, actorOf(request), request.params.id),
  )
}
