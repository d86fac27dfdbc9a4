import { randomBytes, randomInt } from 'node:crypto'

import type { Identifiers } from '../identifiers.ts'
import type { ModelName } from '../models.ts'
import type { Heat } from './heat.ts'

export type Hardware = Readonly<
  Identifiers & {
    serial: string
    model: ModelName
    description: string
    color: string | undefined
    assetTag: string | undefined
  }
>

export type ProfileState = Readonly<{
  /** Absent for a device that came from another server without ever having had a profile. */
  uuid?: string
  status: 'assigned' | 'pushed' | 'removed'
  assignedAt?: number
  pushedAt?: number
}>

/** A device of the organization. Never changed in place: listings and events keep the record as it was. Times are milliseconds. */
export type Device = Readonly<
  Hardware & {
    /** The name of the MDM server it is assigned to. */
    server?: string
    assignedAt?: number
    profile?: ProfileState
    migrationDeadline?: number
    replaces?: { serial: string; at: number }
    /** The profile that the device took at activation, and keeps until it is wiped. */
    activatedWith?: string
    /** Activation Lock by the MDM server. */
    lock?: { at: number; escrowKey?: string; message?: string }
  }
>

export type DeviceEvent = Readonly<{
  type: 'added' | 'modified' | 'deleted'
  at: number
  device: Device
  releasedByReplacement?: true
}>

export type TokenKeys = {
  consumerKey: string
  consumerSecret: string
  accessToken: string
  accessSecret: string
  accessTokenExpiry: Date
}

/** A profile as it was defined. */
export type DefinedProfile = Readonly<Record<string, unknown>>

export type MdmServer = {
  uuid: string
  name: string
  token: TokenKeys
  /** Access tokens that a newer download replaced. */
  replacedTokens: Set<string>
  /** Revoked in the portal: a new download makes it good again. */
  isRevoked?: boolean
  /** By serial number, in the order of their last operation. */
  devices: Map<string, Device>
  events: DeviceEvent[]
  profiles: Map<string, DefinedProfile>
  /** Listings that clients are reading, oldest first. */
  listings: Map<number, readonly Device[]>
  cursorKey: Buffer
  cursors: number
  /** Cursors up to this number have expired, whatever their age. */
  expiredCursors: number
}

export type Organization = {
  devices: Map<string, Device>
  servers: Map<string, MdmServer>
  /** Devices that wait for the first server. */
  waiting: Set<string>
  madeUp: number
  heat: Map<string, Heat>
  /** Where account-driven enrollment looks for the server. */
  serviceDiscovery?: { url: string; at: number }
}

export const emptyOrganization = (): Organization => ({
  devices: new Map(),
  servers: new Map(),
  waiting: new Set(),
  madeUp: 0,
  heat: new Map(),
})

/** Stores the new state of a device and tells its server. The one way in which a device of a server changes. */
export function recordChange(
  organization: Organization,
  type: DeviceEvent['type'],
  at: number,
  device: Device,
) {
  organization.devices.set(device.serial, device)
  const server = organization.servers.get(device.server ?? '')
  if (!server) return
  server.devices.delete(device.serial)
  server.devices.set(device.serial, device)
  server.events.push({ type, at, device })
}

/** Stores what no sync tells of. */
export function keepQuietly(organization: Organization, device: Device): void {
  organization.devices.set(device.serial, device)
  organization.servers.get(device.server ?? '')?.devices.set(device.serial, device)
}

/** 32 upper-case hexadecimal digits, as Apple writes the UUIDs of servers and profiles. */
export const appleUuid = () => randomBytes(16).toString('hex').toUpperCase()

/** Keys in the shape of Apple's; a later download for the same server keeps the consumer part. */
export function newTokenKeys(now: Date, lifetimeDays: number, previous?: TokenKeys): TokenKeys {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex')
  const expiry = new Date(now.getTime() + lifetimeDays * 24 * 3600 * 1000)
  expiry.setUTCMilliseconds(0)
  return {
    consumerKey: previous?.consumerKey ?? `CK_${hex(48)}`,
    consumerSecret: previous?.consumerSecret ?? `CS_${hex(20)}`,
    accessToken: `AT_O${randomInt(1e9, 1e10)}O${hex(20)}O${now.getTime()}`,
    accessSecret: `AS_${hex(20)}`,
    accessTokenExpiry: expiry,
  }
}
