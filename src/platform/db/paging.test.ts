import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectOnly } from '../../../test/support/expect-only.ts'
import { testDatabase } from '../../../test/support/test-database.ts'
import { Problem } from '../problem.ts'
import { uuidv7 } from '../uuid.ts'
import { contains, countRows, decodeCursor, encodeCursor, pageOf } from './paging.ts'

const keyset = fc.record({ key: fc.option(fc.string({ unit: 'binary' })), id: fc.string({ unit: 'binary' }) })

test('a cursor comes back as it went out, and is safe in an address', () => {
  fc.assert(
    fc.property(keyset, (value) => {
      const cursor = encodeCursor(value)
      expect(cursor).toMatch(/^[\w-]*$/)
      expect(decodeCursor(cursor)).toEqual(value)
    }),
  )
})

test('any other text is refused as a request that is not valid', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expectOnly(Problem, () => decodeCursor(text))
      expectOnly(Problem, () => decodeCursor(Buffer.from(text).toString('base64url')))
    }),
  )
  for (const json of ['null', '{}', '[]', '[1,"a"]', '["a",1]', '["a"]'])
    expect(() => decodeCursor(Buffer.from(json).toString('base64url'))).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    )
})

test('pages of any size hold every row once', () => {
  fc.assert(
    fc.property(fc.nat(30), fc.integer({ min: 1, max: 10 }), (count, limit) => {
      const rows = Array.from({ length: count }, (_, n) => ({ id: String(n) }))
      const seen: string[] = []
      let after = -1
      for (;;) {
        const page = pageOf(
          rows.slice(after + 1, after + 1 + limit + 1),
          limit,
          ({ id }) => ({ key: null, id }),
          ({ id }) => id,
        )
        seen.push(...page.items)
        if (page.nextCursor === null) break
        after = Number(decodeCursor(page.nextCursor).id)
      }
      expect(seen).toEqual(rows.map(({ id }) => id))
    }),
  )
})

test('a search text means itself to LIKE', async () => {
  const { pool } = await testDatabase()
  const finds = async (text: string, q: string) =>
    (await pool.query<{ found: boolean }>('select $1::text like $2 as found', [text, contains(q)])).rows[0]!
      .found
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom('a', 'B', '%', '_', '\\'), maxLength: 4 }),
      async (q) => {
        expect(await finds(`x${q.toLowerCase()}y`, q)).toBe(true)
      },
    ),
    { numRuns: 40 },
  )
  expect(await finds('abc', 'a_c')).toBe(false)
  expect(await finds('abc', '%')).toBe(false)
})

test('counts exactly up to ten thousand and estimates beyond', async () => {
  const { db, pool } = await testDatabase()
  expect(await countRows(db, db.selectFrom('tag'))).toBe(0)
  await pool.query(
    `insert into tag (id, name) select gen_random_uuid(), 'tag ' || n from generate_series(1, 15000) n`,
  )
  await pool.query('analyze tag')
  const some = db.selectFrom('tag').where('name', 'like', 'tag 1%')
  expect(await countRows(db, some)).toBe(6112)
  const all = await countRows(db, db.selectFrom('tag'))
  expect(all).toBeGreaterThan(10_000)
  expect(Math.abs(all - 15_000)).toBeLessThan(1500)
  expect(await countRows(db, db.selectFrom('tag').where('id', '=', uuidv7()))).toBe(0)
})
