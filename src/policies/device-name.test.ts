import { expect, test } from 'vitest'
import { deviceNameFor } from './device-name.ts'

const facts = { serial: 'C02', identifier: 'IPAD-1', displayName: null, userName: 'ana', model: 'iPad' }

test('a template names a device by what is known of it', () => {
  expect(deviceNameFor('iPad {serial}', facts)).toBe('iPad C02')
  expect(deviceNameFor('{userName}: {identifier} ({model})', facts)).toBe('ana: IPAD-1 (iPad)')
  expect(deviceNameFor('Loan', facts)).toBe('Loan')
})

test('a name that would lack a part is not given', () => {
  expect(deviceNameFor('{displayName}', facts)).toBeNull()
  expect(deviceNameFor('iPad {serial}', { ...facts, serial: null })).toBeNull()
})

test('a value cannot bring line ends, places of its own or endless length into a name', () => {
  expect(deviceNameFor('{userName}', { ...facts, userName: 'a\nb' })).toBe('a b')
  expect(deviceNameFor('{userName}', { ...facts, userName: '{serial}' })).toBe('{serial}')
  expect(deviceNameFor('{userName}', { ...facts, userName: 'x'.repeat(500) })).toHaveLength(120)
})
