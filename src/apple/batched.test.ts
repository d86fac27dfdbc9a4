import { expect, test } from 'vitest'
import { batched } from './batched.ts'

test('asks for one key at once, and for those that come meanwhile together', async () => {
  const asked: number[][] = []
  const double = batched(async (keys: number[]) => {
    asked.push(keys)
    await new Promise((resolve) => setImmediate(resolve))
    return keys.map((key) => key * 2)
  })
  expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6])
  expect(await double(4)).toBe(8)
  expect(asked).toEqual([[1], [2, 3], [4]])
})

test('an error is the error of those who asked together, and of nobody else', async () => {
  const look = batched(async (keys: number[]) => {
    await new Promise((resolve) => setImmediate(resolve))
    if (keys.includes(2)) throw new Error('broken')
    return keys
  })
  const results = await Promise.allSettled([1, 2, 3].map(look))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
  expect(await look(4)).toBe(4)
})
