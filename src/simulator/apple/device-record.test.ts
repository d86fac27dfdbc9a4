import { expect, test } from 'vitest'

import { deviceRecord } from './device-record.ts'
import { hardwareOf } from './device-spec.ts'

const record = (version: number) => deviceRecord(hardwareOf({ serial: 'G1', model: 'iPad' }), version)

test('each protocol version has the fields that came with it', () => {
  expect(record(1)).not.toHaveProperty('os')
  expect(record(3)).toMatchObject({ os: 'iOS', device_family: 'iPad' })
  expect(record(7)).toMatchObject({ os: 'iPadOS' })
  expect(record(9)).not.toHaveProperty('wifi_mac_address')
  expect(record(10)).toHaveProperty('wifi_mac_address')
})

test('what is not there is left out, not empty', () => {
  const json = JSON.stringify(deviceRecord(hardwareOf({ serial: 'G1', model: 'iPad', color: null }), 10))
  for (const absent of ['color', 'asset_tag', 'profile_uuid', 'imei', '""', 'null'])
    expect(json).not.toContain(absent)
})
