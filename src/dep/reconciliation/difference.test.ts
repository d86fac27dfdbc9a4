import { expect, test } from 'vitest'
import { DifferenceKind } from '../../contract/dep-reconciliation.ts'
import { deviceRow, type DeviceRow } from '../device-row.ts'
import type { DeviceChange } from '../store-devices.ts'
import { decisionsOf, departedDifference, recordDifference, type Before } from './difference.ts'

const profiles = new Map([
  ['AA', 'Pupils'],
  ['BB', 'Teachers'],
])

const listed = (more: Partial<DeviceRow> = {}): DeviceRow => ({
  ...deviceRow({ serial_number: 'S1' }, { isListing: true }),
  profile_status: 'empty',
  ...more,
})

const before = (more: Partial<Before> = {}): Before => ({
  ...listed(),
  profile_status: 'empty',
  id: 'd1',
  gone_since: null,
  is_settled: true,
  wanted_uuid: undefined,
  ...more,
})

const change = (changes: string[], more: Partial<DeviceChange> = {}): DeviceChange => ({
  id: 'd1',
  serial: 'S1',
  is_new: false,
  changes,
  before_status: 'empty',
  before_uuid: null,
  before_gone: null,
  profile_status: 'empty',
  profile_uuid: null,
  gone_since: null,
  facts: {},
  ...more,
})

test('facts are told field by field, in our words', () => {
  const difference = recordDifference({
    change: change(['asset_tag', 'assigned_at', 'facts']),
    before: before({ asset_tag: 'A-1', facts: { imei: ['1'], eid: 'E' } }),
    listed: listed({
      asset_tag: 'A-2',
      assigned_at: new Date(0),
      facts: { imei: ['1', '2'], eid: 'E', wifiMac: 'aa' },
    }),
    profiles,
  })
  expect(difference).toEqual({
    serial: 'S1',
    depDeviceId: 'd1',
    kind: 'facts',
    fields: [
      { field: 'assetTag', apple: 'A-2', muster: 'A-1' },
      { field: 'assignedAt', apple: '1970-01-01T00:00:00.000Z', muster: null },
      { field: 'imei', apple: '1, 2', muster: '1' },
      { field: 'wifiMac', apple: 'aa', muster: null },
    ],
  })
})

test('a device that is new, or back, is missing here', () => {
  const row = listed({ model: 'iPad', asset_tag: 'A' })
  const fields = [
    { field: 'model', apple: 'iPad', muster: null },
    { field: 'assetTag', apple: 'A', muster: null },
    { field: 'profileStatus', apple: 'empty', muster: null },
  ]
  const gone = before({ gone_since: '2026-01-01T00:00:00Z' })
  for (const known of [undefined, gone])
    expect(recordDifference({ change: change([]), before: known, listed: row, profiles })).toMatchObject({
      kind: 'missing-here',
      fields,
    })
})

test.for<[string, Partial<Before>, Partial<DeviceChange>, string | undefined]>([
  [
    'another one, nothing wanted',
    { profile_status: 'assigned', profile_uuid: 'AA' },
    { profile_status: 'assigned', profile_uuid: 'BB' },
    'other-profile',
  ],
  [
    'another one, which is wanted',
    { profile_status: 'assigned', profile_uuid: 'AA', wanted_uuid: 'BB' },
    { profile_status: 'assigned', profile_uuid: 'BB' },
    'other-profile',
  ],
  [
    'another one, not the wanted',
    { profile_status: 'assigned', profile_uuid: 'AA', wanted_uuid: 'AA' },
    { profile_status: 'assigned', profile_uuid: 'BB' },
    undefined,
  ],
  [
    'removed, nothing wanted',
    { profile_status: 'pushed', profile_uuid: 'AA' },
    { profile_status: 'removed', profile_uuid: 'AA' },
    'profile-removed',
  ],
  [
    'removed, as wanted',
    { profile_status: 'pushed', profile_uuid: 'AA', wanted_uuid: null },
    { profile_status: 'removed', profile_uuid: 'AA' },
    'profile-removed',
  ],
  [
    'removed, although wanted',
    { profile_status: 'pushed', profile_uuid: 'AA', wanted_uuid: 'AA' },
    { profile_status: 'removed', profile_uuid: 'AA' },
    undefined,
  ],
  [
    'there, although removed',
    { profile_status: 'removed', profile_uuid: 'AA', wanted_uuid: null },
    { profile_status: 'assigned', profile_uuid: 'AA' },
    undefined,
  ],
  [
    'taken by the device',
    { profile_status: 'assigned', profile_uuid: 'AA', wanted_uuid: 'AA' },
    { profile_status: 'pushed', profile_uuid: 'AA' },
    'facts',
  ],
])('a profile at Apple: %s', ([, known, found, kind]) => {
  const columns = ['profile_status', 'profile_uuid'] as const
  const after = change(
    columns.filter((column) => known[column] !== found[column]),
    found,
  )
  const row = listed({ profile_status: found.profile_status!, profile_uuid: found.profile_uuid! })
  const difference = recordDifference({ change: after, before: before(known), listed: row, profiles })
  expect(difference?.kind).toBe(kind)
})

test('a profile is told by name and UUID, one that Muster does not know by its UUID', () => {
  const difference = recordDifference({
    change: change(['profile_uuid'], { profile_status: 'assigned', profile_uuid: 'CC' }),
    before: before({ profile_status: 'assigned', profile_uuid: 'AA' }),
    listed: listed({ profile_status: 'assigned', profile_uuid: 'CC' }),
    profiles,
  })
  expect(difference?.fields).toEqual([{ field: 'profile', apple: 'CC', muster: 'Pupils (AA)' }])
})

test('a device that left went to another account of ours, or from all', () => {
  const ours = 'School'
  expect(departedDifference(change([]), { ours, theirs: undefined }).kind).toBe('missing-there')
  expect(departedDifference(change([]), { ours, theirs: 'Campus' })).toMatchObject({
    kind: 'moved',
    fields: [{ field: 'account', apple: 'Campus', muster: 'School' }],
  })
})

test('what people decide can always be left as it is; what is mended leaves no choice', () => {
  for (const kind of DifferenceKind.options) {
    const decisions = decisionsOf(kind)
    expect(decisions.length === 0 || decisions.at(-1) === 'leave').toBe(true)
  }
})
