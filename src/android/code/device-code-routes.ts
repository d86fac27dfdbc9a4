import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ProvisioningPayload } from '../../contract/bulk-configuration.ts'
import { DeviceCode } from '../../contract/device-code.ts'
import { keyOf } from '../../devices/update-device.ts'
import { actorOf } from '../../platform/http/access.ts'
import type { Platform } from '../../platform/platform.ts'
import { drawPng, drawSvg } from './qr.ts'
import { describeDeviceCode, showDeviceCode } from './show-device-code.ts'

const params = z.object({ id: z.string().min(1).max(300).describe('As of the device itself') })
const tags = ['devices']
const path = '/api/v1/devices/:id'
/** A code may hold the token of a list, and the password of a Wi-Fi network. */
const showing = { config: { access: 'bulk-enrollment:write' as const } }
const secret = { 'Cache-Control': 'no-store' }

/** H17: the QR code of one Android device, on a list or not. */
export function deviceCodeRoutes(server: FastifyInstance, platform: Platform): void {
  serveFacts(server, platform)
  servePictures(server, platform)
}

function serveFacts(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    `${path}/qr`,
    {
      config: { access: 'device:read' },
      schema: {
        summary:
          'Whether there is a QR code for an Android device, and what an agent that scanned it would ask',
        tags,
        params,
        response: { 200: DeviceCode },
      },
    },
    async (request, reply) => reply.send(await describeDeviceCode(platform, keyOf(request.params.id))),
  )
  app.get(
    `${path}/qr.json`,
    {
      ...showing,
      schema: {
        summary: 'What the QR code of an Android device says',
        description:
          'That of its list, with the token while it holds; else the one for devices on no list, without token. Noted in the audit log as `device.code-shown`, as its pictures are.',
        tags,
        params,
        response: { 200: ProvisioningPayload },
      },
    },
    async (request, reply) => {
      const { json } = await showDeviceCode(platform, actorOf(request), keyOf(request.params.id))
      return reply.headers(secret).send(JSON.parse(json) as Record<string, unknown>)
    },
  )
}

function servePictures(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    `${path}/qr.svg`,
    {
      ...showing,
      schema: {
        summary: 'The QR code of an Android device as SVG',
        tags,
        params,
        produces: ['image/svg+xml'],
      },
    },
    async (request, reply) => {
      const { json, qr } = await showDeviceCode(platform, actorOf(request), keyOf(request.params.id))
      return reply
        .headers(secret)
        .type('image/svg+xml')
        .send(await drawSvg(json, qr.errorCorrection))
    },
  )
  app.get(
    `${path}/qr.png`,
    {
      ...showing,
      schema: {
        summary: 'The QR code of an Android device as PNG',
        tags,
        params,
        querystring: z.strictObject({ scale: z.coerce.number().int().min(1).max(20).default(6) }),
        produces: ['image/png'],
      },
    },
    async (request, reply) => {
      const { json, qr } = await showDeviceCode(platform, actorOf(request), keyOf(request.params.id))
      return reply
        .headers(secret)
        .type('image/png')
        .send(await drawPng(json, qr.errorCorrection, request.query.scale))
    },
  )
}
