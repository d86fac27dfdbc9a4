import { listEndingTokens, listTokenHolders } from '../android/bulk/bulk-enrollment-store.ts'
import { listApiTokens } from '../admins/api-token-store.ts'
import { listAuthorityCertificates } from '../apple/authority.ts'
import { listUnrenewed } from '../apple/renewal-store.ts'
import type { Permission } from '../contract/permissions.ts'
import { listTokenExpiries } from '../dep/account-store.ts'
import type { Db } from '../platform/db/database.ts'
import { listPushCertificateExpiry } from '../push/certificate-state.ts'
import { listEndingRequests } from '../requests/ending-requests.ts'
import type { Lifetime } from './expiring.ts'
import { longestThreshold, usualPace, type Pace } from './reminder.ts'

/** What people are reminded of, and when. */
export type Reminded = Lifetime & { pace: Pace }

type Source = {
  permission: Permission
  list(db: Db): Promise<Lifetime[]>
  /** With the pace at which people are reminded of their ends by mail; without it they are not. */
  listReminded?(db: Db): Promise<Reminded[]>
  /** Things of whose reminders is known although nobody would be reminded of them now. */
  listRemembered?(db: Db): Promise<Pick<Lifetime, 'id'>[]>
}

const listDepTokens = async (db: Db): Promise<Lifetime[]> =>
  (await listTokenExpiries(db)).map((account) => ({ kind: 'dep-token', ...account }))

const listPushCertificate = async (db: Db): Promise<Lifetime[]> =>
  (await listPushCertificateExpiry(db)).map(({ id, expiresAt }) => ({
    kind: 'push-certificate',
    id,
    name: 'Push certificate',
    expiresAt,
  }))

/** It is made for days or weeks and extended in a moment: who has just made it for a week need not be told that it ends in one. */
async function listBulkTokens(db: Db): Promise<Reminded[]> {
  const tokens = await listEndingTokens(db)
  return tokens.map(({ since, ...token }) => {
    const pace = { thresholds: [0, 3, 14], onTheDay: true, since }
    return { kind: 'bulk-token', ...token, pace, soonDays: longestThreshold(token.expiresAt, pace) }
  })
}

const atUsualPace = (list: (db: Db) => Promise<Lifetime[]>) => async (db: Db) =>
  (await list(db)).map((thing) => ({ ...thing, pace: usualPace }))

export const sources: readonly Source[] = [
  {
    permission: 'dep.token:read',
    list: listDepTokens,
    listReminded: atUsualPace(listDepTokens),
  },
  {
    permission: 'settings:read',
    list: listPushCertificate,
    listReminded: atUsualPace(listPushCertificate),
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
    list: listBulkTokens,
    listReminded: listBulkTokens,
    listRemembered: listTokenHolders,
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
export async function listReminded(db: Db): Promise<Reminded[]> {
  const things: Reminded[] = []
  // One after the other: within a transaction there is one connection.
  for (const source of sources) things.push(...((await source.listReminded?.(db)) ?? []))
  return things
}

/** What was perhaps reminded of, and will be again. */
export async function listRemembered(db: Db): Promise<Pick<Lifetime, 'id'>[]> {
  const things: Pick<Lifetime, 'id'>[] = []
  for (const source of sources) things.push(...((await source.listRemembered?.(db)) ?? []))
  return things
}
