import type { Apple } from './apple.ts'
import { recordChange } from './organization.ts'
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
  const at = clock.now().getTime()
  recordChange(organization, 'modified', at, {
    ...device,
    profile: { ...device.profile, status: 'pushed', pushedAt: at },
  })
  return profile
}
