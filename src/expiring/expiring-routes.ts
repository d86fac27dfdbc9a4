import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { listApiTokens } from '../admins/api-token-store.ts'
import { listAuthorityCertificates } from '../apple/authority.ts'
import { page, type Page } from '../contract/common.ts'
import { Expiring } from '../contract/expiring.ts'
import type { Permission } from '../contract/permissions.ts'
import { listTokenExpiries } from '../dep/account-store.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Db } from '../platform/db/database.ts'
import { wholeList } from '../platform/db/paging.ts'
import { actorOf } from '../platform/http/access.ts'
import type { Platform } from '../platform/platform.ts'
import { listPushCertificateExpiry } from '../push/certificate-state.ts'
import { inOrder, type Lifetime } from './expiring.ts'

export function expiringRoutes(server: FastifyInstance, { db, clock }: Platform): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/api/v1/expiring',
    {
      config: { access: 'signed-in' },
      schema: {
        summary: 'List everything with a lifetime, soonest first',
        description:
          'Server tokens of DEP accounts, the push certificate, the certificates of our own authorities, and API tokens; each for those who may read it.',
        tags: ['expiring'],
        response: { 200: page(Expiring) },
      },
    },
    (request) => listExpiring(db, actorOf(request), clock()),
  )
}

async function listExpiring(db: Db, { permissions }: Actor, now: Date): Promise<Page<Expiring>> {
  const readable = sources.filter(({ permission }) => permissions.has(permission))
  const things = await Promise.all(readable.map(({ list }) => list(db)))
  return wholeList(inOrder(things.flat(), now))
}

const sources: { permission: Permission; list(db: Db): Promise<Lifetime[]> }[] = [
  {
    permission: 'dep.token:read',
    list: async (db) =>
      (await listTokenExpiries(db)).map((account) => ({ kind: 'dep-token' as const, ...account })),
  },
  {
    permission: 'settings:read',
    list: async (db) =>
      (await listPushCertificateExpiry(db)).map(({ id, expiresAt }) => ({
        kind: 'push-certificate' as const,
        id,
        name: 'Push certificate',
        expiresAt,
      })),
  },
  {
    permission: 'settings:read',
    list: async (db) =>
      (await listAuthorityCertificates(db)).map(({ id, purpose, certificate }) => ({
        kind: 'authority' as const,
        id,
        name: purpose === 'device' ? 'Authority for devices' : 'Signer of enrollment profiles',
        expiresAt: certificate.validToDate.toISOString(),
      })),
  },
  {
    permission: 'api-token:read',
    list: async (db) =>
      (await listApiTokens(db)).flatMap(({ id, name, expiresAt }) =>
        expiresAt ? [{ kind: 'api-token' as const, id, name, expiresAt }] : [],
      ),
  },
]
