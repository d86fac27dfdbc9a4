import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { aliasesOf, makerOf, ManufacturerAliases } from './manufacturer.ts'

const samsung = { alias: 'Samsung Electronics', manufacturer: 'samsung' }

test.each([
  [[samsung, { alias: ' samsung  ELECTRONICS', manufacturer: 'Google' }], 'is in the table twice'],
  [[samsung, { alias: 'Samsung', manufacturer: 'LGE' }], 'is a manufacturer of this table'],
  [[{ alias: 'LGE', manufacturer: 'lge' }], 'is a manufacturer of this table'],
])('an alias leads to one manufacturer: %j', (rows, message) => {
  expect(ManufacturerAliases.safeParse(rows).error?.issues).toMatchObject([
    { path: [rows.length - 1, 'alias'], message },
  ])
})

test('a name means its manufacturer however it is written, and one without alias itself', () => {
  const aliases = aliasesOf([samsung])
  expect(makerOf('SAMSUNG\u00a0Electronics ', aliases)).toBe('samsung')
  expect(makerOf('Samsung', aliases)).toBe('samsung')
  expect(makerOf('Nokia', aliases)).toBe('nokia')
  expect(makerOf(' ', aliases)).toBeUndefined()
})

test('whatever the table, what a name means is no alias itself', () => {
  const name = fc.constantFrom('a', 'A ', 'b', 'B', 'c  c', 'C C', '__proto__', 'constructor')
  const rows = fc.array(fc.record({ alias: name, manufacturer: name }), { maxLength: 6 })
  fc.assert(
    fc.property(rows, name, (table, asked) => {
      const { data } = ManufacturerAliases.safeParse(table)
      if (!data) return
      const aliases = aliasesOf(data)
      const meant = makerOf(asked, aliases)!
      expect(aliases.has(meant)).toBe(false)
      expect(makerOf(meant, aliases)).toBe(meant)
    }),
  )
})
