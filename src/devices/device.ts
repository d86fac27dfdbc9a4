import type { Device, DeviceStatus, DevicePatch, NewDevice } from '../contract/device.ts'

/** Pure rules on devices. Rows marked (Bn) are those of the feature list; names of fields are those of the API. */

/** What an admin decides about a device, in the order of the API; the rest changes by itself. */
const stateFields = [
  'identifier',
  'displayName',
  'description',
  'platform',
  'ownership',
  'serial',
  'imei',
  'imei2',
  'meid',
  'udid',
  'wifiMac',
  'manufacturer',
  'model',
  'userName',
  'template',
  'groups',
  'tags',
  'code',
  'expiresAt',
  'registrationEmail',
  'depMethod',
  'authentication',
  'agentInstallRequired',
  'customAttributes',
] as const satisfies (keyof Device)[]

/** `code` is the clear text. */
export type DeviceState = Pick<Device, (typeof stateFields)[number]>

/** What holds for a device that says nothing itself; from the enrollment settings. */
export type DeviceDefaults = { expirationDays: number; authentication: Device['authentication'] }

export type FieldChange = { field: string; before: unknown; after: unknown }

const dayMs = 86_400_000

/** "Expired" is not stored: a device that may enroll until a time stops being one that may when the time has come (B52). */
export function statusOf(device: { status: string; expiresAt: string | null }, now: Date): DeviceStatus {
  const expired =
    device.status === 'enrolling' &&
    device.expiresAt !== null &&
    Date.parse(device.expiresAt) <= now.getTime()
  return expired ? 'expired' : (device.status as DeviceStatus)
}

/** The 14 digits that name the equipment; the 15th is a check digit, the 15th and 16th a software version (3GPP TS 23.003, 6.2). */
export const imeiBody = (imei: string): string => imei.slice(0, 14)

export const expiryAfter = (days: number, now: Date): string =>
  new Date(now.getTime() + days * dayMs).toISOString()

/** Serial: the serial number is the proof. Key code: the person types key and code (B4..B7). */
export function authenticationFor(
  depMethod: Device['depMethod'],
  fallback: Device['authentication'],
): Device['authentication'] {
  if (depMethod === 'Serial') return 'none'
  return depMethod === 'Keycode' ? 'keycode' : fallback
}

/** The device that a request describes; what it leaves out is empty (B47). `code` is used when the request has none (B30). */
export function newState(input: NewDevice, code: string, defaults: DeviceDefaults, now: Date): DeviceState {
  const { depMethod = null, expirationDays = defaults.expirationDays } = input
  return {
    identifier: input.identifier,
    displayName: input.displayName || null,
    description: input.description || null,
    platform: input.platform,
    ownership: input.ownership ?? null,
    serial: input.serial ?? null,
    imei: input.imei ?? null,
    imei2: input.imei2 ?? null,
    meid: input.meid ?? null,
    udid: input.udid ?? null,
    wifiMac: input.wifiMac ?? null,
    manufacturer: input.manufacturer || null,
    model: input.model || null,
    userName: input.userName ?? null,
    template: input.template ?? null,
    groups: asSet(input.groups ?? []),
    tags: asSet(input.tags ?? []),
    code: input.code ?? code,
    expiresAt: expiryAfter(expirationDays, now),
    registrationEmail: input.registrationEmail ?? null,
    depMethod,
    authentication: input.authentication ?? authenticationFor(depMethod, defaults.authentication),
    agentInstallRequired: input.agentInstallRequired ?? false,
    customAttributes: input.customAttributes ?? {},
  }
}

/**
 * The device after a PATCH: null clears, an absent field stays. A code cannot be cleared, it is kept (B50). The way to
 * authenticate follows the method when only the method is given.
 */
export function changedState(
  current: DeviceState,
  patch: DevicePatch,
  defaults: DeviceDefaults,
  now: Date,
): DeviceState {
  const { expirationDays, code, groups, tags, depMethod, authentication, ...plain } = patch
  const given = Object.entries(plain).filter(([, value]) => value !== undefined)
  const next: DeviceState = {
    ...current,
    ...Object.fromEntries(given.map(([field, value]) => [field, value === '' ? null : value])),
  }
  if (groups) next.groups = asSet(groups)
  if (tags) next.tags = asSet(tags)
  if (code) next.code = code
  if (expirationDays !== undefined) next.expiresAt = expiryAfter(expirationDays, now)
  if (depMethod !== undefined && depMethod !== current.depMethod) {
    next.depMethod = depMethod
    next.authentication = authenticationFor(depMethod, defaults.authentication)
  }
  if (authentication) next.authentication = authentication
  return next
}

/** Field by field what differs. */
export function changesBetween(before: DeviceState, after: DeviceState): FieldChange[] {
  return stateFields
    .filter((field) => !isSame(before[field], after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }))
}

/** B54: what stays as it is while a device is enrolled. The expiry is given as `expirationDays`. */
const lockedWhileEnrolled: ReadonlySet<string> = new Set([
  'code',
  'wifiMac',
  'imei',
  'imei2',
  'meid',
  'udid',
  'expiresAt',
  'registrationEmail',
])

/** The fields whose change the status does not allow (B10, B54, B55), in the names of the request. */
export function refusedFields(status: DeviceStatus, changes: readonly FieldChange[]): string[] {
  const refused = changes
    .map(({ field }) => field)
    .filter((field) => status === 'withdrawn' || (status === 'enrolled' && lockedWhileEnrolled.has(field)))
  return refused.map((field) => (field === 'expiresAt' ? 'expirationDays' : field))
}

/** What must hold whatever was asked for; an empty list when all is well. */
export function stateErrors(state: DeviceState): { pointer: string; code: string; message: string }[] {
  if (state.depMethod !== 'Serial' || state.serial) return []
  const message = 'The DEP enrollment method Serial needs the serial number of the DEP device'
  return [{ pointer: '/serial', code: 'required', message }]
}

/** "Serial", or "Serial number, IMEI and 2 more": fields in the words of a sentence. */
export function fieldsInWords(fields: readonly string[]): string {
  const words = fields.map((field) => fieldWords[field] ?? field)
  if (words.length <= 1) return words.join('')
  if (words.length <= 3) return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
  return `${words.slice(0, 2).join(', ')} and ${words.length - 2} more`
}

const fieldWords: Record<string, string> = {
  displayName: 'display name',
  serial: 'serial number',
  imei: 'IMEI',
  imei2: 'second IMEI',
  meid: 'MEID',
  udid: 'UDID',
  wifiMac: 'Wi-Fi address',
  userName: 'user',
  expiresAt: 'expiry',
  registrationEmail: 'registration e-mail',
  depMethod: 'DEP enrollment method',
  agentInstallRequired: 'agent installation',
  customAttributes: 'custom attributes',
}

const asSet = (names: readonly string[]): string[] => [...new Set(names)].sort()

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

/** Objects come back from the database with their keys in another order. */
const sorted = (value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    : value
