import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/support/test-database.ts'
import type { Db } from '../db/database.ts'
import { countTry, forgetFailures, takeBackTry } from './attempts.ts'

const subjects = ['sign-in:name:ana', 'sign-in:address:10.0.0.1']

/** Seconds until the next try is allowed; 0 when this one was. */
async function tryOnce(db: Db, names: string[] = subjects): Promise<number> {
  try {
    await countTry(db, names)
    return 0
  } catch (error) {
    const { details } = error as { details: { retryAt: string } }
    return Math.ceil((Date.parse(details.retryAt) - Date.now()) / 1000)
  }
}

/** As if time had passed. */
const waitSeconds = (db: Db, seconds: number) =>
  sql`update credential_attempt set retry_at = retry_at - ${seconds} * interval '1 second', last_at = last_at - ${seconds} * interval '1 second'`.execute(
    db,
  )

test('some tries are free, then each failure doubles the wait, up to a quarter of an hour', async () => {
  const { db } = await testDatabase()
  for (let free = 0; free < 5; free++) expect(await tryOnce(db)).toBe(0)
  for (const wait of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
    expect(await tryOnce(db)).toBe(wait)
    // A try that is refused does not make it longer.
    expect(await tryOnce(db)).toBe(wait)
    await waitSeconds(db, wait)
    expect(await tryOnce(db)).toBe(0)
  }
})

test('either the name or the address is enough to be refused, and the other is not counted then', async () => {
  const { db } = await testDatabase()
  for (let i = 0; i < 5; i++) await tryOnce(db, ['name:ana', `address:${i}`])
  expect(await tryOnce(db, ['name:ana', 'address:new'])).toBe(1)
  expect(await tryOnce(db, ['name:ben', 'address:new'])).toBe(0)
  const { rows } = await sql<{
    failures: number
  }>`select failures from credential_attempt where subject = 'address:new'`.execute(db)
  expect(rows).toEqual([{ failures: 1 }])
  for (let i = 0; i < 5; i++) await tryOnce(db, [`name:${i}`, 'address:same'])
  expect(await tryOnce(db, ['name:new', 'address:same'])).toBe(1)
})

test('many tries at once are worth no more than one after the other', async () => {
  const { db } = await testDatabase()
  const waits = await Promise.all(Array.from({ length: 40 }, () => tryOnce(db)))
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5)
})

test('tries that share both subjects in either order do not lock each other out for good', async () => {
  const { db } = await testDatabase()
  await Promise.all(Array.from({ length: 30 }, (_, i) => tryOnce(db, i % 2 ? ['a', 'b'] : ['b', 'a'])))
})

test('success forgets the failures of the name; those of others from the address stay', async () => {
  const { db } = await testDatabase()
  for (let i = 0; i < 4; i++) await tryOnce(db)
  expect(await tryOnce(db)).toBe(0)
  await forgetFailures(db, [subjects[0]!])
  await takeBackTry(db, [subjects[1]!])
  expect(await tryOnce(db)).toBe(0)
  expect(await tryOnce(db)).toBe(1)
  expect(await tryOnce(db, ['sign-in:name:ana', 'sign-in:address:elsewhere'])).toBe(0)
})

test('after a day the past is forgotten', async () => {
  const { db } = await testDatabase()
  for (let i = 0; i < 12; i++) {
    await tryOnce(db)
    await waitSeconds(db, 1000)
  }
  await waitSeconds(db, 25 * 3600)
  for (let free = 0; free < 4; free++) expect(await tryOnce(db)).toBe(0)
})
