import { expect, test } from 'vitest'
import type { BulkDevice, BulkEnrollment } from '../../../src/contract/bulk-enrollment.ts'
import { draftOf, toChange, toChangeOfMany, toNewDevice } from './device-draft.ts'

const rule = (name: string) => ({ name, type: 'text' as const, required: false, values: [] })
const bulk = (...names: string[]) =>
  ({ attributes: names.map(rule), defaultAttributes: {} }) as unknown as BulkEnrollment
const device = {
  identifier: 'tab-1',
  imei: '490154203237518',
  serial: null,
  manufacturer: 'Samsung',
  customAttributes: { Room: '12', Floor: '1' },
} as unknown as BulkDevice

test('a draft has a line for each rule, and for what the device has beside', () => {
  expect(draftOf(bulk('Room', 'Cart'), [device]).attributes).toEqual([
    { name: 'Room', value: '12' },
    { name: 'Cart', value: '' },
    { name: 'Floor', value: '1' },
  ])
  expect(draftOf(bulk(), []).attributes).toEqual([])
})

test('what is empty is left out of a new device', () => {
  const draft = { ...draftOf(bulk('Room', 'Cart'), []), imei: ' 490154203237518 ' }
  draft.attributes[0]!.value = '5'
  expect(toNewDevice(draft, bulk())).toEqual({ imei: ' 490154203237518 ', customAttributes: { Room: '5' } })
})

test('a new device begins with the defaults; one that is emptied is none', () => {
  const list = { ...bulk('Room'), defaultAttributes: { Site: 'North', Cart: '1' } }
  const draft = draftOf(list, [])
  expect(draft.attributes).toEqual([
    { name: 'Room', value: '' },
    { name: 'Site', value: 'North' },
    { name: 'Cart', value: '1' },
  ])
  draft.attributes[1]!.value = ''
  expect(toNewDevice(draft, list).customAttributes).toEqual({ Site: null, Cart: '1' })
  expect(draftOf(list, [device]).attributes.map(({ name }) => name)).toEqual(['Room', 'Floor'])
})

test('a change says what differs, and null for what is emptied', () => {
  const draft = draftOf(bulk(), [device])
  expect(toChange(draft, device)).toEqual({})
  const changed = {
    ...draft,
    manufacturer: '',
    serial: 'R58M1',
    attributes: [{ name: 'Room', value: '13' }],
  }
  expect(toChange(changed, device)).toEqual({
    manufacturer: null,
    serial: 'R58M1',
    customAttributes: { Room: '13', Floor: null },
  })
})

test('a change of many says what is filled in', () => {
  const draft = draftOf(bulk('Room'), [device, device])
  expect(toChangeOfMany(draft)).toEqual({})
  draft.attributes[0]!.value = '7'
  expect(toChangeOfMany({ ...draft, manufacturer: 'Nokia', imei: '1' })).toEqual({
    manufacturer: 'Nokia',
    customAttributes: { Room: '7' },
  })
})
