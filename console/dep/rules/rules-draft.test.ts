import { expect, test } from 'vitest'
import { changeCondition, draftOf, faultsOf, isSame, moveRule, newCondition, newRule } from './rules-draft.ts'

const condition = { ...newCondition(), values: ['iPad'] }

test('moves a rule by one place, and not beyond the ends', () => {
  const rules = ['A', 'B', 'C'].map((name) => newRule(name, null))
  const names = (from: number, step: -1 | 1) => moveRule(rules, from, step).map(({ name }) => name)
  expect(names(0, 1)).toEqual(['B', 'A', 'C'])
  expect(names(2, -1)).toEqual(['A', 'C', 'B'])
  expect(names(0, -1)).toEqual(['A', 'B', 'C'])
  expect(names(2, 1)).toEqual(['A', 'B', 'C'])
})

test('a comparison that the new field does not know gives way', () => {
  expect(changeCondition(condition, { field: 'model' })).toMatchObject({ operator: 'is', values: ['iPad'] })
  expect(changeCondition(condition, { field: 'assignedAt' })).toMatchObject({
    operator: 'before',
    values: [],
  })
  const several = { ...condition, operator: 'one-of' as const, values: ['iPad', 'Mac'] }
  expect(changeCondition(several, { operator: 'is' }).values).toEqual(['iPad'])
  expect(changeCondition({ ...several, operator: 'contains' }, { field: 'tag' }).operator).toBe('is')
})

test('names what is missing by the path of its field', () => {
  const draft = { rules: [newRule('', null)], fallback: 'none' as const }
  expect(Object.keys(faultsOf(draft)).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'rules.0.conditions.0.values',
    'rules.0.name',
  ])
  const whole = { ...draft, rules: [{ ...newRule('A', null), conditions: [condition] }] }
  expect(faultsOf(whole)).toEqual({})
})

test('a draft is the same as what it was made of', () => {
  const rules = {
    rules: [{ name: 'A', profileId: null, profile: null, conditions: [condition] }],
    fallback: 'none' as const,
    defaultProfile: null,
  }
  expect(isSame(draftOf(rules), draftOf(rules))).toBe(true)
  expect(isSame(draftOf(rules), { ...draftOf(rules), fallback: 'default-profile' })).toBe(false)
})
