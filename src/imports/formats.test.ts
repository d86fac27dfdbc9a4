import { readFileSync, readdirSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { fieldByName } from './fields.ts'
import { FormatFile } from './format.ts'
import { columnOf, formatById, formats, orderOf, sampleCsv } from './formats.ts'
import { plain } from './header-names.ts'
import { readCell } from './read-cell.ts'
import { recognizeList } from './recognize-file.ts'

const folder = new URL('./formats/', import.meta.url)
const imported = formats.filter(({ refused }) => refused === undefined)
const rules = { strict: false, minimumCodeLength: 0, tenantDomain: '' }

test.each(readdirSync(folder))('%s is a format', (name) => {
  const file = FormatFile.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
  expect(`${file.id}.json`).toBe(name)
})

test('the formats of Muster come first, those that fit everything last', () => {
  const ids = formats.map(({ id }) => id)
  expect(ids.slice(0, 3)).toEqual(['bizmobile', 'android-bulk', 'pre-enrollment'])
  expect(ids.slice(-2)).toEqual(['generic', 'plain-list'])
  expect(new Set(ids).size).toBe(ids.length)
  expect(() => formatById('nonsense')).toThrow('There is no format "nonsense". Known are: bizmobile, ')
})

test.each(formats.map((format) => [format.id, format] as const))('%s speaks of what it has', (_, format) => {
  const { columns, ignored, secret, required, needs, sample, looks } = format
  const names = [...columns.map(({ name }) => name), ...ignored, ...secret]
  const known = new Set(names)
  expect(required.flat().filter((name) => !known.has(name))).toEqual([])
  expect(orderOf(format).filter((name) => !known.has(name))).toEqual([])
  expect(sample.flatMap((row) => Object.keys(row)).filter((name) => !known.has(name))).toEqual([])
  expect(needs.flat().filter((field) => !fieldByName(field))).toEqual([])
  expect(looks?.cells.filter(({ column }) => column >= orderOf(format).length) ?? []).toEqual([])
  const fields = columns.map(({ field }) => field)
  expect(new Set(fields).size).toBe(fields.length)
})

test.each(formats.map((format) => [format.id, format] as const))(
  '%s has no spelling for two of its columns',
  (_, { columns, ignored, secret }) => {
    const spellings = columns.flatMap(({ name, aliases }) => [...new Set([name, ...aliases].map(plain))])
    const all = [...spellings, ...ignored.map(plain), ...secret.map(plain)]
    expect(all.filter((spelling, index) => all.indexOf(spelling) !== index)).toEqual([])
  },
)

test.each(formats.map((format) => [format.id, format] as const))(
  '%s gives its values in lower case, and means values of ours',
  (_, { columns }) => {
    for (const { kind, values } of columns)
      for (const [spelling, value] of Object.entries(values)) {
        expect(spelling).toBe(spelling.toLowerCase())
        expect(readCell(kind, spelling, rules, values)).toEqual({ value: value || null })
      }
  },
)

test.each(imported.map((format) => [format.id, format] as const))(
  'the sample of %s is recognized, maps every column, and holds values that are read',
  (id, format) => {
    const records = parse(sampleCsv(format))
    const file = recognizeList(
      records.map((cells, index) => ({ line: index + 1, cells })),
      { strict: false },
    )
    expect(file).toMatchObject({ format: { id }, hasHeader: format.header })
    expect(file.mapping.filter(({ how }) => how === 'unknown' || how === 'nearest')).toEqual([])
    expect(format.sample).toHaveLength(2)
    for (const cells of records.slice(format.header ? 1 : 0))
      for (const { index, column } of file.columns) {
        const read = readCell(column.kind, cells[index] ?? '', rules, column.values)
        expect(read).not.toHaveProperty('error')
        expect(read).not.toHaveProperty('warning')
      }
  },
)

test('strict mode takes the samples of all formats', () => {
  for (const format of imported) {
    const records = parse(sampleCsv(format)).map((cells, index) => ({ line: index + 1, cells }))
    expect(recognizeList(records, { strict: true }).format.id).toBe(format.id)
  }
})

test('a list that is not imported has no sample, and says why', () => {
  const refused = formats.filter((format) => format.refused)
  expect(refused.map(({ id }) => id)).toEqual(['asm-other', 'asm-rosters'])
  for (const format of refused) expect(() => sampleCsv(format)).toThrow(format.refused)
})

test('any field can be given to a column of any format', () => {
  const android = formatById('android-bulk')
  expect(columnOf(android, 'imei')).toMatchObject({ name: 'IMEI', aliases: expect.any(Array) as unknown })
  expect(columnOf(android, 'platform')).toMatchObject({ values: { 'mac os': 'macos' } })
  expect(columnOf(android, 'customAttributes.Shelf')).toMatchObject({ kind: 'attribute', values: {} })
  expect(columnOf(android, 'nonsense')).toBeUndefined()
})
