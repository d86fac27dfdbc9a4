import type { z } from 'zod'

import type { Apple } from './apple.ts'
import { date, deviceRecord } from './device-record.ts'
import { isHot } from './heat.ts'
import type { Device, MdmServer } from './organization.ts'
import { findServer } from './portal-devices.ts'
import type { ListDevices } from './portal-requests.ts'
import { profileRecord } from './profiles.ts'

/** What a test wants to look at. Devices have their own list. */
export function portalState(apple: Apple) {
  return {
    now: apple.clock.now().toISOString(),
    devices: apple.organization.devices.size,
    waiting: apple.organization.waiting.size,
    servers: [...apple.organization.servers.values()].map((server) => serverState(apple, server)),
    faults: apple.faults,
    rules: apple.rules,
    hot: [...apple.organization.heat.keys()].filter((serial) => isHot(apple, serial)),
    serviceDiscovery: apple.organization.serviceDiscovery?.url ?? null,
    calls: Object.fromEntries(apple.calls),
  }
}

export function listDevices(apple: Apple, { server, status, limit, offset }: z.output<typeof ListDevices>) {
  const { devices } = server === undefined ? apple.organization : findServer(apple, server)
  const wanted = [...devices.values()].filter((device) => !status || statusOf(device) === status)
  return { items: wanted.slice(offset, offset + limit).map(deviceState), total: wanted.length }
}

/** Apple's newest record with the name of the server. */
export const deviceState = (device: Device) => ({
  server: device.server ?? null,
  ...deviceRecord(device, 10),
  activated_with: device.activatedWith,
  activation_lock: device.lock && { escrow_key: device.lock.escrowKey, lost_message: device.lock.message },
})

const statusOf = ({ profile }: Device) => profile?.status ?? 'empty'

function serverState({ sessions }: Apple, server: MdmServer) {
  return {
    name: server.name,
    uuid: server.uuid,
    tokenExpiresAt: server.token.accessTokenExpiry.toISOString(),
    devices: server.devices.size,
    events: server.events.length,
    lastEventAt: date(server.events.at(-1)?.at) ?? null,
    sessions: [...sessions.open.values()].filter((session) => session.server === server.name).length,
    profiles: [...server.profiles].map(([uuid, profile]) => profileRecord(uuid, profile)),
  }
}
