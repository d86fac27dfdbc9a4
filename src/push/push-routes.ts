import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import {
  MakePushRequest,
  PushCertificate,
  PushCertificateRequest,
  PutPushCertificate,
  TestPush,
  TestPushAnswer,
} from '../contract/push.ts'
import { actorOf } from '../platform/http/access.ts'
import { Problem } from '../platform/problem.ts'
import { readPushCertificateFacts } from './certificate-state.ts'
import { findCertificate } from './certificate-store.ts'
import { changeCertificate, makeRequest } from './change-certificate.ts'
import type { Sending } from './send-pushes.ts'
import { testPush } from './test-push.ts'

const tags = ['push certificate']
const reading = { config: { access: 'settings:read' as const } }
const writing = { config: { access: 'settings:write' as const } }

/** A certificate with its chain and key has some 10 KB. */
const maxFileBytes = 64 * 1024

export function pushRoutes(server: FastifyInstance, sending: Sending): void {
  serveCertificate(server, sending)
  serveRequest(server, sending)
  void server.register(async (scope) => serveUpload(scope, sending))
  serveTest(server, sending)
}

function serveCertificate(server: FastifyInstance, { platform, targets }: Sending): void {
  server.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/push-certificate',
    {
      ...reading,
      schema: { summary: 'Read how the push certificate is', tags, response: { 200: PushCertificate } },
    },
    () => readPushCertificateFacts(platform.db, targets, platform.clock()),
  )
}

function serveRequest(server: FastifyInstance, { platform }: Sending): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/api/v1/push-certificate/csr',
    {
      ...writing,
      schema: {
        summary: 'Make a certificate request (CSR) for Apple',
        description:
          'The key is made here and stays here, sealed. A request that waits for its certificate is given again; `replace=true` makes another.',
        tags,
        querystring: MakePushRequest,
        response: { 201: PushCertificateRequest },
      },
    },
    async (request, reply) => {
      const { replace = false } = request.query
      return reply.code(201).send(await makeRequest(platform, actorOf(request), { replace }))
    },
  )
  app.get(
    '/api/v1/push-certificate/csr',
    {
      ...reading,
      schema: {
        summary: 'Download the certificate request that waits for its certificate',
        tags,
        produces: ['application/x-pem-file'],
      },
    },
    async (_request, reply) => {
      const csr = (await findCertificate(platform.db))?.request_pem
      if (!csr) throw new Problem('push-certificate.no-request')
      return reply
        .type('application/x-pem-file')
        .header('Content-Disposition', 'attachment; filename="muster-push.csr"')
        .header('Cache-Control', 'no-store')
        .send(csr)
    },
  )
}

/** A scope of its own: the file comes as it is, whatever a browser or a script says about its type. */
function serveUpload(scope: FastifyInstance, { platform, targets }: Sending): void {
  scope.removeAllContentTypeParsers()
  const parser = { parseAs: 'buffer' as const, bodyLimit: maxFileBytes }
  scope.addContentTypeParser('*', parser, (_request, body, done) => done(null, body))
  scope.withTypeProvider<ZodTypeProvider>().put(
    '/api/v1/push-certificate',
    {
      ...writing,
      schema: {
        summary: 'Upload the push certificate',
        description:
          'The body is the PEM file from Apple: the certificate, with its chain or without. It must fit the key of the request made here or the key in use; or the file has its private key (without a password) too. A renewal keeps the topic: another one is refused while devices are enrolled, since each would have to enroll again.',
        tags,
        consumes: ['application/x-pem-file', 'text/plain', 'application/octet-stream'],
        querystring: PutPushCertificate,
        response: { 200: PushCertificate },
      },
    },
    async (request, reply) => {
      const text = Buffer.isBuffer(request.body) ? request.body.toString('latin1') : ''
      const { confirmOtherTopic = false } = request.query
      await changeCertificate(platform, targets, actorOf(request), { text, confirmOtherTopic })
      return reply.send(await readPushCertificateFacts(platform.db, targets, platform.clock()))
    },
  )
}

function serveTest(server: FastifyInstance, sending: Sending): void {
  server.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/push-certificate/test',
    {
      ...writing,
      schema: {
        summary: 'Push one device now and tell what Apple answers',
        description:
          'The device asks for its commands when it gets the push. That Apple took it is no proof that the device got it.',
        tags,
        body: TestPush,
        response: { 200: TestPushAnswer },
      },
    },
    (request) => testPush(sending, actorOf(request), request.body.deviceId),
  )
}
