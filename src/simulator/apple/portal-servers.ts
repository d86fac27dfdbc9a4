import { X509Certificate, randomBytes } from 'node:crypto'

import { plainServerToken, writeServerToken } from '../../protocol/dep/server-token.ts'
import type { Apple } from './apple.ts'
import { assign } from './movements.ts'
import type { MdmServer, TokenKeys } from './organization.ts'
import { appleUuid, newTokenKeys } from './organization.ts'
import { PortalError } from './portal-error.ts'
import type { CreateServer } from './portal-requests.ts'
import { dropSessions } from './sessions.ts'

export type TokenFile = { server: MdmServer; fileName: string; contentType: string; body: string | Buffer }

/** Makes the server, or a new token for the one of that name; the older token is dead from now on. */
export function createServer(apple: Apple, wish: CreateServer): TokenFile {
  const now = apple.clock.now()
  const certificate = readCertificate(wish.certificate)
  const known = apple.organization.servers.get(wish.name)
  const token = newTokenKeys(now, wish.expiresInDays, known?.token)
  const server = known ? renew(apple, known, token) : open(apple, wish.name, token)
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
  dropSessions(apple, server.name)
  return server
}

/** The first server gets the devices that waited for one. */
function open({ clock, organization }: Apple, name: string, token: TokenKeys): MdmServer {
  const server: MdmServer = {
    uuid: appleUuid(),
    name,
    token,
    replacedTokens: new Set(),
    devices: new Map(),
    events: [],
    profiles: new Map(),
    listings: new Map(),
    cursorKey: randomBytes(32),
    cursors: 0,
  }
  organization.servers.set(name, server)
  const at = clock.now().getTime()
  for (const serial of organization.waiting) {
    const device = organization.devices.get(serial)
    if (device) assign(organization, device, server, { at })
  }
  organization.waiting.clear()
  return server
}

function readCertificate(pem: string): Buffer {
  try {
    return new X509Certificate(pem).raw
  } catch (cause) {
    throw new PortalError(400, `certificate: not a certificate in PEM (${(cause as Error).message})`)
  }
}
