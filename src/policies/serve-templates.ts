import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ListQuery, page } from '../contract/common.ts'
import { NewTemplate, Template, TemplatePatch } from '../contract/policy.ts'
import { templates } from '../devices/device-kinds.ts'
import { decodeIdCursor, pageOf } from '../platform/db/paging.ts'
import { actorOf } from '../platform/http/access.ts'
import { checkIfMatch, withEtag } from '../platform/http/etag.ts'
import { countNamed } from '../platform/named-things/named-thing-store.ts'
import { keyFrom as namedKeyFrom } from '../platform/named-things/serve-named-things.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { addTemplate, changeTemplate, deleteTemplate } from './change-templates.ts'
import { params } from './policy-key.ts'
import { findTemplate, listTemplates } from './template-store.ts'

const reading = { config: { access: 'device:read' as const } }
const writing = { config: { access: 'device:write' as const } }
const tags = ['templates']
const keyFrom = (text: string) => namedKeyFrom(templates, text)

export function serveTemplates(server: FastifyInstance, platform: Platform): void {
  serveReading(server, platform)
  serveChanging(server, platform)
}

function serveReading(server: FastifyInstance, { db }: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/templates',
    {
      ...reading,
      schema: {
        summary: 'List templates by name',
        tags,
        querystring: ListQuery.omit({ sort: true }),
        response: { 200: page(Template) },
      },
    },
    async ({ query: { q, cursor, limit } }) => {
      const after = cursor ? (decodeIdCursor(cursor).key ?? undefined) : undefined
      const found = await listTemplates(db, { q, after, limit: limit + 1 })
      const keyOf = ({ name, id }: Template) => ({ key: name, id })
      return { ...pageOf(found, limit, keyOf, (t) => t), total: await countNamed(db, templates, q) }
    },
  )
  app.get(
    '/api/v1/templates/:id',
    { ...reading, schema: { summary: 'Read a template', tags, params, response: { 200: Template } } },
    async ({ params: { id } }, reply) => {
      const template = await findTemplate(db, keyFrom(id))
      if (!template) throw new Problem('template.not-found', { id })
      return withEtag(reply, template)
    },
  )
}

function serveChanging(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/api/v1/templates',
    {
      ...writing,
      schema: { summary: 'Add a template', tags, body: NewTemplate, response: { 201: Template } },
    },
    async (request, reply) => {
      if (request.body.policies.length > 0) checkPolicyRight(request)
      const template = await addTemplate(platform, actorOf(request), request.body)
      return reply.code(201).send(withEtag(reply, template))
    },
  )
  app.patch(
    '/api/v1/templates/:id',
    {
      ...writing,
      schema: {
        summary: 'Change a template; enrolled devices with it get what has changed',
        description:
          'To change its policies takes `policy:write` too. Tags and groups are added to devices; those that are taken out stay on devices that have them.',
        tags,
        params,
        body: TemplatePatch,
        response: { 200: Template },
      },
    },
    async (request, reply) => {
      if (request.body.policies) checkPolicyRight(request)
      const change = { key: keyFrom(request.params.id), patch: request.body, expect: expecting(request) }
      return withEtag(reply, await changeTemplate(platform, actorOf(request), change))
    },
  )
  app.delete(
    '/api/v1/templates/:id',
    {
      ...writing,
      schema: {
        summary: 'Delete a template that is not used',
        tags,
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const ending = { key: keyFrom(request.params.id), expect: expecting(request) }
      await deleteTemplate(platform, actorOf(request), ending)
      return reply.code(204).send(null)
    },
  )
}

const expecting = (request: FastifyRequest) => (current: Template) => checkIfMatch(request, current)

/** Who gives policies to templates gives them to devices. */
function checkPolicyRight(request: FastifyRequest): void {
  if (actorOf(request).permissions.has('policy:write')) return
  throw new Problem('permission.denied', { permission: 'policy:write' })
}
