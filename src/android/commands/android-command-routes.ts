import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AndroidDevice, AndroidState, NewAndroidCommand } from '../../contract/android-command.ts'
import { findDevice } from '../../devices/device-store.ts'
import { keyOf, notFound } from '../../devices/update-device.ts'
import { actorOf } from '../../platform/http/access.ts'
import type { Platform } from '../../platform/platform.ts'
import { findBulkOfDevice } from '../bulk/bulk-device-store.ts'
import { commandAndroid, findAndroidState } from './command-android.ts'
import type { OtherManagement } from './other-management.ts'

const params = z.object({ id: z.string().min(1).max(300).describe('As of the device itself') })
const tags = ['commands']
const path = '/api/v1/devices/:id/android'

/** Who manages an Android device, what it says, and what it is asked to do. */
export function androidCommandRoutes(
  server: FastifyInstance,
  platform: Platform,
  other: OtherManagement,
): void {
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.get(
    path,
    {
      config: { access: 'device:read' },
      schema: {
        summary:
          'The agent of an Android device or the device at Google, what it reported and what it was asked to do',
        tags,
        params,
        response: { 200: AndroidDevice },
      },
    },
    async (request, reply) => {
      const key = keyOf(request.params.id)
      const record = await findDevice(platform.db, key, platform.clock())
      if (!record) throw notFound(key)
      const { id } = record.device
      const state = await findAndroidState(platform.db, other, id)
      return reply.send({
        ...state,
        google: (await other.find(platform.db, id)) ?? null,
        bulkEnrollment: (await findBulkOfDevice(platform.db, id)) ?? null,
      })
    },
  )
  app.post(
    `${path}/commands`,
    {
      config: { access: 'device.command:write' },
      schema: {
        summary: 'Ask an Android device to do something',
        description:
          'An agent does it when it reads its policy next. A device that Google manages is asked by Google within seconds; Google cannot show a message, and only Google can reboot. Wiping needs the permission `device.erase:write`.',
        tags,
        params,
        body: NewAndroidCommand,
        response: { 202: AndroidState },
      },
    },
    async (request, reply) => {
      const asked = { actor: actorOf(request), key: keyOf(request.params.id), order: request.body }
      return reply.code(202).send(await commandAndroid(platform, other, asked))
    },
  )
}
