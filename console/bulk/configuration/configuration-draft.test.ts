import { expect, test } from 'vitest'
import { BulkConfiguration } from '../../../src/contract/bulk-configuration.ts'
import { faultsOf, newEntry, toConfiguration, toDraft } from './configuration-draft.ts'

const configuration = BulkConfiguration.parse({
  agent: { component: 'com.example/.Admin', downloadUrl: 'https://example.org/a.apk', minimumVersionCode: 7 },
  productKeys: { site: 'north', quick: true, level: 3 },
  systemExtras: { WIFI_SSID: 'School', WIFI_PROXY_PORT: 8080 },
  customKeys: { 'x.y': 'z' },
  secrets: ['productKeys.api.secret', 'systemExtras.WIFI_PASSWORD'],
})

test('a configuration that is not touched stays as it is, secrets included', () => {
  expect(toConfiguration(toDraft(configuration))).toEqual(configuration)
})

test('values keep their types; a secret is kept, set anew, or left out', () => {
  const draft = toDraft(configuration)
  const password = draft.systemExtras.find(({ key }) => key === 'WIFI_PASSWORD')!
  password.value = 'correct horse'
  draft.productKeys = draft.productKeys.filter(({ stored }) => !stored)
  draft.productKeys.push(newEntry('off', 'boolean', 'false'), newEntry('', 'text', 'nowhere'))
  const wanted = toConfiguration(draft)
  expect(wanted.productKeys).toEqual({ site: 'north', quick: true, level: 3, off: false })
  expect(wanted.systemExtras).toMatchObject({ WIFI_PASSWORD: 'correct horse', WIFI_PROXY_PORT: 8080 })
  expect(wanted.secrets).toEqual([])
})

test('what is no number stays text, and is told by its place where the form can tell', () => {
  const draft = toDraft(configuration)
  draft.systemExtras.find(({ key }) => key === 'WIFI_PROXY_PORT')!.value = 'many'
  expect(toConfiguration(draft).systemExtras['WIFI_PROXY_PORT']).toBe('many')
  draft.agent.minimumVersionCode = 'x'
  expect(faultsOf(draft)).toMatchObject([{ pointer: '/agent/minimumVersionCode' }])
})
