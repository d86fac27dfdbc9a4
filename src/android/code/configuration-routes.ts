import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  AndroidCatalogue,
  BulkConfiguration,
  BulkConfigurationAnswer,
  ProvisioningPayload,
  QrPayload,
} from '../../contract/bulk-configuration.ts'
import { Id } from '../../contract/common.ts'
import { actorOf } from '../../platform/http/access.ts'
import { checkIfMatch, etagOf } from '../../platform/http/etag.ts'
import type { Platform } from '../../platform/platform.ts'
import { choosableExtras } from '../../protocol/android/extras.ts'
import { agentPresets } from './agent-presets.ts'
import {
  changeConfiguration,
  checkConfiguration,
  configurationTag,
  describe,
  findConfigured,
  type Configured,
} from './configuration.ts'
import { noteCodeShown } from './note-code-shown.ts'
import { drawPng, drawSvg } from './qr.ts'
import { qrPayload, readyCode } from './qr-payload.ts'

const params = z.object({ id: Id })
const reading = { config: { access: 'bulk-enrollment:read' as const } }
/** A code holds the token, and often the password of a Wi-Fi network. */
const writing = { config: { access: 'bulk-enrollment:write' as const } }
const tags = ['bulk enrollments']
const path = '/api/v1/bulk-enrollments/:id'

/** I43, I44: the configuration of a bulk enrollment and the QR code that says it. */
export function configurationRoutes(server: FastifyInstance, platform: Platform): void {
  serveConfiguration(server, platform)
  serveCodes(server, platform)
}

function answer(platform: Platform, reply: FastifyReply, configured: Configured) {
  void reply.header('ETag', etagOf(configurationTag(configured)))
  return describe(platform, configured)
}

function serveConfiguration(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/api/v1/android/extras',
    {
      ...reading,
      schema: {
        summary: 'The extras that Android reads from a QR code, and agents whose constants are published',
        tags,
        response: { 200: AndroidCatalogue },
      },
    },
    () => catalogue,
  )
  app.get(
    `${path}/configuration`,
    {
      ...reading,
      schema: {
        summary: 'Read the configuration of a bulk enrollment',
        description:
          'Secrets are named and not shown. `findings` say what is wrong or doubtful, `qr` how large the code is.',
        tags,
        params,
        response: { 200: BulkConfigurationAnswer },
      },
    },
    async (request, reply) =>
      reply.send(answer(platform, reply, await findConfigured(platform, request.params.id))),
  )
  app.put(
    `${path}/configuration`,
    {
      ...writing,
      schema: {
        summary: 'Change the configuration of a bulk enrollment',
        description: 'Secrets that `secrets` names and the body does not give stay as they are.',
        tags,
        params,
        body: BulkConfiguration,
        response: { 200: BulkConfigurationAnswer },
      },
    },
    async (request, reply) => {
      const configured = await changeConfiguration(platform, actorOf(request), request.params.id, {
        wanted: request.body,
        expect: (current) => checkIfMatch(request, configurationTag(current)),
      })
      return reply.send(answer(platform, reply, configured))
    },
  )
  app.post(
    `${path}/configuration/check`,
    {
      ...writing,
      schema: {
        summary: 'What would be said of a configuration if it were stored',
        description:
          'Nothing is stored. Secrets that `secrets` names are those that are stored. Errors are among the findings, as a configuration that is not complete yet has them.',
        tags,
        params,
        body: BulkConfiguration,
        response: { 200: BulkConfigurationAnswer },
      },
    },
    async (request, reply) => reply.send(await checkConfiguration(platform, request.params.id, request.body)),
  )
}

const catalogue = {
  extras: choosableExtras.map(
    ({ short, title, description, group, type, values, minSdk, secret, qrStatus }) => ({
      name: short,
      title,
      description,
      group,
      type: type as 'string' | 'boolean' | 'integer',
      values,
      minSdk,
      secret,
      hasEffect: qrStatus === 'usable' || qrStatus === 'usable-unofficial',
    }),
  ),
  agents: agentPresets,
}

function serveCodes(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.get(
    `${path}/payloads`,
    {
      ...writing,
      schema: {
        summary: 'What the QR code says, and the same for zero-touch and Knox Mobile Enrollment',
        tags,
        params,
        response: { 200: QrPayload },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const shown = await qrPayload(platform, id)
      await noteCodeShown(platform.db, actorOf(request), { id, shortCode: shown.shortCode })
      return reply.headers(secret).send(shown)
    },
  )
  app.get(
    `${path}/qr.json`,
    {
      ...writing,
      schema: {
        summary: 'What the QR code says: the provisioning payload',
        tags,
        params,
        response: { 200: ProvisioningPayload },
      },
    },
    async (request, reply) => {
      const { json } = await readyCode(platform, actorOf(request), request.params.id)
      return reply.headers(secret).send(JSON.parse(json) as Record<string, unknown>)
    },
  )
  app.get(
    `${path}/qr.svg`,
    { ...writing, schema: { summary: 'The QR code as SVG', tags, params, produces: ['image/svg+xml'] } },
    async (request, reply) => {
      const { json, level } = await readyCode(platform, actorOf(request), request.params.id)
      return reply
        .headers(secret)
        .type('image/svg+xml')
        .send(await drawSvg(json, level))
    },
  )
  app.get(
    `${path}/qr.png`,
    {
      ...writing,
      schema: {
        summary: 'The QR code as PNG',
        tags,
        params,
        querystring: z.strictObject({ scale: z.coerce.number().int().min(1).max(20).default(6) }),
        produces: ['image/png'],
      },
    },
    async (request, reply) => {
      const { json, level } = await readyCode(platform, actorOf(request), request.params.id)
      return reply
        .headers(secret)
        .type('image/png')
        .send(await drawPng(json, level, request.query.scale))
    },
  )
}

const secret = { 'Cache-Control': 'no-store' }
