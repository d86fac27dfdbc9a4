import type { Apple } from './apple.ts'
import { recordChange } from './organization.ts'

/** How hot a device is: when it was assigned of late, and until when it is throttled. Times are milliseconds. */
export type Heat = { assignedAt: number[]; coolsAt?: number }

const hourMs = 3600_000

/** Counts one assignment; true when it comes too soon. Each further try while the device is hot begins the wait anew. */
export function heatUp({ clock, organization, rules }: Apple, serial: string): boolean {
  if (!rules.throttle) return false
  const now = clock.now().getTime()
  const heat = organization.heat.get(serial) ?? { assignedAt: [] }
  const assignedAt = [...heat.assignedAt.filter((at) => at > now - hourMs), now]
  const isTooHot = (heat.coolsAt ?? 0) > now || assignedAt.length > rules.throttle.assignsPerHour
  const coolsAt = now + rules.throttle.coolingHours * hourMs
  organization.heat.set(serial, { assignedAt, ...(isTooHot ? { coolsAt } : {}) })
  return isTooHot
}

/** No sync tells of a hot device. */
export const isHot = ({ clock, organization }: Apple, serial: string) =>
  (organization.heat.get(serial)?.coolsAt ?? 0) > clock.now().getTime()

/** Devices that have cooled down come back to the sync of their server with their present state. */
export function coolDown({ clock, organization }: Apple): void {
  const now = clock.now().getTime()
  for (const [serial, { assignedAt, coolsAt }] of organization.heat) {
    if ((coolsAt ?? (assignedAt.at(-1) ?? 0) + hourMs) > now) continue
    organization.heat.delete(serial)
    const device = organization.devices.get(serial)
    if (coolsAt !== undefined && device?.server !== undefined)
      recordChange(organization, 'modified', now, device)
  }
}

/** Until the last of them has cooled down; undefined when none is hot. */
export function secondsUntilCool(apple: Apple, serials: readonly string[]): number | undefined {
  const hot = serials.filter((serial) => isHot(apple, serial))
  if (hot.length === 0) return undefined
  const last = Math.max(...hot.map((serial) => apple.organization.heat.get(serial)?.coolsAt ?? 0))
  return Math.ceil((last - apple.clock.now().getTime()) / 1000)
}
