import { expect, test } from 'vitest'
import { rebase } from './rebase.ts'

test('keeps what I typed and takes over what they changed elsewhere', () => {
  const before = { name: 'School', days: 30, key: '' }
  const mine = { name: 'My school', days: 30, key: 'typed' }
  const theirs = { name: 'Their school', days: 14, key: '' }
  expect(rebase(before, mine, theirs)).toEqual({ name: 'My school', days: 14, key: 'typed' })
})

test('looks into a subject, and takes a list for one value', () => {
  const before = { ldap: { url: 'a', filter: 'f' }, addresses: ['x'] }
  const mine = { ldap: { url: 'b', filter: 'f' }, addresses: ['x', 'y'] }
  const theirs = { ldap: { url: 'a', filter: 'g' }, addresses: ['z'] }
  expect(rebase(before, mine, theirs)).toEqual({ ldap: { url: 'b', filter: 'g' }, addresses: ['x', 'y'] })
})
