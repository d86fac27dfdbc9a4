import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { DepAccount, PutToken } from '../contract/dep.ts'
import { actorOf } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { accountEtag, accountParams, depTags } from './account-endpoints.ts'
import type { Apple } from './apple.ts'
import { exchangeToken } from './exchange-token.ts'
import { importEncrypted, type EncryptedImport } from './import-encrypted.ts'

type Context = { platform: Platform; apple: Apple }

/** Apple's file has 4 KB. */
const maxFileBytes = 64 * 1024

export function tokenEndpoints(server: FastifyInstance, context: Context): void {
  void server.register(async (scope) => tokenUpload(scope, context))
  tokenImport(server, context)
}

/** A scope of its own: the file comes as it is, whatever a browser or a script says about its type. */
function tokenUpload(scope: FastifyInstance, context: Context): void {
  scope.removeAllContentTypeParsers()
  const parser = { parseAs: 'buffer' as const, bodyLimit: maxFileBytes }
  scope.addContentTypeParser('*', parser, (_request, body, done) => done(null, body))
  scope.withTypeProvider<ZodTypeProvider>().put(
    '/api/v1/dep/accounts/:id/token',
    {
      config: { access: 'dep.token:write' },
      schema: {
        summary: 'Upload the server token of a DEP account',
        description:
          'The body is the .p7m file as Apple gives it, or the JSON that is in it. It is decrypted, checked with Apple and compared with what is known (consumer key, server, organization, expiry) before it replaces anything; then a sync starts. A token of another MDM server is refused with both sides in `comparison`; `confirmOtherServer=true` moves the account there.',
        tags: depTags,
        consumes: ['application/pkcs7-mime', 'application/octet-stream', 'application/json'],
        params: accountParams,
        querystring: PutToken,
        response: { 200: DepAccount },
      },
    },
    async (request, reply) => {
      const file = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const { confirmOtherServer } = request.query
      const upload = { accountId: request.params.id, file, confirmOtherServer }
      const account = await exchangeToken(context, actorOf(request), upload)
      return reply.header('ETag', accountEtag(account)).send(account)
    },
  )
}

function tokenImport(server: FastifyInstance, context: Context): void {
  server.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/dep/accounts/import-encrypted',
    {
      config: { access: 'dep.token:write' },
      schema: {
        summary: 'Add a DEP account from a token and the key pair it was made for',
        description:
          'Parts: `token` (.p7m), `certificate` and `privateKey` (PEM or DER, the key without a password), `name`.',
        tags: depTags,
        consumes: ['multipart/form-data'],
        response: { 201: DepAccount },
      },
    },
    async (request, reply) => {
      const account = await importEncrypted(context, actorOf(request), await readForm(request))
      return reply.code(201).header('ETag', accountEtag(account)).send(account)
    },
  )
}

async function readForm(request: FastifyRequest): Promise<EncryptedImport> {
  if (!request.isMultipart()) throw new Problem('request.media-type', { detail: 'Send multipart/form-data' })
  const parts = new Map<string, Buffer>()
  for await (const part of request.parts({ limits: { fileSize: maxFileBytes, files: 3 } })) {
    const bytes = part.type === 'file' ? await part.toBuffer() : Buffer.from(String(part.value))
    parts.set(part.fieldname, bytes)
  }
  const wanted = (name: string): Buffer => {
    const bytes = parts.get(name)
    if (bytes?.length) return bytes
    const message = 'This part is missing'
    throw new Problem('request.invalid', {
      detail: `${name}: ${message}`,
      errors: [{ pointer: `/${name}`, code: 'required', message }],
    })
  }
  return {
    name: wanted('name').toString('utf8'),
    token: wanted('token'),
    certificate: wanted('certificate'),
    privateKey: wanted('privateKey'),
  }
}
