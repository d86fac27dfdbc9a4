import type { CellKind } from './format.ts'

export type Field = {
  /** The name of the value in plans, and of the field in the API where there is one. */
  field: string
  of: 'user' | 'device'
  kind: CellKind
  rule: string
  example: string
}

/** Everything a column can be mapped to, beside `customAttributes.<name>`. In the order in which plans show changes. */
export const fields: readonly Field[] = [
  {
    field: 'userName',
    of: 'user',
    kind: 'user-name',
    rule: 'Names the user. Required unless the file has devices only; then it is blank in every row.',
    example: 'user0001',
  },
  {
    field: 'name',
    of: 'user',
    kind: 'text',
    rule: 'The name of the person, up to 200 characters.',
    example: 'Test User 1',
  },
  {
    field: 'email',
    of: 'user',
    kind: 'email',
    rule: 'The e-mail address of the person.',
    example: 'user0001@example.com',
  },
  {
    field: 'userDescription',
    of: 'user',
    kind: 'long-text',
    rule: 'Free text on the user, up to 1,000 characters.',
    example: 'Second floor',
  },
  {
    field: 'organizations',
    of: 'user',
    kind: 'names',
    rule: 'Organizations that exist, several separated by "|".',
    example: 'School|Staff',
  },
  {
    field: 'mobile',
    of: 'user',
    kind: 'phone',
    rule: 'The mobile number of the person, with digits, blanks and "+".',
    example: '+49 170 1234567',
  },
  {
    field: 'owner',
    of: 'user',
    kind: 'owner',
    rule: 'The user by name or by e-mail address.',
    example: 'user0001@example.com',
  },
  {
    field: 'firstName',
    of: 'user',
    kind: 'text',
    rule: 'Joined with the last name to the name of the person.',
    example: 'Test',
  },
  {
    field: 'middleName',
    of: 'user',
    kind: 'text',
    rule: 'Joined with the first and last name to the name of the person.',
    example: 'A.',
  },
  {
    field: 'lastName',
    of: 'user',
    kind: 'text',
    rule: 'Joined with the first name to the name of the person.',
    example: 'User 1',
  },
  {
    field: 'identifier',
    of: 'device',
    kind: 'identifier',
    rule: 'Names the device: up to 20 letters, digits, ".", "-", "_"; upper and lower case are the same. Required unless the file has users only.',
    example: 'apple001',
  },
  { field: 'template', of: 'device', kind: 'name', rule: 'A template that exists.', example: 'Classroom' },
  {
    field: 'code',
    of: 'device',
    kind: 'code',
    rule: 'The code typed at check-in. Blank: a new device gets a generated one, an existing device keeps its own.',
    example: '48213377',
  },
  {
    field: 'platform',
    of: 'device',
    kind: 'platform',
    rule: 'ios, android or windows (also ipados, macos, tvos). Required for devices; cannot be changed later.',
    example: 'ios',
  },
  {
    field: 'tags',
    of: 'device',
    kind: 'names',
    rule: 'Tags that exist, several separated by "|".',
    example: 'loan|grade 5',
  },
  {
    field: 'wifiMac',
    of: 'device',
    kind: 'mac',
    rule: 'Only the device with this Wi-Fi address may check in. 12 hexadecimal digits.',
    example: 'a4:83:e7:00:00:01',
  },
  {
    field: 'imei',
    of: 'device',
    kind: 'imei',
    rule: 'Only the device with this IMEI may check in. 14 to 16 digits.',
    example: '356938035643809',
  },
  {
    field: 'meid',
    of: 'device',
    kind: 'meid',
    rule: 'Only the device with this MEID may check in. 14 hexadecimal or 18 decimal digits.',
    example: 'A00000123456FF',
  },
  {
    field: 'udid',
    of: 'device',
    kind: 'udid',
    rule: 'Only the device with this UDID may check in.',
    example: '00008130-001A2B3C4D5E6F70',
  },
  {
    field: 'serial',
    of: 'device',
    kind: 'serial',
    rule: 'The serial number. Required when DEPMethod is Serial; then no other device may have it.',
    example: 'C02XK1ZLJGH5',
  },
  {
    field: 'expirationDays',
    of: 'device',
    kind: 'days',
    rule: 'Days until check-in expires, 1 to 365. Blank: the default of the enrollment settings.',
    example: '30',
  },
  {
    field: 'displayName',
    of: 'device',
    kind: 'text',
    rule: 'A name for people, up to 200 characters.',
    example: 'iOS Device 1',
  },
  {
    field: 'description',
    of: 'device',
    kind: 'long-text',
    rule: 'Free text on the device, up to 1,000 characters.',
    example: 'Trolley 3',
  },
  {
    field: 'registrationEmail',
    of: 'device',
    kind: 'email',
    rule: 'Where the check-in mail goes.',
    example: 'user0001@example.com',
  },
  {
    field: 'depMethod',
    of: 'device',
    kind: 'dep-method',
    rule: 'Serial or Keycode: how a DEP device proves itself. Blank removes the association with DEP.',
    example: 'Serial',
  },
  {
    field: 'hardwareId',
    of: 'device',
    kind: 'hardware-id',
    rule: 'An IMEI, an MEID or a serial number, told apart by its form.',
    example: '356938035643809',
  },
  {
    field: 'imei2',
    of: 'device',
    kind: 'imei',
    rule: 'The second IMEI of a device with two SIMs. 14 to 16 digits.',
    example: '356938035643817',
  },
  {
    field: 'manufacturer',
    of: 'device',
    kind: 'short-text',
    rule: 'The manufacturer, up to 100 characters. With the serial number it names an Android device.',
    example: 'Samsung',
  },
  {
    field: 'model',
    of: 'device',
    kind: 'short-text',
    rule: 'The model, up to 100 characters.',
    example: 'SM-G525F',
  },
  {
    field: 'ownership',
    of: 'device',
    kind: 'ownership',
    rule: 'personal, corporate or selectuser (the user chooses).',
    example: 'corporate',
  },
]

const attributePrefix = 'customAttributes.'
export const attributeField = (name: string): string => `${attributePrefix}${name}`
export const isAttribute = (field: string): boolean => field.startsWith(attributePrefix)
export const attributeName = (field: string): string => field.slice(attributePrefix.length)

/** The field of that name; undefined when there is none. A custom attribute may have any name of up to 100 characters. */
export function fieldByName(name: string): Field | undefined {
  if (!isAttribute(name)) return fields.find(({ field }) => field === name)
  const attribute = attributeName(name).trim()
  if (attribute === '' || attribute.length > 100) return undefined
  const rule = `The custom attribute ${attribute}, up to 1,000 characters.`
  return { field: attributeField(attribute), of: 'device', kind: 'attribute', rule, example: 'Room 12' }
}
