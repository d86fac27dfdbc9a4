import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { page } from '../contract/common.ts'
import { DepDevice, DepDeviceQuery, DepEnrollment } from '../contract/dep.ts'
import { Device, Serial } from '../contract/device.ts'
import { actorOf, requirePermission } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { depTags as tags } from './account-endpoints.ts'
import { findDepDevice, listDepDevices } from './dep-device-store.ts'
import { setEnrollment } from './set-enrollment.ts'

const params = z.object({ serial: Serial })

export function deviceEndpoints(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const { db } = platform
  app.get(
    '/api/v1/dep/devices',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'List the devices that Apple knows, by serial number',
        description: '`account` is an id or a name; `gone` lists the devices that have left.',
        tags,
        querystring: DepDeviceQuery,
        response: { 200: page(DepDevice) },
      },
    },
    ({ query }) => listDepDevices(db, query),
  )
  app.get(
    '/api/v1/dep/devices/:serial',
    {
      config: { access: 'dep.token:read' },
      schema: { summary: 'Read what Apple knows of a device', tags, params, response: { 200: DepDevice } },
    },
    async ({ params: { serial } }) => {
      const device = await findDepDevice(db, serial)
      if (!device) throw new Problem('dep-device.not-found', { serial })
      return device
    },
  )
  app.put(
    '/api/v1/dep/devices/:serial/enrollment',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Decide who a DEP device will belong to',
        description:
          'Either the user, by the plain user name, or a login when the device is set up. Needs `device:write` too. A device without a record gets one.',
        tags,
        params,
        body: DepEnrollment,
        response: { 200: Device },
      },
    },
    (request) => {
      const actor = actorOf(request)
      requirePermission(actor, 'device:write')
      return setEnrollment(platform, actor, request.params.serial, request.body)
    },
  )
}
