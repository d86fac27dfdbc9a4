import type {
  BulkDevice,
  BulkEnrollment,
  ChangeBulkDevices,
  NewBulkDevice,
} from '../../../src/contract/bulk-enrollment.ts'

export type AttributeDraft = { name: string; value: string }

/** What is typed for one device, or for all of a selection. */
export type DeviceDraft = {
  identifier: string
  imei: string
  manufacturer: string
  serial: string
  attributes: AttributeDraft[]
}

/** With rules one line for each of them, and for what the device has beside; without rules what it has. */
export function draftOf({ attributes: rules }: BulkEnrollment, devices: readonly BulkDevice[]): DeviceDraft {
  const only = devices.length === 1 ? devices[0] : undefined
  const has = only?.customAttributes ?? {}
  const names = [...new Set([...rules.map(({ name }) => name), ...Object.keys(has)])]
  return {
    identifier: only?.identifier ?? '',
    imei: only?.imei ?? '',
    manufacturer: only?.manufacturer ?? '',
    serial: only?.serial ?? '',
    attributes: names.map((name) => ({ name, value: has[name] ?? '' })),
  }
}

const filled = (attributes: readonly AttributeDraft[]) =>
  attributes.filter(({ name, value }) => name.trim() !== '' && value.trim() !== '')

const recordOf = (attributes: readonly AttributeDraft[]) =>
  Object.fromEntries(attributes.map(({ name, value }) => [name.trim(), value.trim()]))

export function toNewDevice({ attributes, ...fields }: DeviceDraft): NewBulkDevice {
  const given = Object.entries(fields).filter(([, value]) => value.trim() !== '')
  return { ...Object.fromEntries(given), customAttributes: recordOf(filled(attributes)) }
}

/** Of one device everything that differs; what is emptied goes. */
export function toChange(draft: DeviceDraft, before: BulkDevice): ChangeBulkDevices['set'] {
  const fields = (['imei', 'manufacturer', 'serial'] as const).filter(
    (name) => draft[name].trim() !== (before[name] ?? ''),
  )
  const after = recordOf(filled(draft.attributes))
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
