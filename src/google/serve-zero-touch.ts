import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import {
  ApplyZeroTouch,
  ApplyZeroTouchResult,
  NewZeroTouchSetup,
  ZeroTouchDpcs,
  ZeroTouchEntries,
  ZeroTouchPreview,
  ZeroTouchQuery,
  ZeroTouchSetup,
  ZeroTouchSetups,
} from '../contract/google.ts'
import { actorOf } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import type { Google } from './open-google.ts'
import { previewZeroTouch } from './preview-zero-touch.ts'
import { applySetup, listZeroTouch } from './zero-touch-devices.ts'
import { createSetup, listDpcs, listSetups } from './zero-touch-setups.ts'

const tags = ['google']
const path = '/api/v1/google/zero-touch'
const reading = { config: { access: 'bulk-enrollment:read' as const } }
const writing = { config: { access: 'bulk-enrollment:write' as const } }

/** What a customer can do with zero-touch; only resellers can claim devices. */
export function serveZeroTouch(server: FastifyInstance, platform: Platform, google: Google): void {
  serveSetups(server, platform, google)
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    `${path}/devices`,
    {
      ...reading,
      schema: {
        summary: 'Zero-touch devices of the customer, and what would become of each if it arrived now',
        description: 'Read from Google each time. `cursor` is Google’s own.',
        tags,
        querystring: ZeroTouchQuery,
        response: { 200: ZeroTouchEntries },
      },
    },
    async (request, reply) => reply.send(await listZeroTouch(platform, google, request.query)),
  )
  app.post(
    `${path}/preview`,
    {
      ...reading,
      schema: {
        summary: 'See what would become of devices with a zero-touch configuration, or without one',
        description: 'Takes what apply takes and changes nothing.',
        tags,
        body: ApplyZeroTouch,
        response: { 200: ZeroTouchPreview },
      },
    },
    async (request, reply) => reply.send(await previewZeroTouch(platform, google, request.body)),
  )
  app.post(
    `${path}/apply`,
    {
      ...writing,
      schema: {
        summary: 'Give devices a zero-touch configuration, or take theirs away',
        tags,
        body: ApplyZeroTouch,
        response: { 200: ApplyZeroTouchResult },
      },
    },
    async (request, reply) =>
      reply.send(await applySetup(platform, google, { actor: actorOf(request), wanted: request.body })),
  )
}

function serveSetups(server: FastifyInstance, platform: Platform, google: Google): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    `${path}/dpcs`,
    {
      ...reading,
      schema: { summary: 'Apps that zero-touch can set up', tags, response: { 200: ZeroTouchDpcs } },
    },
    async (_request, reply) => reply.send({ items: await listDpcs(google) }),
  )
  app.get(
    `${path}/configurations`,
    {
      ...reading,
      schema: { summary: 'Zero-touch configurations', tags, response: { 200: ZeroTouchSetups } },
    },
    async (_request, reply) => reply.send({ items: await listSetups(platform, google) }),
  )
  app.post(
    `${path}/configurations`,
    {
      ...writing,
      schema: {
        summary: 'Make a zero-touch configuration with the extras of a bulk enrollment',
        description: 'Its token is in it: devices that are unpacked after that has ended must sign in.',
        tags,
        body: NewZeroTouchSetup,
        response: { 201: ZeroTouchSetup },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(await createSetup(platform, google, { actor: actorOf(request), wanted: request.body })),
  )
}
