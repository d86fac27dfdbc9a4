import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { maxPolicyFileBytes } from '../contract/policy-content.ts'
import { Policy } from '../contract/policy.ts'
import { actorOf } from '../platform/http/access.ts'
import { checkIfMatch, etagOf } from '../platform/http/etag.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { changePolicy } from './change-policies.ts'
import { countDevices } from './given.ts'
import { openContent } from './open-content.ts'
import { keyFrom, params, versionOf } from './policy-key.ts'
import { findPolicy, policyOf } from './policy-store.ts'

const tags = ['policies']
const profileType = 'application/x-apple-aspen-config'

export function servePolicyFiles(server: FastifyInstance, platform: Platform): void {
  serveDownload(server, platform)
  void server.register(async (scope) => serveUpload(scope, platform))
}

/** The file as it was uploaded may hold secrets: it is for those who may change it. */
function serveDownload(server: FastifyInstance, { db, secrets }: Platform): void {
  server.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/policies/:id/file',
    {
      config: { access: 'policy:write' },
      schema: { summary: 'The .mobileconfig of a policy, as it was uploaded', tags, params },
    },
    async ({ params: { id } }, reply) => {
      const record = await findPolicy(db, keyFrom(id))
      if (!record) throw new Problem('policy.not-found', { id })
      const content = await openContent(secrets, db, record.id)
      if (content.kind !== 'configuration-profile')
        throw new Problem('policy.no-file', { detail: `The policy holds a ${content.kind}` })
      return reply
        .type(profileType)
        .header('Content-Disposition', `attachment; filename="${safeName(content.fileName)}"`)
        .header('Cache-Control', 'no-store')
        .send(Buffer.from(content.bytes, 'base64'))
    },
  )
}

/** In a header: no quotes, no signs beyond ASCII. */
const safeName = (name: string) => name.replace(/[^A-Za-z0-9._ -]/g, '_')

/** A scope of its own: the file comes as it is, whatever a browser or a script says about its type. */
function serveUpload(scope: FastifyInstance, platform: Platform): void {
  scope.removeAllContentTypeParsers()
  const parser = { parseAs: 'buffer' as const, bodyLimit: maxPolicyFileBytes }
  scope.addContentTypeParser('*', parser, (_request, body, done) => done(null, body))
  scope.withTypeProvider<ZodTypeProvider>().put(
    '/api/v1/policies/:id/file',
    {
      config: { access: 'policy:write' },
      schema: {
        summary: 'Upload another .mobileconfig for a policy',
        description: 'At most 1 MiB. Devices that have the policy get the new version.',
        tags,
        consumes: [profileType, 'application/xml', 'application/octet-stream'],
        params,
        querystring: z.object({ fileName: z.string().trim().min(1).max(200).optional() }),
        response: { 200: Policy },
      },
    },
    async (request, reply) => {
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const { fileName = 'profile.mobileconfig' } = request.query
      const content = { kind: 'configuration-profile' as const, fileName, bytes: bytes.toString('base64') }
      const record = await changePolicy(platform, actorOf(request), {
        key: keyFrom(request.params.id),
        patch: { content },
        expect: (current) => checkIfMatch(request, versionOf(current)),
      })
      void reply.header('ETag', etagOf(versionOf(record)))
      return policyOf(record, (await countDevices(platform.db, [record.id])).get(record.id))
    },
  )
}
