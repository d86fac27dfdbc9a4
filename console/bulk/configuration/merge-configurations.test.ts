import { expect, test } from 'vitest'
import { BulkConfiguration } from '../../../src/contract/bulk-configuration.ts'
import { mergeConfigurations, otherChanges, stored } from './merge-configurations.ts'

const base = BulkConfiguration.parse({
  agent: { component: 'com.example/.Admin' },
  productKeys: { site: 'north', level: 3 },
  systemExtras: { WIFI_SSID: 'School' },
  secrets: ['systemExtras.WIFI_PASSWORD'],
})
const { productKeys, systemExtras } = base

test('what each of two people changed is kept', () => {
  const mine = { ...base, compact: true, systemExtras: { WIFI_SSID: 'Library' } }
  const theirs = { ...base, productKeys: { ...productKeys, site: 'south' }, secrets: [] }
  expect(mergeConfigurations({ base, mine, theirs })).toEqual({
    ...base,
    compact: true,
    systemExtras: { WIFI_SSID: 'Library' },
    productKeys: { site: 'south', level: 3 },
    secrets: [],
  })
  expect(otherChanges({ base, mine, theirs })).toEqual([
    { place: { part: 'productKeys', name: 'site' }, before: 'north', theirs: 'south' },
    { place: { part: 'systemExtras', name: 'WIFI_PASSWORD' }, before: stored, theirs: null },
  ])
})

test('where both changed the same, mine stays and both are told', () => {
  const mine = { ...base, productKeys: { site: 'west', level: 3 } }
  const theirs = { ...base, productKeys: { level: 4 } }
  expect(mergeConfigurations({ base, mine, theirs }).productKeys).toEqual({ site: 'west', level: 4 })
  expect(otherChanges({ base, mine, theirs })).toEqual([
    { place: { part: 'productKeys', name: 'site' }, before: 'north', theirs: null, mine: 'west' },
    { place: { part: 'productKeys', name: 'level' }, before: 3, theirs: 4 },
  ])
})

test('a secret that I typed anew is mine; one that stayed is whatever the server has', () => {
  const typed = { ...base, systemExtras: { ...systemExtras, WIFI_PASSWORD: 'new' }, secrets: [] }
  expect(mergeConfigurations({ base, mine: typed, theirs: base })).toEqual(typed)
  expect(mergeConfigurations({ base, mine: base, theirs: base })).toEqual(base)
})

test('what I took away stays away', () => {
  const mine = { ...base, productKeys: { level: 3 }, agent: { ...base.agent, component: '' } }
  expect(mergeConfigurations({ base, mine, theirs: { ...base, compact: true } })).toEqual({
    ...mine,
    compact: true,
  })
})
