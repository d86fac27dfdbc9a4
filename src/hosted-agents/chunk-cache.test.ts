import { expect, test } from 'vitest'
import { chunkCache } from './chunk-cache.ts'

test('a part is read once, also for two who want it at the same time, until others came after it', async () => {
  const reads: string[] = []
  const read = chunkCache(async (id, position) => {
    reads.push(`${id}${position}`)
    return Buffer.from(`${id}${position}`)
  }, 2)
  expect((await Promise.all([read('a', 0), read('a', 0)])).map(String)).toEqual(['a0', 'a0'])
  await read('a', 1)
  await read('a', 0)
  await read('b', 0)
  expect(reads).toEqual(['a0', 'a1', 'b0'])
  await read('a', 0)
  await read('a', 1)
  expect(reads).toEqual(['a0', 'a1', 'b0', 'a1'])
})

test('a reading that failed is tried again', async () => {
  let failing = true
  const read = chunkCache(async () => {
    if (failing) throw new Error('no database')
    return Buffer.from('x')
  })
  await expect(read('a', 0)).rejects.toThrow('no database')
  failing = false
  expect(String(await read('a', 0))).toBe('x')
})
