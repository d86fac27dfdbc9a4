import { expect, test } from 'vitest'

import { identifiersOf, serialNumber, withCheckDigit } from './identifiers.ts'
import { models } from './models.ts'

test('the check digit is the one of the published example', () => {
  expect(withCheckDigit('49015420323751')).toBe('490154203237518')
})

test('a serial number always gets the same identifiers', () => {
  expect(identifiersOf('F000000001', models.iPhone)).toEqual(identifiersOf('F000000001', models.iPhone))
  expect(identifiersOf('F000000001', models.iPhone)).not.toEqual(identifiersOf('F000000002', models.iPhone))
})

test('only a phone has IMEIs, only a Mac has an Ethernet port', () => {
  const phone = identifiersOf('F000000001', models.iPhone)
  expect(phone.imei).toHaveLength(2)
  for (const imei of phone.imei) expect(withCheckDigit(imei.slice(0, 14))).toBe(imei)
  expect(phone.ethernetMac).toBeUndefined()
  expect(identifiersOf('H000000001', models.Mac)).toMatchObject({ imei: [], ethernetMac: expect.any(String) })
})

test('fifty thousand made-up serial numbers differ', () => {
  const serials = Array.from({ length: 50_000 }, (_, n) => serialNumber(models.iPad, n))
  expect(new Set(serials).size).toBe(50_000)
  expect(serials.every((serial) => /^G[0-9A-HJ-NP-Z]{9}$/.test(serial))).toBe(true)
})
