import type { Apple } from './apple.ts'
import { keepQuietly, recordChange } from './organization.ts'
import { findDevice } from './portal-devices.ts'
import { PortalError } from './portal-error.ts'
import { workingProfile } from './profiles.ts'

/**
 * What a device asks Apple when it is switched on for the first time: the profile that is assigned to its serial number.
 * The server sees the device as `pushed` from then on.
 */
export function activate({ clock, organization }: Apple, serial: string) {
  const device = organization.devices.get(serial)
  if (!device) throw new PortalError(404, `Apple knows no organization for ${serial}`)
  const server = organization.servers.get(device.server ?? '')
  const profile = server && workingProfile(server, device)
  if (!profile) throw new PortalError(404, `No profile is assigned to ${serial}`)
  if (device.lock) throw new PortalError(403, `${serial} is locked to this organization`)
  const at = clock.now().getTime()
  recordChange(organization, 'modified', at, {
    ...device,
    profile: { ...device.profile, status: 'pushed', pushedAt: at },
    activatedWith: profile.profile_uuid,
  })
  return profile
}

/** The device is as new: nothing is installed any more. Apple does not hear of it; a lock stays unless it is opened. */
export function wipe({ organization }: Apple, { serial, unlock }: { serial: string; unlock: boolean }) {
  const device = findDevice({ organization }, serial)
  const { activatedWith: _old, lock, ...rest } = device
  keepQuietly(organization, { ...rest, ...(lock && !unlock ? { lock } : {}) })
  return { serial, locked: lock !== undefined && !unlock }
}
