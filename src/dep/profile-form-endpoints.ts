import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  CertificateList,
  CompareQuery,
  DepProfileComparison,
  DepProfileOfJson,
  DepProfilePreview,
  PreviewDepProfile,
  ReadCertificates,
  ReadDepProfileJson,
  type CertificateFacts,
} from '../contract/dep-profile.ts'
import type { DepProfile } from '../contract/dep.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { depTags as tags } from './account-endpoints.ts'
import { certificateFacts, certificatesInFile } from './certificate.ts'
import { previewProfile } from './check-profile.ts'
import { changesBetween } from './profile-difference.ts'
import { readProfileJson } from './profile-json.ts'
import { getProfile } from './profile-store.ts'
import { withWebView } from './web-view-default.ts'

/** What a form needs before Apple is asked; nothing here changes anything. */
export function profileFormEndpoints(server: FastifyInstance, platform: Platform): void {
  previews(server, platform)
  certificates(server, platform)
  comparisons(server, platform)
}

function previews(server: FastifyInstance, platform: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/api/v1/dep/profiles/preview',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Show the JSON of a profile as Apple would get it',
        description: 'Refuses what Apple would refuse, at the field. Apple is not asked.',
        tags,
        body: PreviewDepProfile,
        response: { 200: DepProfilePreview },
      },
    },
    async ({ body: { accountId: _any, ...fields } }) =>
      // Without any address it is the question which ones a profile gets; a form has an answer for each.
      previewProfile(platform, fields.url ? fields : await withWebView(platform, fields)),
  )
  app.post(
    '/api/v1/dep/profiles/read-json',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Read a profile with Apple’s names into fields',
        description:
          'For profiles of other servers. What the JSON leaves out is as Apple understands it; unknown members are named in `unknown`.',
        tags,
        body: ReadDepProfileJson,
        response: { 200: DepProfileOfJson },
      },
    },
    async ({ body: { json } }) => readProfileJson(json),
  )
}

function certificates(server: FastifyInstance, { clock }: Platform): void {
  server.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/dep/certificates/read',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Read certificates for a profile: PEM or DER files, in base64',
        tags,
        body: ReadCertificates,
        response: { 200: CertificateList },
      },
    },
    async ({ body: { files } }) => ({
      certificates: files.flatMap((file, n) => factsOfFile(file, n, clock())),
    }),
  )
}

function factsOfFile(file: string, n: number, now: Date): CertificateFacts[] {
  const found = certificatesInFile(Buffer.from(file, 'base64'))
  if (found) return found.map((certificate) => certificateFacts(certificate, now))
  const message = 'is not an X.509 certificate, in PEM or DER'
  throw new Problem('request.invalid', {
    detail: `File ${n + 1} ${message}.`,
    errors: [{ pointer: `/files/${n}`, code: 'invalid', message }],
  })
}

function comparisons(server: FastifyInstance, { db }: Platform): void {
  server.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/dep/profiles/:id/compare',
    {
      config: { access: 'dep.token:read' },
      schema: {
        summary: 'Compare two profiles, or two versions of one, field by field',
        description: '`with` is the id or the UUID of the other.',
        tags,
        params: z.object({ id: z.string().trim().min(1).max(64) }),
        querystring: CompareQuery,
        response: { 200: DepProfileComparison },
      },
    },
    async ({ params: { id }, query: { with: other } }) => {
      const [left, right] = [await getProfile(db, id), await getProfile(db, other)]
      const changes = changesBetween(left.fields, right.fields)
      return { left: versionOf(left), right: versionOf(right), changes }
    },
  )
}

const versionOf = ({ id, versions }: DepProfile) => versions.find((version) => version.id === id)!
