import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/support/test-database.ts'
import type { Db } from '../db/database.ts'
import { countTry, forgetFailures, takeBackTry } from './attempts.ts'

const subjects = ['sign-in:name:ana', 'sign-in:address:10.0.0.1']

const isAllowed = (db: Db, names: string[] = subjects): Promise<boolean> =>
  countTry(db, names).then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({
        code: 'session.too-many-attempts',
        details: { retryAt: expect.any(String) },
      })
      return false
    },
  )

const stateOf = (db: Db, subject: string) =>
  db
    .selectFrom('credential_attempt')
    .select(['failures', sql<number | null>`round(extract(epoch from retry_at - last_at))::int`.as('delay')])
    .where('subject', '=', subject)
    .executeTakeFirst()

/** As if time had passed. */
const letPass = (db: Db, interval: string) =>
  sql`update credential_attempt set retry_at = retry_at - ${interval}::interval, last_at = last_at - ${interval}::interval`.execute(
    db,
  )

/** So many failures that the delay is longer than any test takes. */
const failBefore = (db: Db, subject: string) =>
  sql`insert into credential_attempt (subject, failures) values (${subject}, 12)`.execute(db)

test('some tries are free, then each failure doubles the wait, up to a quarter of an hour', async () => {
  const { db } = await testDatabase()
  const delays: (number | null)[] = []
  for (let failures = 1; failures <= 17; failures++) {
    expect(await isAllowed(db)).toBe(true)
    const state = await stateOf(db, subjects[0]!)
    expect(state?.failures).toBe(failures)
    delays.push(state!.delay)
    await letPass(db, '16 minutes')
  }
  expect(delays).toEqual([null, null, null, null, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
})

test('a try before its time is refused, says when to come again, and does not make it later', async () => {
  const { db } = await testDatabase()
  await failBefore(db, subjects[0]!)
  expect(await isAllowed(db)).toBe(true)
  const before = await stateOf(db, subjects[0]!)
  expect(await isAllowed(db)).toBe(false)
  expect(await stateOf(db, subjects[0]!)).toEqual(before)
})

test('either the name or the address is enough to be refused, and the other is not counted then', async () => {
  const { db } = await testDatabase()
  await failBefore(db, 'name:ana')
  await failBefore(db, 'address:same')
  expect(await isAllowed(db, ['name:ana', 'address:1'])).toBe(true)
  expect(await isAllowed(db, ['name:ana', 'address:new'])).toBe(false)
  expect(await stateOf(db, 'address:new')).toBeUndefined()
  expect(await isAllowed(db, ['name:ben', 'address:new'])).toBe(true)
  expect(await isAllowed(db, ['name:1', 'address:same'])).toBe(true)
  expect(await isAllowed(db, ['name:2', 'address:same'])).toBe(false)
})

test('many tries at once are worth no more than one after the other', async () => {
  const { db } = await testDatabase()
  await failBefore(db, subjects[0]!)
  const outcomes = await Promise.all(Array.from({ length: 40 }, () => isAllowed(db)))
  expect(outcomes.filter(Boolean)).toHaveLength(1)
})

test('tries that share both subjects in either order do not lock each other out for good', async () => {
  const { db } = await testDatabase()
  await Promise.all(Array.from({ length: 30 }, (_, i) => isAllowed(db, i % 2 ? ['a', 'b'] : ['b', 'a'])))
})

test('success forgets the failures of the name; those of others from the address stay', async () => {
  const { db } = await testDatabase()
  for (const subject of subjects) await failBefore(db, subject)
  expect(await isAllowed(db)).toBe(true)
  await forgetFailures(db, [subjects[0]!])
  await takeBackTry(db, [subjects[1]!])
  expect(await stateOf(db, subjects[0]!)).toBeUndefined()
  expect(await stateOf(db, subjects[1]!)).toEqual({ failures: 12, delay: null })
  expect(await isAllowed(db)).toBe(true)
  expect(await isAllowed(db, ['name:somebody', subjects[1]!])).toBe(false)
})

test('after a day the past is forgotten', async () => {
  const { db } = await testDatabase()
  await failBefore(db, subjects[0]!)
  expect(await isAllowed(db)).toBe(true)
  await letPass(db, '25 hours')
  expect(await isAllowed(db)).toBe(true)
  expect(await stateOf(db, subjects[0]!)).toEqual({ failures: 1, delay: null })
})
