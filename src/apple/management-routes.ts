import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { page } from '../contract/common.ts'
import { EscrowedSecret, EscrowKind, Management } from '../contract/management.ts'
import { RefusedMessages } from '../contract/refused-message.ts'
import { findDevice } from '../devices/device-store.ts'
import { keyOf, notFound } from '../devices/update-device.ts'
import { wholeList } from '../platform/db/paging.ts'
import { actorOf } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { readManagement } from './management-store.ts'
import { listRefusals, type RefusalLog } from './refusal-log.ts'
import { revealEscrow } from './reveal-escrow.ts'

const id = z
  .string()
  .min(1)
  .max(300)
  .describe('The UUID, or `identifier:`, `serial:` or `imei:` and the identifier, serial number or IMEI')

/** What people see of the management of Apple devices: the state of an enrollment, its secrets, and refused messages. */
export function managementRoutes(server: FastifyInstance, platform: Platform, refusals: RefusalLog): void {
  serveDevices(server, platform)
  serveRefusals(server, platform, refusals)
}

function serveDevices(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const { db, clock } = platform

  app.get(
    '/api/v1/devices/:id/management',
    {
      config: { access: 'device:read' },
      schema: {
        summary: 'How an enrolled Apple device is managed',
        description: 'Its enrollment, certificate and renewal, which of its secrets are kept, and its users.',
        tags: ['devices'],
        params: z.object({ id }),
        response: { 200: Management },
      },
    },
    async ({ params }) => {
      const key = keyOf(params.id)
      const now = clock()
      const record = await findDevice(db, key, now)
      if (!record) throw notFound(key)
      const settings = await readEnrollmentSettings(db)
      return readManagement(db, record.device.id, { settings, now })
    },
  )

  app.post(
    '/api/v1/devices/:id/escrow/:kind',
    {
      config: { access: 'device.escrow:read' },
      schema: {
        summary: 'Show a secret that a device left with its server',
        description: 'That it was shown stands in the timeline of the device and in the audit log.',
        tags: ['devices'],
        params: z.object({ id, kind: EscrowKind }),
        response: { 200: EscrowedSecret },
      },
    },
    (request) => {
      const { id, kind } = request.params
      return revealEscrow(platform, actorOf(request), { key: keyOf(id), kind })
    },
  )
}

function serveRefusals(server: FastifyInstance, { db }: Platform, refusals: RefusalLog): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/refused-messages',
    {
      config: { access: 'audit:read' },
      schema: {
        summary: 'Messages to the addresses for Apple devices that were refused',
        description:
          'Counted by day, endpoint, reason and address; the newest 500, latest first. Kept for 90 days.',
        tags: ['arrivals'],
        response: { 200: page(RefusedMessages) },
      },
    },
    async () => {
      await refusals.flush()
      return wholeList(await listRefusals(db, 500))
    },
  )
}
