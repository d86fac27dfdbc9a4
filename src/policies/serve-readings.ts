import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { maxPolicyFileBytes, PolicyCertificate } from '../contract/policy-content.ts'
import {
  PolicyRestrictions,
  ProfileReading,
  ReadCertificateFile,
  ReadProfileFile,
} from '../contract/policy-file.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { readProfile } from '../protocol/mdm/payloads/read-profile.ts'
import { restrictions } from '../protocol/mdm/payloads/restrictions.ts'
import { openContent } from './open-content.ts'
import { keyFrom, params } from './policy-key.ts'
import { findPolicy } from './policy-store.ts'
import { refusing } from './prepare-content.ts'
import { certificateIn } from './show-content.ts'
import { reserved } from './upload.ts'

const reading = { config: { access: 'policy:read' as const } }
const tags = ['policies']
/** Base64 is a third longer than what it holds. */
const bodyLimit = 2 * maxPolicyFileBytes

/** What a form needs before anything is saved; nothing here changes anything. */
export function serveReadings(server: FastifyInstance, platform: Platform): void {
  serveRestrictions(server)
  serveProfileReading(server, platform)
  serveCertificateReading(server)
  serveProfileOfPolicy(server, platform)
}

function serveRestrictions(server: FastifyInstance): void {
  server.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/policies/restrictions',
    {
      ...reading,
      schema: { summary: 'List what a policy can restrict', tags, response: { 200: PolicyRestrictions } },
    },
    async () => ({ items: restrictions }),
  )
}

function serveProfileReading(server: FastifyInstance, { clock }: Platform): void {
  server.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/policies/read-profile',
    {
      ...reading,
      bodyLimit,
      schema: {
        summary: 'Read a configuration profile without keeping it',
        description: 'What it holds, as a tree without its secrets, and what devices would make of it.',
        tags,
        body: ReadProfileFile,
        response: { 200: ProfileReading },
      },
    },
    async ({ body: { bytes } }) => refusing(() => lookThrough(bytes, clock()), '/bytes'),
  )
}

function serveCertificateReading(server: FastifyInstance): void {
  server.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/policies/read-certificate',
    {
      ...reading,
      bodyLimit,
      schema: {
        summary: 'Read a certificate (PEM, DER, PKCS#12) without keeping it',
        tags,
        body: ReadCertificateFile,
        response: { 200: PolicyCertificate },
      },
    },
    async ({ body: { file, password } }) => refusing(() => certificateIn(file, '/file', password), ''),
  )
}

function serveProfileOfPolicy(server: FastifyInstance, { db, secrets, clock }: Platform): void {
  server.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/policies/:id/profile',
    {
      ...reading,
      schema: {
        summary: 'Read the uploaded profile of a policy as a tree, without its secrets',
        tags,
        params,
        response: { 200: ProfileReading },
      },
    },
    async ({ params: { id } }) => {
      const record = await findPolicy(db, keyFrom(id))
      if (!record) throw new Problem('policy.not-found', { id })
      const content = await openContent(secrets, db, record.id)
      if (content.kind !== 'configuration-profile')
        throw new Problem('policy.no-file', { detail: `The policy holds a ${content.kind}` })
      return lookThrough(content.bytes, clock())
    },
  )
}

function lookThrough(base64: string, now: Date): ProfileReading {
  const { signer, ...profile } = readProfile(Buffer.from(base64, 'base64'), { reserved, now })
  return { ...profile, signer: signer && { ...signer, notAfter: signer.notAfter.toISOString() } }
}
