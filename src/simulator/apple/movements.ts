import type { Device, MdmServer, Organization } from './organization.ts'
import { recordChange } from './organization.ts'

/** What an administrator does with devices in Apple's portal, and what the servers see of it. Times are milliseconds. */

/**
 * A device that was unassigned appears as `added`; one that comes from another server, or is assigned again to its own,
 * as `modified` without a working profile, although the old `profile_uuid` stays visible.
 */
export function assign(
  organization: Organization,
  device: Device,
  server: MdmServer,
  { at, migrationDeadline }: { at: number; migrationDeadline?: number },
): void {
  const isMove = device.server !== undefined
  if (isMove && device.server !== server.name) leaveServer(organization, device, at)
  const { migrationDeadline: _old, profile, ...rest } = device
  recordChange(organization, isMove || migrationDeadline !== undefined ? 'modified' : 'added', at, {
    ...rest,
    server: server.name,
    assignedAt: at,
    ...(isMove ? { profile: { ...profile, status: 'removed' as const } } : {}),
    ...(migrationDeadline === undefined ? {} : { migrationDeadline }),
  })
}

/** The device stays with the organization, without a server. */
export function unassign(organization: Organization, device: Device, at: number): void {
  leaveServer(organization, device, at)
  const {
    server: _server,
    assignedAt: _at,
    profile: _profile,
    migrationDeadline: _deadline,
    ...hardware
  } = device
  organization.devices.set(device.serial, hardware)
}

/** The device leaves the organization. */
export function release(organization: Organization, device: Device, at: number): void {
  leaveServer(organization, device, at)
  organization.devices.delete(device.serial)
  organization.waiting.delete(device.serial)
}

/** Apple swaps the hardware: the old device leaves, the new one takes its place on the same server. */
export function replace(organization: Organization, device: Device, replacement: Device, at: number): void {
  leaveServer(organization, device, at, true)
  organization.devices.delete(device.serial)
  if (organization.waiting.delete(device.serial)) organization.waiting.add(replacement.serial)
  recordChange(organization, 'added', at, {
    ...replacement,
    ...(device.server === undefined ? {} : { server: device.server, assignedAt: at }),
    replaces: { serial: device.serial, at },
  })
}

/** Apple's "deleted" events carry the whole record, as it was. */
function leaveServer(organization: Organization, device: Device, at: number, replaced = false): void {
  const server = organization.servers.get(device.server ?? '')
  if (!server) return
  server.devices.delete(device.serial)
  server.events.push({ type: 'deleted', at, device, ...(replaced ? { releasedByReplacement: true } : {}) })
}
