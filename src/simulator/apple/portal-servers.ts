import { X509Certificate } from 'node:crypto'

import { plainServerToken, writeServerToken } from '../../protocol/dep/server-token.ts'
import type { Apple } from './apple.ts'
import type { MdmServer, TokenKeys } from './organization.ts'
import { newTokenKeys } from './organization.ts'
import { findServer, onlyServer } from './portal-devices.ts'
import { PortalError } from './portal-error.ts'
import type { ChangeCursors, ChangeServer, CreateServer } from './portal-requests.ts'
import { deleteServer, newCursors, openServer, renameServer } from './servers.ts'
import { dropSessions } from './sessions.ts'

export type TokenFile = { server: MdmServer; fileName: string; contentType: string; body: string | Buffer }

/** Makes the server, or a new token for the one of that name; the older token is dead from now on. */
export function createServer(apple: Apple, wish: CreateServer): TokenFile {
  const now = apple.clock.now()
  const certificate = readCertificate(wish.certificate)
  const known = apple.organization.servers.get(wish.name)
  const token = newTokenKeys(now, wish.expiresInDays, known?.token)
  const server = known ? renew(apple, known, token) : openServer(apple, wish.name, token)
  const fileName = `${wish.name}_Token_${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z_smime.p7m`
  if (wish.format === 'json') {
    return {
      server,
      fileName,
      contentType: 'application/json',
      body: JSON.stringify(plainServerToken(token)),
    }
  }
  const { cipher, indefinite } = wish
  const options = { ...(cipher ? { cipher } : {}), ...(indefinite === undefined ? {} : { indefinite }) }
  const body = writeServerToken(token, certificate, options)
  return { server, fileName, contentType: 'application/pkcs7-mime', body }
}

function renew(apple: Apple, server: MdmServer, token: TokenKeys): MdmServer {
  server.replacedTokens.add(server.token.accessToken)
  server.token = token
  server.isRevoked = false
  dropSessions(apple, server.name)
  return server
}

/** What happens to a server in the portal, beside a new token. */
export function changeServer(apple: Apple, wish: ChangeServer) {
  const server = wish.server === undefined ? onlyServer(apple) : findServer(apple, wish.server)
  if (wish.rename !== undefined) {
    if (apple.organization.servers.has(wish.rename))
      throw new PortalError(409, `There is a server "${wish.rename}" already`)
    renameServer(apple, server, wish.rename)
  }
  if (wish.revoke !== undefined) server.isRevoked = wish.revoke
  if (wish.delete) {
    dropSessions(apple, server.name)
    deleteServer(apple, server)
  }
  return { name: server.name, uuid: server.uuid, revoked: server.isRevoked ?? false }
}

/** Apple does not take the cursors any more that it gave out: they are too old, or not known. */
export function changeCursors(apple: Apple, { server: name, what }: ChangeCursors) {
  const servers = name === undefined ? [...apple.organization.servers.values()] : [findServer(apple, name)]
  for (const server of servers)
    Object.assign(server, what === 'forget' ? newCursors() : { expiredCursors: server.cursors })
  return { servers: servers.map(({ name }) => name) }
}

function readCertificate(pem: string): Buffer {
  try {
    return new X509Certificate(pem).raw
  } catch (cause) {
    throw new PortalError(400, `certificate: not a certificate in PEM (${(cause as Error).message})`)
  }
}
