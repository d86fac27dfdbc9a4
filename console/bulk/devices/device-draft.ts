import type {
  BulkDevice,
  BulkEnrollment,
  ChangeBulkDevices,
  NewBulkDevice,
} from '../../../src/contract/bulk-enrollment.ts'

export type AttributeDraft = { name: string; value: string }

export type AttributesDraft = { attributes: AttributeDraft[] }

/** What is typed for one device, or for all of a selection. */
export type DeviceDraft = AttributesDraft & {
  identifier: string
  imei: string
  manufacturer: string
  serial: string
}

/** With rules one line for each of them, and for what the device has beside; without rules what it has. A new one has the defaults. */
export function draftOf(bulk: BulkEnrollment, devices: readonly BulkDevice[]): DeviceDraft {
  const only = devices.length === 1 ? devices[0] : undefined
  const has = only?.customAttributes ?? (devices.length === 0 ? bulk.defaultAttributes : {})
  return {
    identifier: only?.identifier ?? '',
    imei: only?.imei ?? '',
    manufacturer: only?.manufacturer ?? '',
    serial: only?.serial ?? '',
    attributes: linesOf(bulk, has),
  }
}

/** A line for each rule, and for what there is beside. */
export function linesOf(
  { attributes: rules }: BulkEnrollment,
  has: Record<string, string>,
): AttributeDraft[] {
  const names = [...new Set([...rules.map(({ name }) => name), ...Object.keys(has)])]
  return names.map((name) => ({ name, value: has[name] ?? '' }))
}

const filled = (attributes: readonly AttributeDraft[]) =>
  attributes.filter(({ name, value }) => name.trim() !== '' && value.trim() !== '')

const recordOf = (attributes: readonly AttributeDraft[]): Record<string, string> =>
  Object.fromEntries(attributes.map(({ name, value }) => [name.trim(), value.trim()]))

/** What is filled in. */
export const toAttributes = ({ attributes }: AttributesDraft): Record<string, string> =>
  recordOf(filled(attributes))

/** A default that is emptied is none. */
export function toNewDevice(
  { attributes, ...fields }: DeviceDraft,
  { defaultAttributes }: BulkEnrollment,
): NewBulkDevice {
  const given = Object.entries(fields).filter(([, value]) => value.trim() !== '')
  const none = Object.fromEntries(Object.keys(defaultAttributes).map((name) => [name, null]))
  return { ...Object.fromEntries(given), customAttributes: { ...none, ...toAttributes({ attributes }) } }
}

/** Of one device everything that differs; what is emptied goes. */
export function toChange(draft: DeviceDraft, before: BulkDevice): ChangeBulkDevices['set'] {
  const fields = (['imei', 'manufacturer', 'serial'] as const).filter(
    (name) => draft[name].trim() !== (before[name] ?? ''),
  )
  const after = toAttributes(draft)
  const gone = Object.keys(before.customAttributes).filter((name) => !(name in after))
  const changed = Object.entries(after).filter(([name, value]) => before.customAttributes[name] !== value)
  const attributes = {
    ...Object.fromEntries(gone.map((name) => [name, null])),
    ...Object.fromEntries(changed),
  }
  return {
    ...Object.fromEntries(fields.map((name) => [name, draft[name].trim() || null])),
    ...(Object.keys(attributes).length > 0 && { customAttributes: attributes }),
  }
}

/** Of a selection only what is filled in. */
export function toChangeOfMany({ manufacturer, attributes }: DeviceDraft): ChangeBulkDevices['set'] {
  const given = filled(attributes)
  return {
    ...(manufacturer.trim() !== '' && { manufacturer: manufacturer.trim() }),
    ...(given.length > 0 && { customAttributes: recordOf(given) }),
  }
}
