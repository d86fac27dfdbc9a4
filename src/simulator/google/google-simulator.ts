import { createPublicKey, generateKeyPairSync, randomBytes, verify, type KeyObject } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyRequest } from 'fastify'
import { GoogleRefusal } from './google-answer.ts'
import { emptyGoogle, type GoogleState } from './google-state.ts'
import { answerManagement, type FakeCall } from './management-service.ts'
import { answerZeroTouch } from './zero-touch-service.ts'

export type GoogleSimulator = {
  urls: { token: string; management: string; zeroTouch: string }
  /** The key file of a service account that is known here. */
  serviceAccountKey: string
  state: GoogleState
  close(): Promise<void>
}

/**
 * Google's token endpoint, Android Management API and zero-touch customer API on one port, over plain HTTP, by their documentation.
 * Its access tokens are good for the scope that was asked for.
 */
export async function startGoogleSimulator({ port = 0 } = {}): Promise<GoogleSimulator> {
  const state = emptyGoogle()
  const account = serviceAccount()
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
    const scope = scopeOf(request, { account, audience: `${url()}/token` })
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
  await server.listen({ port, host: '127.0.0.1' })
  const url = () => `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  return {
    urls: { token: `${url()}/token`, management: `${url()}/management`, zeroTouch: `${url()}/zero-touch` },
    serviceAccountKey: account.keyFile,
    state,
    close: () => server.close(),
  }
}

type Account = { keyFile: string; email: string; publicKey: KeyObject }

function serviceAccount(): Account {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const email = 'muster@project.iam.gserviceaccount.com'
  const keyFile = JSON.stringify({
    type: 'service_account',
    project_id: 'project',
    private_key_id: 'k1',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: email,
    token_uri: 'https://attacker.example/token',
  })
  return { keyFile, email, publicKey: createPublicKey(privateKey) }
}

/** RFC 7523: the signature, who signs, for whom and until when. Undefined: refused. */
function scopeOf(
  { body }: FastifyRequest,
  { account, audience }: { account: Account; audience: string },
): string | undefined {
  const form = new URLSearchParams(String(body))
  const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.')
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    account.publicKey,
    Buffer.from(signature, 'base64url'),
  )
  if (!isSigned || form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') return undefined
  const { iss, aud, iat, exp, scope } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<
    string,
    unknown
  >
  const isRight = iss === account.email && aud === audience && Number(exp) - Number(iat) <= 3600
  return isRight && typeof scope === 'string' ? scope : undefined
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
