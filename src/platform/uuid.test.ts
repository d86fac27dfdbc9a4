import { expect, test } from 'vitest'
import { uuidv7 } from './uuid.ts'

const form = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
const timeOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)

test('ids are UUIDv7, unique, and sort in the order they were made', () => {
  const ids = Array.from({ length: 20_000 }, () => uuidv7())
  expect(ids.filter((id) => !form.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.toSorted()).toEqual(ids)
})

test('an id carries its time, and order holds when the clock goes back', () => {
  const later = Date.now() + 3_600_000
  const first = uuidv7(later)
  expect(timeOf(first)).toBe(later)
  expect(uuidv7(later - 60_000) > first).toBe(true)
})

test('more ids in a millisecond than the counter holds borrow from the next one', () => {
  const now = Date.now() + 7_200_000
  const ids = Array.from({ length: 10_000 }, () => uuidv7(now))
  expect(ids.toSorted()).toEqual(ids)
  expect(timeOf(ids.at(-1)!)).toBe(now + 2)
})
