import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { TakeOffUnlisted, UnlistedDevices } from '../contract/bulk-list.ts'
import { Id } from '../contract/common.ts'
import { actorOf } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { takeOffUnlisted } from './take-off-unlisted.ts'

/** I10, I11: what the last file of a list does not name. */
export function unlistedRoutes(server: FastifyInstance, platform: Platform): void {
  server.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/bulk-enrollments/:id/devices/unlisted',
    {
      config: { access: 'bulk-enrollment:write' },
      schema: {
        summary: 'Take off a list what the last file that was applied to it does not name',
        description:
          'A preview unless `preview` is false. `devices`: `keep` leaves the devices as devices without a list, `delete` deletes those that have not enrolled. Enrolled devices stay enrolled. Devices that carry a number of a rejected row stay on the list. An undo of the import does not bring them back.',
        tags: ['bulk enrollments'],
        params: z.object({ id: Id }),
        body: TakeOffUnlisted,
        response: { 200: UnlistedDevices },
      },
    },
    (request) => takeOffUnlisted(platform, actorOf(request), request.params.id, request.body),
  )
}
