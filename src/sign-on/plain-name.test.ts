import { expect, test } from 'vitest'
import { plainName } from './plain-name.ts'

test('only the tenant’s own domain is taken off, in any letter case (W18)', () => {
  expect(plainName('ana@School.example', 'school.example')).toBe('ana')
  expect(plainName('a@b@school.example', 'school.example')).toBe('a@b')
  for (const name of [
    'ana',
    'ana@other.example',
    'ana@sub.school.example',
    '@school.example',
    'school.example',
  ])
    expect(plainName(name, 'school.example')).toBe(name)
  expect(plainName('ana@', '')).toBe('ana@')
})
