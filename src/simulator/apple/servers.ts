import { randomBytes } from 'node:crypto'

import type { Apple } from './apple.ts'
import { assign, unassign } from './movements.ts'
import type { MdmServer, TokenKeys } from './organization.ts'
import { appleUuid, newTokenKeys } from './organization.ts'

/** Makes an MDM server. The first one gets the devices that waited for one. */
export function openServer({ clock, organization }: Apple, name: string, token: TokenKeys): MdmServer {
  const server: MdmServer = {
    uuid: appleUuid(),
    name,
    token,
    replacedTokens: new Set(),
    devices: new Map(),
    events: [],
    profiles: new Map(),
    listings: new Map(),
    ...newCursors(),
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

/** No cursor that was given out so far is one of this key. */
export const newCursors = () => ({ cursorKey: randomBytes(32), expiredCursors: 0 })

/** The server that is meant where none is named; made if there is none. */
export const firstServer = (apple: Apple): MdmServer =>
  apple.organization.servers.values().next().value ??
  openServer(apple, 'MDM server', newTokenKeys(apple.clock.now(), 365))

export function renameServer({ organization, sessions }: Apple, server: MdmServer, name: string): void {
  const before = server.name
  server.name = name
  organization.servers = new Map([...organization.servers.values()].map((each) => [each.name, each]))
  for (const device of server.devices.values()) {
    const renamed = { ...device, server: name }
    organization.devices.set(device.serial, renamed)
    server.devices.set(device.serial, renamed)
  }
  for (const session of sessions.open.values()) if (session.server === before) session.server = name
}

/** Its devices stay with the organization. */
export function deleteServer({ clock, organization }: Apple, server: MdmServer): void {
  for (const device of server.devices.values()) unassign(organization, device, clock.now().getTime())
  organization.servers.delete(server.name)
}
