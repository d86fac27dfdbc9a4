import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { deviceRow, foldRows, type DeviceRow } from './device-row.ts'

const row = (more: Partial<DeviceRow>): DeviceRow => ({
  ...deviceRow({ serial_number: 'S1', op_type: undefined }, { isListing: false }),
  ...more,
})
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))

test('a listing has no operations, whatever its records say', () => {
  const device = { serial_number: 'S1', op_type: 'deleted', op_date: at(1) }
  expect(deviceRow(device, { isListing: true })).toMatchObject({ gone: false, op_date: null })
  expect(deviceRow(device, { isListing: false })).toMatchObject({ gone: true, op_date: at(1) })
})

test('the latest record of a device wins, wherever it stands in the page', () => {
  const [older, newer] = [row({ op_date: at(1), gone: true }), row({ op_date: at(2), asset_tag: 'A' })]
  expect(foldRows([older, newer])).toMatchObject([{ gone: false, asset_tag: 'A' }])
  expect(foldRows([newer, older])).toMatchObject([{ gone: false, asset_tag: 'A' }])
  const [first, second] = [row({ op_date: at(1), asset_tag: 'A' }), row({ op_date: at(1), asset_tag: 'B' })]
  expect(foldRows([first, second])).toMatchObject([{ asset_tag: 'B' }])
})

test('a sparse record keeps what an older one in the page said', () => {
  const full = row({ op_date: at(1), model: 'iPhone', profile_status: 'pushed', profile_pushed_at: at(0) })
  const gone = row({ op_date: at(2), gone: true })
  expect(foldRows([full, gone])).toMatchObject([{ model: 'iPhone', profile_status: 'pushed', gone: true }])
  const assigned = row({ op_date: at(3), profile_status: 'assigned', profile_uuid: 'U' })
  expect(foldRows([full, assigned])).toMatchObject([{ profile_status: 'assigned', profile_pushed_at: null }])
})

test('every device of a page is in it once afterwards', () => {
  const records = fc.array(
    fc.record({ serial: fc.constantFrom('A', 'B', 'C'), second: fc.option(fc.nat(5)), gone: fc.boolean() }),
  )
  fc.assert(
    fc.property(records, (list) => {
      const rows = list.map(({ serial, second, gone }) =>
        row({ serial, gone, op_date: second === null ? null : at(second) }),
      )
      const folded = foldRows(rows)
      expect(folded.map(({ serial }) => serial).sort()).toEqual(
        [...new Set(list.map((r) => r.serial))].sort(),
      )
      for (const { serial, op_date } of folded) {
        const times = rows.filter((r) => r.serial === serial).map((r) => r.op_date?.getTime() ?? -1)
        expect(op_date?.getTime() ?? -1).toBe(Math.max(...times))
      }
    }),
  )
})
