import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ListQuery, page } from '../contract/common.ts'
import {
  Device,
  DevicePatch,
  DeviceQuery,
  NewDevice,
  TimelineEntry,
  WithdrawDevice,
} from '../contract/device.ts'
import { Mail, NewCheckInMail } from '../contract/mail.ts'
import { actorOf } from '../platform/http/access.ts'
import { checkIfMatch, etagOf } from '../platform/http/etag.ts'
import { serveNamedThings } from '../platform/named-things/serve-named-things.ts'
import type { Platform } from '../platform/platform.ts'
import { createDevice } from './create-device.ts'
import { groups, tags } from './device-kinds.ts'
import { listDevices, type ReadinessMeans } from './device-list.ts'
import { findDevice, type DeviceKey, type DeviceRecord } from './device-store.ts'
import { versionOf } from './device-version.ts'
import { listTimeline } from './device-timeline.ts'
import { deleteDevice, withdrawDevice } from './end-device.ts'
import { requestCheckInMail } from './request-check-in-mail.ts'
import { serveMembers } from './serve-members.ts'
import { keyOf, notFound, openCode, updateDevice } from './update-device.ts'

const params = z.object({
  id: z
    .string()
    .min(1)
    .max(300)
    .describe('The UUID, or `identifier:`, `serial:` or `imei:` and the identifier, serial number or IMEI'),
})
const reading = { config: { access: 'device:read' as const } }
const writing = { config: { access: 'device:write' as const } }
const section = ['devices']

export function deviceRoutes(server: FastifyInstance, platform: Platform, more: ReadinessMeans): void {
  for (const kind of [tags, groups]) serveNamedThings(server, platform, kind)
  serveMembers(server, platform)
  serveReading(server, platform, more)
  serveCreating(server, platform)
  serveChanging(server, platform)
  serveEnding(server, platform)
  serveMailing(server, platform)
}

function serveReading(server: FastifyInstance, platform: Platform, { isReady }: ReadinessMeans): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const { db, clock } = platform
  const find = async (key: DeviceKey) => {
    const record = await findDevice(db, key, clock())
    if (!record) throw notFound(key)
    return record
  }

  app.get(
    '/api/v1/devices',
    {
      ...reading,
      schema: {
        summary: 'List devices',
        description:
          '`q` searches identifier, serial number, IMEI, MEID, UDID, Wi-Fi address, display name and the user. Codes are never listed.',
        tags: section,
        querystring: DeviceQuery,
        response: { 200: page(Device) },
      },
    },
    async ({ query }) => listDevices(db, query, clock(), await isReady()),
  )
  app.get(
    '/api/v1/devices/:id',
    { ...reading, schema: { summary: 'Read a device', tags: section, params, response: { 200: Device } } },
    async (request, reply) => answer(platform, request, reply, await find(keyOf(request.params.id))),
  )
  app.get(
    '/api/v1/devices/:id/timeline',
    {
      ...reading,
      schema: {
        summary: 'Everything that happened to a device and to its DEP record, newest first',
        tags: section,
        params,
        querystring: ListQuery.pick({ limit: true, cursor: true }),
        response: { 200: page(TimelineEntry) },
      },
    },
    async ({ params: { id }, query }) => listTimeline(db, (await find(keyOf(id))).device, query),
  )
}

function serveCreating(server: FastifyInstance, platform: Platform): void {
  server.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/devices',
    {
      ...writing,
      schema: {
        summary: 'Add a device',
        description:
          'A code is generated when none is given; `expirationDays` is 7 unless the settings say otherwise.',
        tags: section,
        body: NewDevice,
        response: { 201: Device },
      },
    },
    async (request, reply) => {
      const record = await createDevice(platform, actorOf(request), request.body)
      return reply.code(201).send(answer(platform, request, reply, record))
    },
  )
}

function serveChanging(server: FastifyInstance, platform: Platform): void {
  server.withTypeProvider<ZodTypeProvider>().patch(
    '/api/v1/devices/:id',
    {
      ...writing,
      schema: {
        summary: 'Change a device',
        description:
          'null clears a field, a field that is left out stays. While a device is enrolled its code, expiry, registration e-mail and restrictions are locked; a withdrawn device is locked altogether.',
        tags: section,
        params,
        body: DevicePatch,
        response: { 200: Device },
      },
    },
    async (request, reply) => {
      const change = { patch: request.body, expect: expecting(request) }
      const record = await updateDevice(platform, actorOf(request), keyOf(request.params.id), change)
      return answer(platform, request, reply, record)
    },
  )
}

function serveEnding(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.delete(
    '/api/v1/devices/:id',
    {
      ...writing,
      schema: {
        summary: 'Delete a device that is not enrolled',
        tags: section,
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await deleteDevice(platform, actorOf(request), keyOf(request.params.id), expecting(request))
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/api/v1/devices/:id/withdraw',
    {
      ...writing,
      schema: {
        summary: 'Withdraw a device: it may not enroll any more',
        tags: section,
        params,
        body: WithdrawDevice.nullish(),
        response: { 200: Device },
      },
    },
    async (request, reply) => {
      const ending = { reason: request.body?.reason || undefined, expect: expecting(request) }
      const record = await withdrawDevice(platform, actorOf(request), keyOf(request.params.id), ending)
      return answer(platform, request, reply, record)
    },
  )
}

function serveMailing(server: FastifyInstance, platform: Platform): void {
  server.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/devices/:id/check-in-mail',
    {
      ...writing,
      schema: {
        summary: 'Send the check-in mail of a device',
        description:
          'Goes to the registration e-mail of the device, or as a text message to the mobile number of its user. A mail that waits already is answered again.',
        tags: section,
        params,
        body: NewCheckInMail.nullish(),
        response: { 201: Mail },
      },
    },
    async (request, reply) => {
      const channel = request.body?.channel ?? 'mail'
      const mail = await requestCheckInMail(platform, actorOf(request), keyOf(request.params.id), channel)
      return reply.code(201).send(mail)
    },
  )
}

/** One device with its tag; the code is for those who may read codes. */
function answer(
  platform: Platform,
  request: FastifyRequest,
  reply: FastifyReply,
  record: DeviceRecord,
): Device {
  void reply.header('ETag', etagOf(versionOf(record)))
  const maySeeCode = actorOf(request).permissions.has('device.code:read')
  return { ...record.device, code: maySeeCode ? openCode(platform, record) : null }
}

const expecting = (request: FastifyRequest) => (current: DeviceRecord) =>
  checkIfMatch(request, versionOf(current))
