import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { noteCodeShown } from '../android/code/note-code-shown.ts'
import { drawSvg, qrFacts } from '../android/code/qr.ts'
import { Id, page } from '../contract/common.ts'
import {
  GoogleDevice,
  GoogleDeviceQuery,
  GoogleEnrollmentToken,
  GoogleSettings,
  GoogleSettingsPut,
  GoogleWays,
} from '../contract/google.ts'
import { actorOf } from '../platform/http/access.ts'
import { checkIfMatch, etagOf } from '../platform/http/etag.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { provisioningJson } from '../protocol/android/provisioning.ts'
import { changeGoogleSettings, readGoogleSettings } from './change-google-settings.ts'
import { listGoogleDevices } from './google-device-store.ts'
import { readGoogleWays } from './google-ways.ts'
import type { GoogleUrls } from './google-urls.ts'
import { makeEnrollmentToken, readEnrollmentToken } from './make-enrollment-token.ts'
import { openGoogle, openOrRefuse, type Google } from './open-google.ts'
import { syncJob } from './run-sync.ts'
import { serveZeroTouch } from './serve-zero-touch.ts'

const tags = ['google']
const reading = { config: { access: 'bulk-enrollment:read' as const } }
const writing = { config: { access: 'bulk-enrollment:write' as const } }

/** Google's ways in: the Android Management API and zero-touch, each off until it is set up. */
export function googleRoutes(server: FastifyInstance, platform: Platform, urls: GoogleUrls): void {
  const google = openGoogle(platform, urls)
  serveSettings(server, platform)
  serveWays(server, platform)
  serveTokens(server, platform, google)
  serveCode(server, platform)
  serveDevices(server, platform, google)
  serveZeroTouch(server, platform, google)
}

function serveSettings(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const path = '/api/v1/settings/google'
  app.get(
    path,
    {
      config: { access: 'settings:read' },
      schema: {
        summary: 'Read which of Google’s ways in are set up',
        tags: ['settings'],
        response: { 200: GoogleSettings },
      },
    },
    async (_request, reply) => tagged(reply, await readGoogleSettings(platform.db)),
  )
  app.put(
    path,
    {
      config: { access: 'settings:write' },
      schema: {
        summary: 'Set up Google’s ways in; what is left out stays',
        description: 'The key of the service account is kept sealed and never given out.',
        tags: ['settings'],
        body: GoogleSettingsPut,
        response: { 200: GoogleSettings },
      },
    },
    async (request, reply) => {
      const change = {
        put: request.body,
        expect: (current: GoogleSettings) => checkIfMatch(request, withoutSync(current)),
      }
      return tagged(reply, await changeGoogleSettings(platform, actorOf(request), change))
    },
  )
}

/** A sync in the meantime is no change of the settings. */
function withoutSync(settings: GoogleSettings): object {
  const { lastSync: _, ...set } = settings
  return set
}

function tagged(reply: FastifyReply, settings: GoogleSettings): GoogleSettings {
  void reply.header('ETag', etagOf(withoutSync(settings)))
  return settings
}

function serveWays(server: FastifyInstance, platform: Platform): void {
  server.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/google',
    {
      ...reading,
      schema: {
        summary: 'Read which of Google’s ways in are set up, and how devices were last read',
        tags,
        response: { 200: GoogleWays },
      },
    },
    async (_request, reply) => reply.send(await readGoogleWays(platform.db)),
  )
}

const tokenPath = '/api/v1/bulk-enrollments/:id/google'
const params = z.object({ id: Id })

function serveTokens(server: FastifyInstance, platform: Platform, google: Google): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    `${tokenPath}/enrollment-token`,
    {
      ...writing,
      schema: {
        summary: 'Make a token of the Android Management API for a bulk enrollment',
        description:
          'It ends with the token of the bulk enrollment, and is taken back when that is refreshed.',
        tags,
        params,
        response: { 201: GoogleEnrollmentToken },
      },
    },
    async (request, reply) => {
      const wanted = { actor: actorOf(request), bulkId: request.params.id }
      return reply.code(201).send(await makeEnrollmentToken(platform, google, wanted))
    },
  )
  app.get(
    `${tokenPath}/enrollment-token`,
    {
      ...writing,
      schema: {
        summary: 'Read the latest such token that holds',
        tags,
        params,
        response: { 200: GoogleEnrollmentToken },
      },
    },
    async (request, reply) => reply.send(await readEnrollmentToken(platform, request.params.id)),
  )
}

function serveCode(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    `${tokenPath}/qr.svg`,
    { ...writing, schema: { summary: 'Its QR code as SVG', tags, params, produces: ['image/svg+xml'] } },
    async (request, reply) => {
      const { id } = request.params
      const { payload, shortCode } = await readEnrollmentToken(platform, id)
      const json = provisioningJson(payload)
      const { errorCorrection } = qrFacts(json)
      if (errorCorrection === null) throw new Problem('bulk-enrollment.not-configured')
      await noteCodeShown(platform.db, actorOf(request), { id, shortCode })
      return reply
        .header('Cache-Control', 'no-store')
        .type('image/svg+xml')
        .send(await drawSvg(json, errorCorrection))
    },
  )
}

function serveDevices(server: FastifyInstance, platform: Platform, google: Google): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const path = '/api/v1/google/devices'
  app.get(
    path,
    {
      ...reading,
      schema: {
        summary: 'Devices of the Android Management API as last read, and what was decided on them',
        tags,
        querystring: GoogleDeviceQuery,
        response: { 200: page(GoogleDevice) },
      },
    },
    async (request, reply) => reply.send(await listGoogleDevices(platform.db, request.query)),
  )
  app.post(
    `${path}/sync`,
    {
      ...writing,
      schema: {
        summary: 'Read the devices from Google now',
        description: 'This happens every quarter of an hour, too. How it ended is in the settings.',
        tags,
        response: { 202: z.object({ jobId: z.string().nullable() }) },
      },
    },
    async (_request, reply) => {
      await openOrRefuse(google.management())
      const { jobs, db } = platform
      return reply.code(202).send({ jobId: await jobs.enqueue(db, syncJob, {}, { key: 'all' }) })
    },
  )
}
