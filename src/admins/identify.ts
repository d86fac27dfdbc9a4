import type { FastifyRequest } from 'fastify'
import type { Db } from '../platform/db/database.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { sessionCookie, type Identify } from '../platform/http/access.ts'
import { identifyApiToken } from './api-token-store.ts'
import { findSession, type Identity } from './session-store.ts'

/** An API token when one is sent, the session's cookie otherwise. */
export const identifyBy =
  (db: Db): Identify =>
  async (request) => {
    const identity = await findIdentity(db, request)
    return identity && toActor(identity, request.ip)
  }

export async function findIdentity(db: Db, request: FastifyRequest): Promise<Identity | undefined> {
  const bearer = /^Bearer (mst_[\w-]{20,100})$/.exec(request.headers.authorization ?? '')?.[1]
  if (request.headers.authorization) return bearer ? identifyApiToken(db, bearer) : undefined
  const token = request.cookies[sessionCookie]
  return token ? findSession(db, token) : undefined
}

const toActor = ({ kind, id, name, permissions }: Identity, address: string): Actor => ({
  kind,
  id,
  name,
  permissions: new Set(permissions),
  address,
})
