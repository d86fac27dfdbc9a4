import { expect, test } from 'vitest'
import { BulkAgent, BulkConfiguration, type AgentPreset } from '../../../src/contract/bulk-configuration.ts'
import type { HostedAgent } from '../../../src/contract/hosted-agent.ts'
import { toDraft } from './configuration-draft.ts'
import { chooseHosted, choosePreset } from './hosted-choice.ts'

const hosted: HostedAgent = {
  id: '00000000-0000-7000-8000-000000000001',
  key: 'AbCdEfGhIjKlMnOp',
  package: 'com.hmdm.launcher',
  versionCode: 636,
  versionName: '6.36',
  minSdk: 26,
  adminReceivers: ['com.hmdm.launcher.AdminReceiver'],
  certificates: [{ checksum: 'c', subject: 'CN=x', notAfter: '2049-01-01T00:00:00.000Z' }],
  testOnly: false,
  answersProvisioning: true,
  fileName: 'hmdm.apk',
  size: 1,
  component: 'com.hmdm.launcher/com.hmdm.launcher.AdminReceiver',
  signatureChecksum: 'c',
  packageChecksum: 'p',
  downloadUrl: 'https://mdm.example.org/android/agents/AbCdEfGhIjKlMnOp/agent.apk',
  newest: true,
  usedBy: [],
  warnings: [],
  uploadedBy: 'admin',
  uploadedAt: '2026-01-01T00:00:00.000Z',
}
const preset: AgentPreset = {
  name: 'Headwind MDM agent',
  agent: BulkAgent.parse({
    component: 'com.hmdm.launcher/com.hmdm.launcher.AdminReceiver',
    tokenKey: 'com.hmdm.CUSTOMER',
    serverKey: 'com.hmdm.BASE_URL',
  }),
  productKeys: { 'com.hmdm.DEVICE_ID_USE': 'serial' },
  note: null,
}
const draft = toDraft(
  BulkConfiguration.parse({ agent: { tokenKey: 'my.token', packageChecksum: 'old', minimumVersionCode: 5 } }),
)
const filled = {
  agent: {
    hostedAgent: hosted.key,
    component: hosted.component,
    downloadUrl: hosted.downloadUrl,
    signatureChecksum: 'c',
    packageChecksum: '',
  },
}

test('an uploaded agent fills in where it is and whose it is; what else was entered stays', () => {
  const chosen = chooseHosted(draft, { ...hosted, package: 'com.example' }, [preset])
  expect(chosen).toMatchObject(filled)
  expect(chosen.agent).toMatchObject({ tokenKey: 'my.token', minimumVersionCode: '5' })
  expect(chosen.productKeys).toBeUndefined()
})

test('one whose keys are published brings them, and a known one comes from this server if it is uploaded', () => {
  for (const chosen of [chooseHosted(draft, hosted, [preset]), choosePreset(draft, preset, [hosted])]) {
    expect(chosen).toMatchObject(filled)
    expect(chosen.agent).toMatchObject({ tokenKey: 'com.hmdm.CUSTOMER', serverKey: 'com.hmdm.BASE_URL' })
    expect(chosen.productKeys?.map(({ key }) => key)).toEqual(['com.hmdm.DEVICE_ID_USE'])
  }
})

test('a known agent that is not uploaded is entered by hand', () => {
  expect(choosePreset(draft, preset, [{ ...hosted, newest: false }])).toMatchObject({
    agent: { hostedAgent: '', component: preset.agent.component, downloadUrl: '' },
  })
})
