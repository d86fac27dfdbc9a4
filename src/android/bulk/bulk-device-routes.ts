import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  BulkDevice,
  BulkDeviceQuery,
  BulkDevicesResult,
  ChangeBulkDevices,
  DeleteBulkDevices,
  NewBulkDevice,
} from '../../contract/bulk-enrollment.ts'
import { Id, page } from '../../contract/common.ts'
import { recordAudit } from '../../platform/audit/audit.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import type { DeviceRecord } from '../../devices/device-store.ts'
import { versionOf } from '../../devices/device-version.ts'
import { actorOf } from '../../platform/http/access.ts'
import { checkIfMatch } from '../../platform/http/etag.ts'
import type { Platform } from '../../platform/platform.ts'
import { listBulkDevices } from './bulk-device-store.ts'
import { findBulk } from './bulk-enrollment-store.ts'
import { addBulkDevice, changeBulkDevices, deleteBulkDevices } from './change-bulk-devices.ts'
import { bulkNotFound } from './change-bulk-enrollments.ts'
import { inventoryCsv } from './inventory-csv.ts'

const params = z.object({ id: Id })
const reading = { config: { access: 'bulk-enrollment:read' as const } }
const writing = { config: { access: 'bulk-enrollment:write' as const } }
const tags = ['bulk enrollments']
const path = '/api/v1/bulk-enrollments/:id/devices'

/** I37, I42, I45: the devices of a bulk enrollment. */
export function bulkDeviceRoutes(server: FastifyInstance, platform: Platform): void {
  serveReading(server, platform)
  serveChanging(server, platform)
}

function serveReading(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.get(
    path,
    {
      ...reading,
      schema: {
        summary: 'List the devices of a bulk enrollment',
        tags,
        params,
        querystring: BulkDeviceQuery,
        response: { 200: page(BulkDevice) },
      },
    },
    async ({ params: { id }, query }) => {
      await refuseUnknown(platform, id)
      return listBulkDevices(platform.db, id, query, platform.clock())
    },
  )
  app.get(
    `${path}.csv`,
    {
      ...reading,
      schema: {
        summary: 'The devices of a bulk enrollment as a CSV file that imports as "unchanged"',
        tags,
        params,
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const { csv, fileName } = await exportInventory(platform, actorOf(request), request.params.id)
      return reply
        .headers({
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': `attachment; filename="${fileName}"`,
        })
        .send(Readable.from(csv, { objectMode: false }))
    },
  )
}

function serveChanging(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.post(
    path,
    {
      ...writing,
      schema: {
        summary: 'Add a device to a bulk enrollment',
        description: 'It needs an IMEI, an MEID, or a serial number and its manufacturer.',
        tags,
        params,
        body: NewBulkDevice,
        response: { 201: BulkDevice },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await addBulkDevice(platform, actorOf(request), request.params.id, request.body)),
  )
  app.patch(
    path,
    {
      ...writing,
      schema: {
        summary: 'Change one device of a bulk enrollment, or a selection',
        description:
          'Custom attributes that are named are set, null takes one away, all others stay. `If-Match` takes the tags of `/devices/{id}`: a device that has another one now is kept and named, or refused when it is the only one.',
        tags,
        params,
        body: ChangeBulkDevices,
        response: { 200: BulkDevicesResult },
      },
    },
    async (request, reply) => {
      const change = {
        ...request.body,
        expect: (current: DeviceRecord) => checkIfMatch(request, versionOf(current)),
      }
      return reply.send(await changeBulkDevices(platform, actorOf(request), request.params.id, change))
    },
  )
  app.delete(
    path,
    {
      ...writing,
      schema: {
        summary: 'Delete devices of a bulk enrollment',
        description: 'Enrolled devices stay and are named.',
        tags,
        params,
        body: DeleteBulkDevices,
        response: { 200: BulkDevicesResult },
      },
    },
    async (request, reply) =>
      reply.send(await deleteBulkDevices(platform, actorOf(request), request.params.id, request.body.ids)),
  )
}

async function refuseUnknown({ db, clock }: Platform, id: string) {
  const record = await findBulk(db, id, clock())
  if (!record) throw bulkNotFound(id)
  return record.bulk
}

/** Written before the first byte goes out: who breaks the download off has seen something all the same. */
async function exportInventory(platform: Platform, actor: Actor, id: string) {
  const bulk = await refuseUnknown(platform, id)
  const { db, clock } = platform
  await db.transaction().execute((trx) =>
    recordAudit(trx, actor, {
      action: 'bulk-enrollment.exported',
      target: { kind: 'bulk-enrollment', id, name: bulk.name },
      after: { devices: bulk.deviceCount },
    }),
  )
  const word = bulk.name.replace(/[^A-Za-z0-9._-]+/g, '-')
  return { csv: inventoryCsv(db, id, clock()), fileName: `${word}-${clock().toISOString().slice(0, 10)}.csv` }
}
