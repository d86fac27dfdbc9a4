import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { problems } from '../src/contract/problems.ts'
import { csvLine } from '../src/protocol/csv/write-csv.ts'
import { formatById } from '../src/imports/formats.ts'
import { apply, upload } from './support/import.ts'
import { testApp } from './support/test-app.ts'

const names = formatById('bizmobile').columns.map(({ name }) => name)
/** Few values, so that rows meet each other and what earlier files left. */
const values: Record<string, string[]> = {
  UserName: ['ana', 'ben', ''],
  Name: ['Ana', 'Ben', ''],
  Identifier: ['a1', 'A1', 'a2', 'a3', 'a4', 'a5', '', 'two words'],
  OS: ['ios', 'iOS', 'android', '', 'symbian'],
  Serial: ['C02XK1ZLJGH5', 'C02XK1ZLJGH6', 'C02XK1ZLJGH7', ''],
  IMEI: ['356938035643809', '35693803564380', '490154203237518', ''],
  DEPMethod: ['Serial', 'Keycode', 'Key Code', ''],
  Code: ['48213377', '123', ''],
  ExpirationDays: ['1', '30', '', '20151130'],
  Organizations: ['', 'nowhere'],
  Template: ['', ''],
}
const cell = (name: string) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...(values[name] ?? ['x', ''])) }, fc.string())

const file = fc
  .subarray(names, { minLength: 3 })
  .chain((columns) =>
    fc.array(fc.tuple(...columns.map(cell)), { maxLength: 8 }).map((rows) => ({ columns, rows })),
  )

test('whatever the rows are, none is lost, and the good ones can be applied', async () => {
  const app = await testApp()
  await fc.assert(
    fc.asyncProperty(file, async ({ columns, rows }) => {
      const lines = rows.map((row) => row.map((text) => text.replaceAll('\0', '')))
      const csv = [columns, ...lines].map((cells) => csvLine(cells)).join('')
      const { status, body } = await upload(app, csv)
      if (status !== 201) {
        expect(Object.keys(problems)).toContain(body.code)
        expect(status).toBeLessThan(500)
        return
      }
      const { create, update, unchanged, reject, rows: counted } = body.counts
      expect(create + update + unchanged + reject).toBe(counted)
      expect(counted).toBe(lines.filter((cells) => cells.some((text) => text.trim())).length)
      await apply(app, body.id, { onReject: 'skip' })
      const again = await upload(app, csv)
      expect(again.body.counts).toMatchObject({ rows: counted, create: 0 })
    }),
    { numRuns: 60 },
  )
}, 300_000)
