import { readFileSync } from 'node:fs'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import swagger from '@fastify/swagger'
import { fastify, LogController, type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Db } from '../db/database.ts'
import type { Log } from '../log/log.ts'
import { Problem } from '../problem.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { uuidv7 } from '../uuid.ts'
import { addAccessControl, type Identify } from './access.ts'
import { closeGracefully } from './graceful-close.ts'
import { addIdempotency } from './idempotency.ts'
import { limits } from './limits.ts'
import { openApi } from './openapi.ts'
import { sendProblem } from './problem-handler.ts'
import { addSecurityHeaders } from './security-headers.ts'
import { addTextCheck } from './storable-text.ts'

/** With `asksClientCerts` clients may show a certificate; whose it is the routes decide. */
export type TlsFiles = { certificateFile: string; keyFile: string; asksClientCerts?: boolean }

export type ServerOptions = {
  log: Log
  db: Db
  secrets: Secrets
  identify: Identify
  /** The address people and devices use; read late, since a test learns its port after listening. */
  publicUrl: () => string | undefined
  tls?: TlsFiles | undefined
  trustedProxies?: string | undefined
}

/** A server with everything that all routes share: schemas, problems, access, limits, security headers. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { log, db, secrets, identify, publicUrl, tls, trustedProxies } = options
  const shared = {
    loggerInstance: log,
    // Addresses may carry secrets (enrollment links) or whole messages (SCEP by GET): requests are logged by route.
    logController: new LogController({ disableRequestLogging: true }),
    // What the router refuses before any route.
    frameworkErrors: sendProblem,
    genReqId: () => uuidv7(),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    // Requests that come while the server closes are answered by us, as a problem.
    return503OnClosing: false,
    trustProxy: trustedProxies ? trustedProxies.split(',').map((address) => address.trim()) : false,
    routerOptions: { maxParamLength: limits.addressPartCharacters },
    forceCloseConnections: 'idle' as const,
  }
  const http = { maxHeaderSize: limits.headerBytes }
  const server = (tls
    ? fastify({
        ...shared,
        https: {
          ...http,
          cert: readFileSync(tls.certificateFile),
          key: readFileSync(tls.keyFile),
          requestCert: tls.asksClientCerts ?? false,
          rejectUnauthorized: false,
        },
      })
    : fastify({ ...shared, http })) as unknown as FastifyInstance

  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  server.setErrorHandler(sendProblem)
  server.setNotFoundHandler((request, reply) => sendProblem(new Problem('route.not-found'), request, reply))

  await server.register(cookie)
  await server.register(multipart, {
    limits: {
      fileSize: limits.fileBytes,
      files: limits.files,
      fields: limits.fields,
      fieldSize: limits.fieldBytes,
    },
  })
  await server.register(swagger, openApi)
  closeGracefully(server)
  addSecurityHeaders(server, Boolean(tls) || Boolean(publicUrl()?.startsWith('https:')))
  addAccessControl(server, identify, () => originOf(publicUrl()))
  addTextCheck(server)
  addIdempotency(server, { db, secrets })
  server.addHook('onResponse', async (request, reply) => {
    const facts = {
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    request.log.debug({ ...facts, requestId: request.id }, 'request')
  })
  return server
}

const originOf = (url: string | undefined) => (url ? new URL(url).origin : undefined)
