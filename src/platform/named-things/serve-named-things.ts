import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Id, ListQuery, NamedThing, NamedThingPatch, NewNamedThing, page } from '../../contract/common.ts'
import { decodeIdCursor, pageOf } from '../db/paging.ts'
import { actorOf } from '../http/access.ts'
import { checkIfMatch, withEtag } from '../http/etag.ts'
import type { Platform } from '../platform.ts'
import { Problem } from '../problem.ts'
import { addNamed, changeNamed, removeNamed } from './change-named-things.ts'
import { countNamed, findNamed, listNamed, type NamedKey, type NamedKind } from './named-thing-store.ts'

const params = z.object({ id: z.string().min(1).max(300).describe('The UUID, or `name:` and the name') })

/** List, create, read, change and delete things of one kind. */
export function serveNamedThings(server: FastifyInstance, platform: Platform, kind: NamedKind): void {
  serveReading(server, platform, kind)
  serveAdding(server, platform, kind)
  serveChanging(server, platform, kind)
}

function serveReading(server: FastifyInstance, { db }: Platform, kind: NamedKind): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const shared = { config: { access: kind.read } }
  const tags = [kind.path]

  app.get(
    `/api/v1/${kind.path}`,
    {
      ...shared,
      schema: {
        summary: `List ${kind.path} by name`,
        tags,
        querystring: ListQuery.omit({ sort: true }),
        response: { 200: page(NamedThing) },
      },
    },
    async ({ query: { q, cursor, limit } }) => {
      const after = cursor ? (decodeIdCursor(cursor).key ?? undefined) : undefined
      const things = await listNamed(db, kind, { q, after, limit: limit + 1 })
      const keyOf = ({ name, id }: NamedThing) => ({ key: name, id })
      return { ...pageOf(things, limit, keyOf, (thing) => thing), total: await countNamed(db, kind, q) }
    },
  )
  app.get(
    `/api/v1/${kind.path}/:id`,
    {
      ...shared,
      schema: { summary: `Read one of the ${kind.path}`, tags, params, response: { 200: NamedThing } },
    },
    async ({ params: { id } }, reply) => {
      const thing = await findNamed(db, kind, keyFrom(kind, id))
      if (!thing) throw new Problem(`${kind.name}.not-found`, { id })
      return withEtag(reply, thing)
    },
  )
}

function serveAdding(server: FastifyInstance, platform: Platform, kind: NamedKind): void {
  server.withTypeProvider<ZodTypeProvider>().post(
    `/api/v1/${kind.path}`,
    {
      config: { access: kind.write },
      schema: {
        summary: `Add to the ${kind.path}`,
        tags: [kind.path],
        body: NewNamedThing,
        response: { 201: NamedThing },
      },
    },
    async (request, reply) => {
      const thing = await addNamed(platform, actorOf(request), kind, request.body)
      return reply.code(201).send(withEtag(reply, thing))
    },
  )
}

function serveChanging(server: FastifyInstance, platform: Platform, kind: NamedKind): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const shared = { config: { access: kind.write } }
  const tags = [kind.path]
  const expecting = (request: FastifyRequest) => (current: NamedThing) => checkIfMatch(request, current)

  app.patch(
    `/api/v1/${kind.path}/:id`,
    {
      ...shared,
      schema: {
        summary: `Change one of the ${kind.path}`,
        tags,
        params,
        body: NamedThingPatch,
        response: { 200: NamedThing },
      },
    },
    async (request, reply) => {
      const key = keyFrom(kind, request.params.id)
      const change = { key, patch: request.body, expect: expecting(request) }
      return withEtag(reply, await changeNamed(platform, actorOf(request), kind, change))
    },
  )
  app.delete(
    `/api/v1/${kind.path}/:id`,
    {
      ...shared,
      schema: {
        summary: `Delete one of the ${kind.path} that is not used`,
        tags,
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const key = keyFrom(kind, request.params.id)
      await removeNamed(platform, actorOf(request), kind, { key, expect: expecting(request) })
      return reply.code(204).send(null)
    },
  )
}

/** The UUID, or `name:` and the name. @throws {Problem} `*.not-found` for what is neither */
export function keyFrom(kind: NamedKind, text: string): NamedKey {
  if (text.startsWith('name:')) return { by: 'name', value: text.slice('name:'.length) }
  if (!Id.safeParse(text).success) throw new Problem(`${kind.name}.not-found`, { id: text })
  return { by: 'id', value: text }
}
