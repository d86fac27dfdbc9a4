import { expect, test } from 'vitest'
import { deriveRow, type Deriving } from './derive-row.ts'

const kindOf = (value: string) => (/^\d{14,16}$/.test(value) ? 'imei' : 'serial')
const deriving: Deriving = {
  names: true,
  identify: ['imei', 'serial'],
  domain: 'school.example',
  usersOnly: false,
}
const derive = (fields: Record<string, string | null>, more: Partial<Deriving> = {}) =>
  deriveRow(fields, { ...deriving, ...more }, kindOf)

test('what the row gives stays as it is', () => {
  const fields = { userName: 'ana', identifier: 'a1', serial: 'C02XK1ZLJGH5' }
  expect(derive(fields)).toEqual({ fields, derivedIdentifier: null, derivedUser: null })
})

test('a device without a name is called after the first number that names it', () => {
  expect(derive({ imei: '356938035643809', serial: 'R58' }).derivedIdentifier).toBe('356938035643809')
  expect(derive({ imei: null, serial: 'R58' }).fields).toEqual({
    imei: null,
    serial: 'R58',
    identifier: 'R58',
  })
  expect(derive({ serial: 'A/B+0123456789012345678' }).derivedIdentifier).toBe('-0123456789012345678')
  expect(derive({ model: 'X' }).derivedIdentifier).toBeNull()
})

test('a hardware number is an IMEI or a serial number; a column of its own comes first', () => {
  expect(derive({ hardwareId: '356938035643809' }).fields).toMatchObject({ imei: '356938035643809' })
  expect(derive({ hardwareId: 'R58M123' }).fields).toMatchObject({ serial: 'R58M123' })
  expect(derive({ hardwareId: 'R58M123', serial: 'OTHER' }).fields).toMatchObject({ serial: 'OTHER' })
})

test('people: owner, parts of a name, plain names in the own domain', () => {
  expect(derive({ owner: 'ana' }).fields).toEqual({ userName: 'ana' })
  expect(derive({ owner: 'Ana@School.example' })).toMatchObject({
    fields: { email: 'Ana@School.example', userName: 'Ana' },
    derivedUser: 'Ana',
  })
  expect(derive({ email: 'Ben@Elsewhere.example' }).derivedUser).toBe('ben@elsewhere.example')
  expect(derive({ firstName: 'Ana', middleName: null, lastName: 'Lima' }).fields).toEqual({
    name: 'Ana Lima',
  })
  expect(derive({ firstName: null, lastName: null }).fields).toEqual({ name: null })
})

test('users only: nothing of a device is left', () => {
  expect(
    derive({ userName: 'ana', serial: 'X', imei: '1', 'customAttributes.room': '12' }, { usersOnly: true }),
  ).toEqual({ fields: { userName: 'ana' }, derivedIdentifier: null, derivedUser: null })
})
