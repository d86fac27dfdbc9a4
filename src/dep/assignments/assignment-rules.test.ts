import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { operatorsOf, RuleCondition, RuleField } from '../../contract/dep-assignment.ts'
import { firstMatch, holds, type RuleFacts } from './assignment-rules.ts'

const facts: RuleFacts = {
  serial: 'DMQX10001AA1',
  family: 'iPad',
  model: 'iPad Air 11-inch (M3)',
  description: 'IPAD AIR 11 WIFI 128GB BLUE-USA',
  os: 'iPadOS',
  color: null,
  assetTag: 'ASSET-000001',
  assignedBy: 'admin@school.example',
  assignedAt: '2026-03-31T23:30:00.000Z',
  tags: ['Loan', 'Grade 5'],
  groups: [],
}

const is = (field: RuleField, operator: RuleCondition['operator'], ...values: string[]) =>
  holds(RuleCondition.parse({ field, operator, values }), facts)

test('compares words whatever their letter case', () => {
  expect(is('family', 'is', 'ipad')).toBe(true)
  expect(is('family', 'is', 'iPhone')).toBe(false)
  expect(is('family', 'is-not', 'iPhone')).toBe(true)
  expect(is('family', 'one-of', 'Mac', 'IPAD')).toBe(true)
  expect(is('model', 'starts-with', 'ipad air')).toBe(true)
  expect(is('description', 'contains', '128gb')).toBe(true)
  expect(is('serial', 'starts-with', 'dmqx1')).toBe(true)
  expect(is('serial', 'starts-with', 'mqx1')).toBe(false)
})

test('what is not known fits only "is not"', () => {
  expect(is('color', 'is', 'Blue')).toBe(false)
  expect(is('color', 'is-not', 'Blue')).toBe(true)
  expect(is('color', 'contains', 'b')).toBe(false)
  expect(is('color', 'one-of', 'Blue')).toBe(false)
})

test('compares times by the day in UTC', () => {
  expect(is('assignedAt', 'before', '2026-03-31')).toBe(false)
  expect(is('assignedAt', 'after', '2026-03-31')).toBe(false)
  expect(is('assignedAt', 'before', '2026-04-01')).toBe(true)
  expect(is('assignedAt', 'after', '2026-03-30')).toBe(true)
})

test('any of the tags counts', () => {
  expect(is('tag', 'is', 'grade 5')).toBe(true)
  expect(is('tag', 'is-not', 'loan')).toBe(false)
  expect(is('group', 'is', 'Pupils')).toBe(false)
  expect(is('group', 'is-not', 'Pupils')).toBe(true)
})

test('refuses conditions that mean nothing', () => {
  const refused = (field: string, operator: string, ...values: string[]) =>
    !RuleCondition.safeParse({ field, operator, values }).success
  expect(refused('family', 'before', '2026-01-01')).toBe(true)
  expect(refused('assignedAt', 'is', '2026-01-01')).toBe(true)
  expect(refused('assignedAt', 'after', 'yesterday')).toBe(true)
  expect(refused('family', 'is', 'iPad', 'Mac')).toBe(true)
  expect(refused('family', 'is', ' ')).toBe(true)
  expect(refused('tag', 'contains', 'x')).toBe(true)
  expect(refused('family', 'one-of')).toBe(true)
})

const word = fc.string({ minLength: 1, maxLength: 6 }).filter((text) => text.trim() !== '')
const condition: fc.Arbitrary<RuleCondition> = fc.constantFrom(...RuleField.options).chain((field) =>
  fc.record<RuleCondition>({
    field: fc.constant(field),
    operator: fc.constantFrom(...operatorsOf(field)),
    values: fc.tuple(field === 'assignedAt' ? fc.constant('2026-01-31') : word),
  }),
)
const anyFacts: fc.Arbitrary<RuleFacts> = fc.record({
  serial: word,
  family: fc.option(word),
  model: fc.option(word),
  description: fc.option(word),
  os: fc.option(word),
  color: fc.option(word),
  assetTag: fc.option(word),
  assignedBy: fc.option(word),
  assignedAt: fc.option(
    fc
      .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
  ),
  tags: fc.array(word, { maxLength: 3 }),
  groups: fc.array(word, { maxLength: 3 }),
})
const rules = fc.array(fc.record({ conditions: fc.array(condition, { minLength: 1, maxLength: 3 }) }), {
  maxLength: 6,
})

test('the first rule whose conditions all hold decides, whatever follows', () => {
  fc.assert(
    fc.property(rules, anyFacts, (list, device) => {
      const index = firstMatch(list, device)
      const fits = list.map(({ conditions }) => conditions.every((each) => holds(each, device)))
      expect(index ?? -1).toBe(fits.indexOf(true))
      if (index !== undefined) expect(firstMatch(list.slice(0, index + 1), device)).toBe(index)
    }),
  )
})

test('"is not" is the contrary of "is", and "one of" one value the same as "is"', () => {
  const fields = RuleField.options.filter((field) => field !== 'assignedAt')
  fc.assert(
    fc.property(fc.constantFrom(...fields), word, anyFacts, (field, value, device) => {
      const isSo = holds({ field, operator: 'is', values: [value] }, device)
      expect(holds({ field, operator: 'is-not', values: [value] }, device)).toBe(!isSo)
      expect(holds({ field, operator: 'one-of', values: [value] }, device)).toBe(isSo)
    }),
  )
})
