import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyRequest } from 'fastify'
import { GoogleRefusal } from './google-answer.ts'
import { emptyGoogle, type GoogleState } from './google-state.ts'
import { answerManagement, type FakeCall } from './management-service.ts'
import { answerGooglePortal } from './portal.ts'
import { newServiceAccountKey, readServiceAccount, scopeOf } from './service-account.ts'
import { answerZeroTouch } from './zero-touch-service.ts'

export type GoogleSimulator = {
  /** What MUSTER_GOOGLE_URL is set to. */
  url: string
  urls: { token: string; management: string; zeroTouch: string }
  /** The key file of a service account that is known here. */
  serviceAccountKey: string
  state: GoogleState
  close(): Promise<void>
}

export type GoogleSimulatorOptions = {
  /** 0, the default: any free port. */
  port?: number
  /** The key file of its service account; a new one when left out. */
  serviceAccountKey?: string
}

/**
 * Google's token endpoint, Android Management API and zero-touch customer API on one port, over plain HTTP, by their documentation.
 * Its access tokens are good for the scope that was asked for.
 */
export async function startGoogleSimulator({
  port = 0,
  serviceAccountKey = newServiceAccountKey(),
}: GoogleSimulatorOptions = {}): Promise<GoogleSimulator> {
  const state = emptyGoogle()
  const account = readServiceAccount(serviceAccountKey)
  const tokens = new Map<string, string>()
  const server = fastify({ forceCloseConnections: true })
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  )
  server.setErrorHandler((error, _request, reply) => {
    if (error instanceof GoogleRefusal)
      return reply.code(error.status).headers(error.headers).send(error.body)
    return reply.code(500).send({ error: { code: 500, message: String(error) } })
  })
  server.post('/token', async (request, reply) => {
    const audience = `http://${request.host}/token`
    const scope = scopeOf(request.body, { account, audience })
    if (scope === undefined || state.faults.keyRefused)
      return reply.code(400).send({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' })
    const token = randomBytes(24).toString('base64url')
    tokens.set(token, scope)
    return { access_token: token, expires_in: 3599, token_type: 'Bearer' }
  })
  const service = (scope: string, answer: (state: GoogleState, call: FakeCall) => object) => {
    return (request: FastifyRequest) => {
      const call = callOf(request)
      state.calls.push(`${call.method} ${call.path}`)
      const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
      const isGood = tokens.get(token)?.endsWith(scope)
      if (state.faults.tokensEnd) tokens.clear()
      if (!isGood) throw new GoogleRefusal(401, 'Request had invalid authentication credentials.')
      refuseByFault(state)
      return answer(state, call)
    }
  }
  server.all('/management/v1/*', service('/androidmanagement', answerManagement))
  server.all('/zero-touch/v1/*', service('/androidworkzerotouchemm', answerZeroTouch))
  server.all('/portal', (request, reply) => answerGooglePortal(state, request, reply))
  server.all('/portal/*', (request, reply) => answerGooglePortal(state, request, reply))
  await server.listen({ port, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  return {
    url,
    urls: { token: `${url}/token`, management: `${url}/management`, zeroTouch: `${url}/zero-touch` },
    serviceAccountKey,
    state,
    close: () => server.close(),
  }
}

function callOf({ method, url, body }: FastifyRequest): FakeCall {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  return { method, path: pathname.replace(/^\/[\w-]+\/v1\//, ''), query: searchParams, body }
}

function refuseByFault({ faults }: GoogleState): void {
  if (faults.denied) throw new GoogleRefusal(403, 'The caller does not have permission')
  if (faults.busy <= 0) return
  faults.busy--
  const status = faults.busy % 2 === 1 ? 429 : 503
  throw new GoogleRefusal(status, 'Quota exceeded.', { retryAfter: 0 })
}
