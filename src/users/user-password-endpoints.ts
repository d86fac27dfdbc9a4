import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { GeneratedPassword, UserPasswordPut } from '../contract/sign-on.ts'
import { User } from '../contract/user.ts'
import { actorOf } from '../platform/http/access.ts'
import { checkIfMatch, withEtag } from '../platform/http/etag.ts'
import type { Platform } from '../platform/platform.ts'
import { userKeyOf } from './change-users.ts'
import { generatePassword, setUserPassword } from './user-password.ts'

const params = z.object({ id: z.string().min(1).max(300).describe('The UUID, or `name:` and the user name') })
const tags = ['users']

export function serveUserPasswords(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const writing = { config: { access: 'user:write' as const } }
  const expecting = (request: FastifyRequest) => (current: User) => checkIfMatch(request, current)

  app.put(
    '/api/v1/users/:id/password',
    {
      ...writing,
      schema: {
        summary: 'Give a user a password, or take it away',
        description: 'null takes it away. Only a hash is kept, and nothing gives the password out again.',
        tags,
        params,
        body: UserPasswordPut,
        response: { 200: User },
      },
    },
    async (request, reply) => {
      const change = { password: request.body.password, expect: expecting(request) }
      return withEtag(
        reply,
        await setUserPassword(platform, actorOf(request), userKeyOf(request.params.id), change),
      )
    },
  )
  app.post(
    '/api/v1/users/:id/generated-password',
    {
      ...writing,
      schema: {
        summary: 'Give a user a password made by chance, and show it once',
        tags,
        params,
        response: { 201: GeneratedPassword },
      },
    },
    async (request, reply) => {
      const password = generatePassword()
      const change = { password, expect: expecting(request) }
      await setUserPassword(platform, actorOf(request), userKeyOf(request.params.id), change)
      return reply.code(201).send({ password })
    },
  )
}
