import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ChangeMembers, MembersChanged } from '../contract/policy.ts'
import { actorOf } from '../platform/http/access.ts'
import { keyFrom } from '../platform/named-things/serve-named-things.ts'
import type { Platform } from '../platform/platform.ts'
import { changeMembers } from './change-members.ts'
import { groups } from './device-kinds.ts'

const params = z.object({ id: z.string().min(1).max(300).describe('The UUID, or `name:` and the name') })

export function serveMembers(server: FastifyInstance, platform: Platform): void {
  server.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/groups/:id/members',
    {
      config: { access: 'device:write' },
      schema: {
        summary: 'Put devices into a group, or take them out',
        description:
          'By `deviceIds` or by `filter` (that of the list of devices). With `preview` nothing is changed. Enrolled devices get or lose policies soon. The members are listed by `GET /devices?group=NAME`.',
        tags: ['groups'],
        params,
        body: ChangeMembers,
        response: { 200: MembersChanged },
      },
    },
    (request) =>
      changeMembers(platform, actorOf(request), {
        key: keyFrom(groups, request.params.id),
        change: request.body,
      }),
  )
}
