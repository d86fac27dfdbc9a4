import { expect, onTestFinished, test } from 'vitest'
import { newTestDatabase, testDatabase } from '../../../test/support/test-database.ts'
import { openDatabase, type Trx } from '../db/database.ts'
import { uuidv7 } from '../uuid.ts'
import { listEvents, recordEvents, type ProductEvent } from './timeline.ts'

const event = (id: string, summary: string): ProductEvent => ({
  subject: { kind: 'user', id },
  kind: 'user.changed',
  actor: 'Ana',
  summary,
})

const lock = (trx: Trx, id: string) =>
  trx.selectFrom('app_user').select('id').where('id', '=', id).forUpdate().executeTakeFirstOrThrow()

test('numbers of a subject have no gaps when its writers lock it, however many write and fail at once', async () => {
  const { db, close } = openDatabase(await newTestDatabase(), 20)
  onTestFinished(() => close())
  const ids = [uuidv7(), uuidv7(), uuidv7()]
  await db
    .insertInto('app_user')
    .values(ids.map((id) => ({ id, user_name: id })))
    .execute()
  await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      db
        .transaction()
        .execute(async (trx) => {
          const id = ids[n % 3]!
          await lock(trx, id)
          await recordEvents(trx, [event(id, 'one'), event(id, 'two')])
          if (n % 7 === 0) throw new Error('rolled back')
        })
        .catch(() => {}),
    ),
  )
  for (const id of ids) {
    const rows = await db
      .selectFrom('event')
      .select('seq')
      .where('subject_id', '=', id)
      .orderBy('seq')
      .execute()
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, n) => n + 1))
    expect(rows.length).toBeGreaterThan(20)
  }
})

test('thousands of events of many subjects are kept in order, and listed newest first, page by page', async () => {
  const { db } = await testDatabase()
  const [a, b] = [uuidv7(), uuidv7()]
  const events = Array.from({ length: 2500 }, (_, n) => event(n % 2 ? a : b, `step ${n} "\\\n`))
  await db.transaction().execute((trx) => recordEvents(trx, events))

  const first = await listEvents(db, [a, b], { limit: 3 })
  expect(first.map(({ summary }) => summary)).toEqual([2499, 2498, 2497].map((n) => `step ${n} "\\\n`))
  const next = await listEvents(db, [a, b], { limit: 2, before: first.at(-1)!.id })
  expect(next.map(({ summary }) => summary)).toEqual([2496, 2495].map((n) => `step ${n} "\\\n`))
  const ofA = await db
    .selectFrom('event')
    .select(['seq', 'summary'])
    .where('subject_id', '=', a)
    .orderBy('seq')
    .execute()
  expect(ofA.map(({ seq }) => seq)).toEqual(Array.from({ length: 1250 }, (_, n) => n + 1))
  expect(ofA[1]!.summary).toContain('step 3 ')
  expect(await listEvents(db, [], { limit: 5 })).toEqual([])
})

test('no events are no statement', async () => {
  const { db } = await testDatabase()
  await db.transaction().execute((trx) => recordEvents(trx, []))
  expect(await db.selectFrom('event').select('id').execute()).toEqual([])
})
