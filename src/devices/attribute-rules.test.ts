import { expect, test } from 'vitest'
import { AttributeRule } from '../contract/bulk-enrollment.ts'
import { attributeErrors } from './attribute-rules.ts'

const rules = [
  { name: 'room', required: true },
  { name: 'seat', type: 'number' },
  { name: 'loan', type: 'boolean' },
  { name: 'until', type: 'date' },
  { name: 'colour', values: ['red', 'blue'] },
].map((rule) => AttributeRule.parse(rule))

const codes = (values: Record<string, string>) => attributeErrors(rules, values).map(({ code }) => code)

test.each([
  [{ room: '5' }, []],
  [{ room: '5', seat: '-1.5', loan: 'true', until: '2024-02-29', colour: 'red' }, []],
  [{}, ['attribute.missing']],
  [{ room: '' }, ['attribute.missing']],
  [{ room: '5', seat: 'two' }, ['attribute.type']],
  [{ room: '5', seat: '1e9' }, ['attribute.type']],
  [{ room: '5', loan: 'yes' }, ['attribute.type']],
  [{ room: '5', until: '2026-02-30' }, ['attribute.type']],
  [{ room: '5', until: '30.1.2026' }, ['attribute.type']],
  [{ room: '5', colour: 'green' }, ['attribute.value']],
  [{ room: '5', floor: '2' }, ['attribute.unknown']],
])('%j', (values, expected) => {
  expect(codes(values)).toEqual(expected)
})

test('without rules every attribute is welcome', () => {
  expect(attributeErrors([], { anything: 'goes' })).toEqual([])
})

test('a pointer names the attribute as RFC 6901 writes it', () => {
  expect(attributeErrors(rules, { room: '5', 'a/b~c': '' })[0]?.pointer).toBe('/customAttributes/a~1b~0c')
})
