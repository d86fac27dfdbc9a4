import { assert, pre, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { isFiltered, noFilters, parseAddress, stringifyAddress } from './address.ts'
import { arrivalFilters, deviceFilters } from './filters.ts'

test('a view is a readable address and comes back from it', () => {
  const filters = { status: 'pre-enrolled', q: 'ana & ben', user: '0042' }
  expect(stringifyAddress(filters)).toBe('?status=pre-enrolled&q=ana+%26+ben&user=0042')
  expect(parseAddress(stringifyAddress(filters))).toEqual(filters)
})

test('whatever is searched for survives the address', () => {
  assert(
    property(string({ minLength: 1, unit: 'binary' }), (q) => {
      pre(q.isWellFormed())
      expect(parseAddress(stringifyAddress({ q }))).toEqual({ q })
    }),
  )
})

test('a filter that an old link has wrong is left out, the others stay', () => {
  const search = parseAddress('?status=lost&platform=ios&tag=&sort=-createdAt&utm=x')
  expect(deviceFilters(search)).toEqual({ platform: 'ios', sort: '-createdAt' })
  expect({ ...search, ...deviceFilters(search) }).toMatchObject({ status: undefined, tag: undefined })
  expect(arrivalFilters({ show: '1 or 1', outcome: 'refuse' })).toEqual({ outcome: 'refuse' })
})

test('the order of the rows is no filter', () => {
  expect(isFiltered({ sort: 'serial', q: undefined })).toBe(false)
  expect(isFiltered({ q: 'x' })).toBe(true)
  expect(stringifyAddress(noFilters({ q: 'x', status: 'expired' }))).toBe('')
})
