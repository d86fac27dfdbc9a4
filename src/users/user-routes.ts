import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { page } from '../contract/common.ts'
import { NewUser, User, UserPatch, UserQuery } from '../contract/user.ts'
import { actorOf } from '../platform/http/access.ts'
import { checkIfMatch, withEtag } from '../platform/http/etag.ts'
import { serveNamedThings } from '../platform/named-things/serve-named-things.ts'
import type { Platform } from '../platform/platform.ts'
import { addUser, changeUser, removeUser, userKeyOf, userNotFound } from './change-users.ts'
import { organizations } from './organizations.ts'
import { listUsers } from './user-list.ts'
import { serveUserPasswords } from './user-password-endpoints.ts'
import { findUser } from './user-store.ts'

const params = z.object({ id: z.string().min(1).max(300).describe('The UUID, or `name:` and the user name') })
const tags = ['users']

export function userRoutes(server: FastifyInstance, platform: Platform): void {
  serveNamedThings(server, platform, organizations)
  serveReading(server, platform)
  serveChanging(server, platform)
  serveUserPasswords(server, platform)
}

function serveReading(server: FastifyInstance, { db }: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const reading = { config: { access: 'user:read' as const } }

  app.get(
    '/api/v1/users',
    {
      ...reading,
      schema: {
        summary: 'List users',
        description: '`q` searches user name, name and e-mail address.',
        tags,
        querystring: UserQuery,
        response: { 200: page(User) },
      },
    },
    ({ query }) => listUsers(db, query),
  )
  app.get(
    '/api/v1/users/:id',
    { ...reading, schema: { summary: 'Read a user', tags, params, response: { 200: User } } },
    async ({ params: { id } }, reply) => {
      const key = userKeyOf(id)
      const user = await findUser(db, key)
      if (!user) throw userNotFound(key)
      return withEtag(reply, user)
    },
  )
}

function serveChanging(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const writing = { config: { access: 'user:write' as const } }
  const expecting = (request: FastifyRequest) => (current: User) => checkIfMatch(request, current)

  app.post(
    '/api/v1/users',
    { ...writing, schema: { summary: 'Add a user', tags, body: NewUser, response: { 201: User } } },
    async (request, reply) => {
      const user = await addUser(platform, actorOf(request), request.body)
      return reply.code(201).send(withEtag(reply, user))
    },
  )
  app.patch(
    '/api/v1/users/:id',
    {
      ...writing,
      schema: {
        summary: 'Change a user',
        description: 'null clears a field, a field that is left out stays.',
        tags,
        params,
        body: UserPatch,
        response: { 200: User },
      },
    },
    async (request, reply) => {
      const change = { patch: request.body, expect: expecting(request) }
      return withEtag(
        reply,
        await changeUser(platform, actorOf(request), userKeyOf(request.params.id), change),
      )
    },
  )
  app.delete(
    '/api/v1/users/:id',
    {
      ...writing,
      schema: { summary: 'Delete a user who has no devices', tags, params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await removeUser(platform, actorOf(request), userKeyOf(request.params.id), expecting(request))
      return reply.code(204).send(null)
    },
  )
}
