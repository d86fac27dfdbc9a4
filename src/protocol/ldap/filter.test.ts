import * as fc from 'fast-check'
import { AndFilter, EqualityFilter, FilterParser } from 'ldapts'
import { expect, test } from 'vitest'
import { escapeFilterValue, fillFilter } from './filter.ts'

test('escapes the examples of RFC 4515, section 4', () => {
  expect(escapeFilterValue('Parens R Us (for all your parenthetical needs)')).toBe(
    'Parens R Us \\28for all your parenthetical needs\\29',
  )
  expect(escapeFilterValue('*')).toBe('\\2a')
  expect(escapeFilterValue('C:\\MyFile')).toBe('C:\\5cMyFile')
  expect(escapeFilterValue('\0\0\0\u0004')).toBe('\\00\\00\\00\u0004')
})

test('a replacement pattern in a name is only text', () => {
  expect(fillFilter('(|(uid={name})(mail={name}))', "$&$'")).toBe("(|(uid=$&$')(mail=$&$'))")
})

test('whatever the name, the filter keeps its shape and compares with that name', () => {
  const names = fc.oneof(
    fc.string({ minLength: 1, unit: 'binary' }),
    fc.stringMatching(/^[*()\\&|!=a-z0-9\0]{1,20}$/),
  )
  fc.assert(
    fc.property(names, (name) => {
      const parsed = FilterParser.parseString(fillFilter('(&(objectClass=person)(uid={name}))', name))
      expect(parsed).toBeInstanceOf(AndFilter)
      const { filters } = parsed as AndFilter
      expect(filters).toHaveLength(2)
      expect(filters[1]).toBeInstanceOf(EqualityFilter)
      expect(filters[1]).toMatchObject({ attribute: 'uid', value: name })
    }),
  )
})
