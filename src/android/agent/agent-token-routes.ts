import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { RevokedAgent } from '../../contract/android-command.ts'
import { keyOf } from '../../devices/update-device.ts'
import { actorOf } from '../../platform/http/access.ts'
import type { Platform } from '../../platform/platform.ts'
import { revokeAgent } from './revoke-agent.ts'

const params = z.object({ id: z.string().min(1).max(300).describe('As of the device itself') })

export function agentTokenRoutes(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/api/v1/devices/:id/android/token/revoke',
    {
      config: { access: 'device.command:write' },
      schema: {
        summary: 'Revoke the token of the agent of an Android device',
        description:
          'The agent may not act for the device from now on. The device is not enrolled any more, and the next phone that names its numbers may enroll, also another one. Nothing is erased.',
        tags: ['commands'],
        params,
        response: { 200: RevokedAgent },
      },
    },
    async (request, reply) =>
      reply.send(await revokeAgent(platform, actorOf(request), keyOf(request.params.id))),
  )
}
