import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { problems } from '../src/contract/problems.ts'
import { csvLine } from '../src/protocol/csv/write-csv.ts'
import { formatById } from '../src/imports/formats.ts'
import { apply, upload } from './support/import.ts'
import { testApp, type TestApp } from './support/test-app.ts'

/** Few values, so that rows meet each other and what earlier files left. */
const imeis = [
  '356938035643809',
  '35693803564380',
  '490154203237518',
  '35-693803-564381-7',
  '3.56938E+14',
  '',
]
const serials = ['C02XK1ZLJGH5', 'C02XK1ZLJGH6', 'c02xk1zljgh7', '000123', '8.96529E+19', '']

type Fuzzed = { format: string; columns: string[]; least: number; values: Record<string, string[]> }

const fuzzed: Fuzzed[] = [
  {
    format: 'bizmobile',
    columns: formatById('bizmobile').columns.map(({ name }) => name),
    least: 3,
    values: {
      UserName: ['ana', 'ben', ''],
      Name: ['Ana', 'Ben', ''],
      Identifier: ['a1', 'A1', 'a2', 'a3', 'a4', 'a5', '', 'two words'],
      OS: ['ios', 'iOS', 'android', '', 'symbian'],
      Serial: serials,
      IMEI: imeis,
      MEID: ['AF0123450ABCDE', '293608736500703710', ''],
      DEPMethod: ['Serial', 'Keycode', 'Key Code', ''],
      Code: ['48213377', '123', ''],
      ExpirationDays: ['1', '30', '', '20151130'],
      Organizations: ['', 'nowhere'],
      Template: ['', ''],
    },
  },
  {
    format: 'android-bulk',
    columns: ['IMEI', 'Serial Number', 'Manufacturer', 'Room', 'Owner of the cost center'],
    least: 3,
    values: {
      IMEI: imeis,
      'Serial Number': serials,
      Manufacturer: ['Samsung', 'samsung', 'Zebra', ''],
      Room: ['1', '2', ''],
    },
  },
  {
    format: 'pre-enrollment',
    columns: formatById('pre-enrollment').columns.map(({ name }) => name),
    least: 6,
    values: {
      name: ['Ana', 'Ben', ''],
      email: ['ana@example.com', 'Ana@example.com', 'ben@example.com', 'nobody', ''],
      ownership: ['corporate', 'Personal', 'selectuser', 'mine', ''],
      SerialNumber: serials,
      platform: ['apple', 'ios', 'android', 'symbian', ''],
    },
  },
]

const cell = (values: string[] = ['x', '']) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...values) }, fc.string())

type File = { format: string; columns: string[]; rows: string[][] }

const fileOf = ({ format, columns, least, values }: Fuzzed): fc.Arbitrary<File> =>
  fc
    .subarray(columns, { minLength: least })
    .chain((columns) =>
      fc
        .array(fc.tuple(...columns.map((name) => cell(values[name]))), { maxLength: 8 })
        .map((rows) => ({ format, columns, rows })),
    )

async function importWhole(app: TestApp, { format, columns, rows }: File): Promise<boolean> {
  const lines = rows.map((row) => row.map((text) => text.replaceAll('\0', '')))
  const csv = [columns, ...lines].map((cells) => csvLine(cells)).join('')
  const { status, body } = await upload(app, csv, { format })
  if (status !== 201) {
    expect(Object.keys(problems)).toContain(body.code)
    expect(status).toBeLessThan(500)
    return false
  }
  const { create, update, unchanged, reject, rows: counted } = body.counts
  expect(create + update + unchanged + reject).toBe(counted)
  expect(counted).toBe(lines.filter((cells) => cells.some((text) => text.trim())).length)
  await apply(app, body.id, { onReject: 'skip' })
  const again = await upload(app, csv, { format })
  expect(again.body.counts).toMatchObject({ rows: counted, create: 0 })
  return true
}

test('whatever the rows of whichever list are, none is lost, and the good ones can be applied', async () => {
  const app = await testApp()
  let whole = 0
  await fc.assert(
    fc.asyncProperty(fc.oneof(...fuzzed.map(fileOf)), async (file) => {
      if (await importWhole(app, file)) whole++
    }),
    { numRuns: 100 },
  )
  expect(whole).toBeGreaterThan(50)
}, 300_000)
