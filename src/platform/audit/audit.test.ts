import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openDatabase } from '../db/database.ts'
import { newTestDatabase, testDatabase } from '../../../test/support/test-database.ts'
import { recordAudit } from './audit.ts'
import { systemActor } from './actor.ts'

test('numbers have no gaps under fifty transactions at once, some of which roll back', async () => {
  const { db, close } = openDatabase(await newTestDatabase(), 50)
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      db
        .transaction()
        .execute(async (trx) => {
          if (n % 5 === 0) await sql`select pg_sleep(0.02)`.execute(trx)
          await recordAudit(trx, systemActor, {
            action: 'thing.done',
            target: { kind: 'thing', id: String(n) },
          })
          if (n % 3 === 0) throw new Error('rolled back')
          return true
        })
        .catch(() => false),
    ),
  )
  const kept = await db.selectFrom('audit_event').select(['seq', 'target_id']).orderBy('seq').execute()
  const committed = outcomes.filter(Boolean).length
  expect(kept.map(({ seq }) => seq)).toEqual(Array.from({ length: committed }, (_, n) => n + 1))
  expect(new Set(kept.map(({ target_id }) => target_id)).size).toBe(committed)
  await close()
})

test('secrets are masked by name at any depth; what is empty stays to be seen', async () => {
  const { db } = await testDatabase()
  const before = {
    code: '4711',
    errorCode: 'kept',
    password: '',
    token: null,
    account: { accessToken: 'A', consumerSecret: 'B', list: [{ privateKey: 'C', name: 'kept' }] },
  }
  await db.transaction().execute((trx) =>
    recordAudit(trx, systemActor, {
      action: 'a.b',
      target: { kind: 'a', id: '1', name: 'b' },
      before,
      after: { otp: 123 },
    }),
  )
  const row = await db
    .selectFrom('audit_event')
    .select(['before', 'after', 'target_name', 'actor'])
    .executeTakeFirstOrThrow()
  expect(row).toEqual({
    actor: 'Muster',
    target_name: 'b',
    before: {
      code: '[secret]',
      errorCode: 'kept',
      password: '',
      token: null,
      account: {
        accessToken: '[secret]',
        consumerSecret: '[secret]',
        list: [{ privateKey: '[secret]', name: 'kept' }],
      },
    },
    after: { otp: '[secret]' },
  })
})
