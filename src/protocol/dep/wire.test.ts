import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readResults } from './device-results.ts'
import { Account, Device, DevicePage } from './wire.ts'

const testdata = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8'))

test('reads an account', () => {
  const account = Account.parse(testdata('account.json'))
  expect(account).toMatchObject({ server_name: 'Muster Test', org_type: 'org', org_version: 'v2' })
  expect(account.urls?.find(({ uri }) => uri === '/server/devices')?.limit).toEqual({
    default: 1000,
    maximum: 1000,
  })
})

test('reads a page of changes, times as dates, the same device twice', () => {
  const page = DevicePage.parse(testdata('sync-page.json'))
  expect(page).toMatchObject({ more_to_follow: false, unreadable: 0, cursor: expect.any(String) })
  expect(page.devices.map((d) => [d.serial_number, d.op_type, d.profile_status])).toEqual([
    ['F2LXK1ZLJGH5', 'added', 'empty'],
    ['C02ZK0YMLVDL', 'modified', 'removed'],
    ['C02ZK0YMLVDL', 'deleted', undefined],
  ])
  expect(page.devices[0]).toMatchObject({
    op_date: new Date('2026-05-03T20:59:31Z'),
    imei: ['35 123456 789012 3', '35 123456 789012 4'],
    is_replacement_device: true,
  })
})

test('one odd record does not cost the page', () => {
  const page = DevicePage.parse({
    devices: [
      {
        serial_number: 'A',
        profile_status: '',
        profile_assign_time: '',
        color: null,
        imei: '35',
        op_type: 'ADDED',
      },
      { serial_number: 'B', profile_status: 'levitating', model: 7, mdm_migration_deadline: 'soon' },
      { model: 'nobody knows which' },
      'nonsense',
    ],
    cursor: 'c',
    more_to_follow: 'true',
    fetched_until: '',
  })
  expect(page).toEqual({
    devices: [
      { serial_number: 'A', op_type: 'added', imei: ['35'] },
      { serial_number: 'B', profile_status: 'levitating' },
    ],
    unreadable: 2,
    cursor: 'c',
    more_to_follow: true,
    fetched_until: undefined,
  })
})

test('a device is read whatever its other members are', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom(...Object.keys(Device.shape)),
        fc.json().map((j) => JSON.parse(j) as unknown),
      ),
      (odd) => {
        expect(Device.parse({ ...odd, serial_number: 'A' }).serial_number).toBe('A')
      },
    ),
  )
})

test('every serial number that was asked for gets a result', () => {
  const answer = { A: 'SUCCESS', B: 'NOT_ACCESSIBLE', C: 'THROTTLED', D: 'EXPLODED', E: 7, X: 'SUCCESS' }
  expect([...readResults(answer, ['A', 'B', 'C', 'D', 'E', 'F']).values()]).toEqual([
    'SUCCESS',
    'NOT_ACCESSIBLE',
    'THROTTLED',
    'FAILED',
    'FAILED',
    'FAILED',
  ])
})
