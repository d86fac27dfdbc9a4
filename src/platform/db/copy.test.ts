import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/support/test-database.ts'
import { copyRows } from './copy.ts'

/** Text as PostgreSQL can hold it: whole code points, no NUL. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('\\', '\t', '\n', '\r', '"', "'", '{', '}', ',', 'N', '.', ' ', 'é', '日', '😀'),
    }),
    fc.constantFrom('\\N', '\\.', 'null', 'NULL', '', '\\x41', '\u2028', '\ufeff'),
  )
  .map((value) => value.replaceAll('\0', '').toWellFormed())
const row = fc.record({
  line: fc.option(text),
  words: fc.array(text, { maxLength: 4 }),
  json: fc
    .json({ stringUnit: 'grapheme' })
    .map((json) => JSON.parse(json.replaceAll('\\u0000', '')) as unknown),
  bytes: fc.option(fc.uint8Array({ maxLength: 20 })),
  count: fc.option(fc.maxSafeInteger()),
  flag: fc.option(fc.boolean()),
  at: fc.option(fc.date({ noInvalidDate: true, min: new Date('1000-01-01'), max: new Date('9999-12-31') })),
})

test('every cell survives COPY: tabs, newlines, backslashes, quotes, any script, arrays, JSON, bytes, nothing', async () => {
  const { pool } = await testDatabase()
  const client = await pool.connect()
  await client.query(
    'create temp table kept (n int, line text, words text[], json jsonb, bytes bytea, count int8, flag bool, at timestamptz)',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
      await client.query('truncate kept')
      await copyRows(
        client,
        'kept',
        rows.map(({ line, words, json, bytes, count, flag, at }, n) => [
          n,
          line,
          words,
          { json },
          bytes && Buffer.from(bytes),
          count,
          flag,
          at,
        ]),
      )
      const { rows: kept } = await client.query('select * from kept order by n')
      expect(kept).toEqual(
        rows.map(({ bytes, at, json, ...others }, n) => ({
          n,
          ...others,
          // PostgreSQL keeps numbers of JSON exactly and writes -0 as 0.
          json: withoutNegativeZero(json),
          bytes: bytes && Buffer.from(bytes),
          at: at && at.toISOString(),
        })),
      )
    }),
    { numRuns: 60 },
  )
  client.release()
})

const withoutNegativeZero = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, inner: unknown) => (inner === 0 ? 0 : inner))

test('more rows than memory would like stream through in batches', async () => {
  const { pool } = await testDatabase()
  const client = await pool.connect()
  await client.query('create temp table kept (n int, line text)')
  let asked = 0
  async function* rows() {
    for (; asked < 50_000; asked++) yield [asked, 'x'.repeat(100)]
  }
  await copyRows(client, 'kept', rows())
  const { rows: counted } = await client.query<{ count: number }>('select count(*) from kept')
  expect(counted[0]!.count).toBe(50_000)
  client.release()
})

test('a row that the table refuses fails the whole copy, and the connection can go on', async () => {
  const { pool } = await testDatabase()
  const client = await pool.connect()
  await client.query('create temp table kept (n int not null)')
  await expect(copyRows(client, 'kept', [[1], [null]])).rejects.toThrow('null value')
  await expect(copyRows(client, 'kept', [[1], ['\0']])).rejects.toThrow('invalid')
  expect((await client.query('select * from kept')).rows).toEqual([])
  await copyRows(client, 'kept (n)', [[1], [2]])
  expect((await client.query('select * from kept')).rows).toEqual([{ n: 1 }, { n: 2 }])
  client.release()
})

test('rows that fail to come end the copy without a row', async () => {
  const { pool } = await testDatabase()
  const client = await pool.connect()
  await client.query('create temp table kept (n int not null)')
  function* rows() {
    yield [1]
    throw new Error('the file ended too early')
  }
  await expect(copyRows(client, 'kept', rows())).rejects.toThrow('too early')
  expect((await client.query('select * from kept')).rows).toEqual([])
  client.release()
})
