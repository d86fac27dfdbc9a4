import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Id, page } from '../contract/common.ts'
import {
  EnrollmentRequest,
  HandoverSheet,
  MadeRequests,
  NewEnrollmentRequests,
  RequestPreview,
  RequestPreviewQuestion,
  RequestQuery,
} from '../contract/enrollment-request.ts'
import { actorOf, requirePermission } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { notFound, resendRequest, revokeRequest } from './change-request.ts'
import { previewRequests } from './preview-requests.ts'
import { listRequests } from './request-list.ts'
import { qrPng, qrSvg } from '../platform/qr.ts'
import { findRequest } from './request-store.ts'
import { sendRequests } from './send-requests.ts'
import { showHandoverSheet, showLink } from './show-request.ts'

const tags = ['enrollment requests']
const params = z.object({ id: Id })
const reading = { config: { access: 'device:read' as const } }
const writing = { config: { access: 'device:write' as const } }
const seeingCodes = { config: { access: 'device.code:read' as const } }

export function requestRoutes(server: FastifyInstance, platform: Platform): void {
  serveReading(server, platform)
  serveSending(server, platform)
  serveChanging(server, platform)
  serveShowing(server, platform)
}

function serveReading(server: FastifyInstance, { db, clock }: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/api/v1/enrollment-requests',
    {
      ...reading,
      schema: {
        summary: 'List enrollment requests, newest first',
        description: '`q` searches device, user and recipient. Beyond 10,000 `total` stays there.',
        tags,
        querystring: RequestQuery,
        response: { 200: page(EnrollmentRequest) },
      },
    },
    ({ query }) => listRequests(db, query, clock()),
  )
  app.get(
    '/api/v1/enrollment-requests/:id',
    {
      ...reading,
      schema: { summary: 'Read an enrollment request', tags, params, response: { 200: EnrollmentRequest } },
    },
    async ({ params: { id } }) => {
      const request = await findRequest(db, id, clock())
      if (!request) throw notFound(id)
      return request
    },
  )
}

function serveSending(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.post(
    '/api/v1/enrollment-requests',
    {
      ...writing,
      schema: {
        summary: 'Send enrollment requests to users, or for devices',
        description:
          'A user stands for each of their devices that may still enroll, or for themselves when there is none. A request that a device or user has already is replaced: its link is good no longer. The link is told once, in this answer, to those with `device.code:read`.',
        tags,
        body: NewEnrollmentRequests,
        response: { 201: MadeRequests },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await sendRequests(platform, actorOf(request), request.body)),
  )
  app.post(
    '/api/v1/enrollment-requests/preview',
    {
      ...reading,
      schema: {
        summary: 'Who would get an enrollment request, and who cannot; nothing is sent',
        description: 'At most 10,000 at once; `counts.left` tells how many more there are.',
        tags,
        body: RequestPreviewQuestion,
        response: { 200: RequestPreview },
      },
    },
    (request) => {
      requirePermission(actorOf(request), 'user:read')
      return previewRequests(platform, request.body)
    },
  )
}

function serveChanging(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.post(
    '/api/v1/enrollment-requests/:id/resend',
    {
      ...writing,
      schema: {
        summary: 'Send the same link once more; it is good from now on as long as a new one',
        tags,
        params,
        response: { 200: EnrollmentRequest },
      },
    },
    (request) => resendRequest(platform, actorOf(request), request.params.id),
  )
  app.post(
    '/api/v1/enrollment-requests/:id/revoke',
    {
      ...writing,
      schema: {
        summary: 'Revoke an enrollment request: its link is good no longer',
        tags,
        params,
        response: { 200: EnrollmentRequest },
      },
    },
    (request) => revokeRequest(platform, actorOf(request), request.params.id),
  )
}

/** The link is a secret as a check-in code is. */
function serveShowing(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()

  app.get(
    '/api/v1/enrollment-requests/:id/qr.svg',
    {
      ...seeingCodes,
      schema: { summary: 'The QR code of the link', tags, params, produces: ['image/svg+xml'] },
    },
    async (request, reply) =>
      reply
        .type('image/svg+xml')
        .send(await qrSvg(await showLink(platform, actorOf(request), request.params.id))),
  )
  app.get(
    '/api/v1/enrollment-requests/:id/qr.png',
    {
      ...seeingCodes,
      schema: { summary: 'The QR code of the link', tags, params, produces: ['image/png'] },
    },
    async (request, reply) =>
      reply
        .type('image/png')
        .send(await qrPng(await showLink(platform, actorOf(request), request.params.id))),
  )
  app.get(
    '/api/v1/enrollment-requests/:id/sheet',
    {
      ...seeingCodes,
      schema: {
        summary: 'What stands on the sheet that is handed over with a device: link, QR code, key and code',
        tags,
        params,
        response: { 200: HandoverSheet },
      },
    },
    (request) => showHandoverSheet(platform, actorOf(request), request.params.id),
  )
}
