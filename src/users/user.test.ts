import { expect, test } from 'vitest'
import { changedUser, userChanges } from './user.ts'

const ana = {
  name: 'Ana',
  email: 'ana@example.com',
  mobile: '+49 170 1',
  description: null,
  organizations: ['a', 'b'],
}

test('null and blanks clear, an absent field stays', () => {
  expect(changedUser(ana, {})).toEqual(ana)
  expect(changedUser(ana, { name: null, email: null, mobile: null, description: '' })).toEqual({
    ...ana,
    name: null,
    email: null,
    mobile: null,
  })
  expect(changedUser(ana, { organizations: ['c', 'a', 'c'] }).organizations).toEqual(['a', 'c'])
})

test('only what differs is a change', () => {
  const next = changedUser(ana, { name: 'Ana M', email: 'ana@example.com', organizations: ['b', 'a'] })
  expect(userChanges(ana, next)).toEqual({
    fields: ['name'],
    before: { name: 'Ana' },
    after: { name: 'Ana M' },
  })
})
