import type { Apple } from './apple.ts'
import type { DepCall } from './dep-call.ts'
import { heatUp, secondsUntilCool } from './heat.ts'
import type { Device, MdmServer } from './organization.ts'
import { appleUuid, recordChange } from './organization.ts'
import { checkProfile, profileDefaults } from './profile-rules.ts'
import { Refusal } from './refusal.ts'

export type DeviceStatus = 'SUCCESS' | 'NOT_ACCESSIBLE' | 'FAILED' | 'THROTTLED'

/** `POST /profile`: profiles never change; the answer always has `devices`. */
export function defineProfile(call: DepCall) {
  const { profile_uuid: _ignored, devices, ...profile } = call.body
  checkProfile(profile, call.apple.rules)
  const serials = isNone(devices) ? [] : call.serials()
  const uuid = appleUuid()
  call.server.profiles.set(uuid, profile)
  const statuses = answerEach(call, serials, (device) => give(call, device, uuid))
  return { profile_uuid: uuid, devices: Object.fromEntries(statuses) }
}

/** `GET /profile`: what was defined, with the defaults filled in. */
export function getProfile({ server, query, version }: DepCall) {
  const uuid = normalizeUuid(query.get('profile_uuid'))
  if (!uuid) throw new Refusal(400, 'PROFILE_UUID_REQUIRED')
  const profile = server.profiles.get(uuid)
  if (!profile) throw new Refusal(400, 'NOT_FOUND')
  return version >= 2 ? profileRecord(uuid, profile) : olderRecord(profileRecord(uuid, profile))
}

const newerFields = [
  'auto_advance_setup',
  'await_device_configured',
  'is_multi_user',
  'support_email_address',
]

const olderRecord = (record: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(record).filter(([field]) => !newerFields.includes(field)))

/** `PUT` or `POST /profile/devices`. */
export function assignProfile(call: DepCall) {
  const serials = call.serials()
  const uuid = normalizeUuid(call.body['profile_uuid'])
  if (!uuid) throw new Refusal(400, 'PROFILE_UUID_REQUIRED')
  if (!call.server.profiles.has(uuid)) throw new Refusal(404, 'PROFILE_NOT_FOUND')
  const statuses = answerEach(call, serials, (device) => give(call, device, uuid))
  const throttled = statuses.flatMap(([serial, status]) => (status === 'THROTTLED' ? serial : []))
  const pause = call.apple.faults.retryAfterSeconds ?? secondsUntilCool(call.apple, throttled)
  return {
    profile_uuid: uuid,
    devices: Object.fromEntries(statuses),
    ...(throttled.length > 0 && pause !== undefined && call.version >= 10
      ? { retry_after_seconds: pause }
      : {}),
  }
}

/** `DELETE /profile/devices`: the UUID stays visible, as at Apple. */
export function removeProfile(call: DepCall) {
  const statuses = answerEach(call, call.serials(), (device) => take(call.apple, device))
  return { devices: Object.fromEntries(statuses) }
}

export const profileRecord = (uuid: string, profile: Readonly<Record<string, unknown>>) => ({
  ...profileDefaults,
  ...profile,
  profile_uuid: uuid,
})

/** One status for each serial number: what `change` says, or the fault script. */
export function answerEach(
  { apple: { faults }, server }: DepCall,
  serials: string[],
  change: (device: Device) => DeviceStatus,
): [string, DeviceStatus][] {
  const answer = (serial: string): DeviceStatus => {
    const device = server.devices.get(serial)
    if (!device) return 'NOT_ACCESSIBLE'
    return faults.failed.includes(serial) ? 'FAILED' : change(device)
  }
  return serials
    .filter((serial) => !faults.unanswered.includes(serial))
    .map((serial) => [serial, answer(serial)])
}

function give({ apple, version }: DepCall, device: Device, uuid: string): DeviceStatus {
  const { clock, faults, organization } = apple
  // Clients of older protocols do not know the word.
  if (faults.throttled.includes(device.serial) || heatUp(apple, device.serial))
    return version >= 9 ? 'THROTTLED' : 'FAILED'
  const at = clock.now().getTime()
  recordChange(organization, 'modified', at, {
    ...device,
    profile: { uuid, status: 'assigned', assignedAt: at },
  })
  return 'SUCCESS'
}

function take({ clock, organization }: Apple, device: Device): DeviceStatus {
  const { profile } = device
  if (profile && profile.status !== 'removed') {
    recordChange(organization, 'modified', clock.now().getTime(), {
      ...device,
      profile: { ...profile, status: 'removed' },
    })
  }
  return 'SUCCESS'
}

/** Clients without devices to name send nothing, `null` or an empty list. */
const isNone = (devices: unknown) =>
  devices === undefined || devices === null || (Array.isArray(devices) && devices.length === 0)

/** Requests match without regard to case and dashes. */
const normalizeUuid = (value: unknown) =>
  typeof value === 'string' ? value.replaceAll('-', '').toUpperCase() : undefined

/** The profile that works for a device now; `undefined` when it has none, or it was removed. */
export function workingProfile(server: MdmServer, { profile }: Device) {
  if (!profile?.uuid || profile.status === 'removed') return undefined
  const definition = server.profiles.get(profile.uuid)
  return definition && profileRecord(profile.uuid, definition)
}
