import { listEndingTokens } from '../android/bulk-enrollment-store.ts'
import { listApiTokens } from '../admins/api-token-store.ts'
import { listAuthorityCertificates } from '../apple/authority.ts'
import { listUnrenewed } from '../apple/renewal-store.ts'
import type { Permission } from '../contract/permissions.ts'
import { listTokenExpiries } from '../dep/account-store.ts'
import type { Db } from '../platform/db/database.ts'
import { listPushCertificateExpiry } from '../push/certificate-state.ts'
import { listEndingRequests } from '../requests/ending-requests.ts'
import type { Lifetime } from './expiring.ts'

type Source = {
  permission: Permission
  /** Whether people are reminded of its end by mail: what only somebody at Apple's portals can renew. */
  reminded?: true
  list(db: Db): Promise<Lifetime[]>
}

export const sources: readonly Source[] = [
  {
    permission: 'dep.token:read',
    reminded: true,
    list: async (db) =>
      (await listTokenExpiries(db)).map((account) => ({ kind: 'dep-token' as const, ...account })),
  },
  {
    permission: 'settings:read',
    reminded: true,
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
    permission: 'device:read',
    list: async (db) =>
      (await listUnrenewed(db)).map(({ deviceId: id, identifier: name, notAfter: expiresAt }) => ({
        kind: 'device-certificate' as const,
        id,
        name,
        expiresAt,
      })),
  },
  {
    permission: 'device:read',
    list: async (db) =>
      (await listEndingRequests(db)).map((request) => ({ kind: 'enrollment-request' as const, ...request })),
  },
  {
    permission: 'bulk-enrollment:read',
    list: async (db) =>
      (await listEndingTokens(db)).map((bulk) => ({ kind: 'bulk-token' as const, ...bulk })),
  },
  {
    permission: 'api-token:read',
    list: async (db) =>
      (await listApiTokens(db)).flatMap(({ id, name, expiresAt }) =>
        expiresAt ? [{ kind: 'api-token' as const, id, name, expiresAt }] : [],
      ),
  },
]

/** What people are reminded of. */
export async function listReminded(db: Db): Promise<Lifetime[]> {
  const reminded = sources.filter((source) => source.reminded)
  const things: Lifetime[] = []
  // One after the other: within a transaction there is one connection.
  for (const { list } of reminded) things.push(...(await list(db)))
  return things
}
