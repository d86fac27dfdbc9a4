import { expect, test } from 'vitest'
import { checkProvisioning } from '../android/check-provisioning.ts'
import type { ExtraValue } from '../android/provisioning.ts'

const check = (
  bundle: Record<string, ExtraValue>,
  component = 'com.hmdm.launcher/com.hmdm.launcher.AdminReceiver',
) =>
  checkProvisioning({
    agent: {
      component,
      downloadUrl: null,
      signatureChecksum: null,
      packageChecksum: null,
      minimumVersionCode: null,
      cookieHeader: null,
    },
    systemExtras: {},
    customKeys: {},
    compact: false,
    bundle,
  })
    .filter(({ code }) => code === 'agent.headwind-key')
    .map(({ pointer }) => pointer.replace('/productKeys/com.hmdm.', ''))

const good = { 'com.hmdm.BASE_URL': 'https://muster.example', 'com.hmdm.DEVICE_ID_USE': 'serial' }

test('values that the agent does not read are told, for this agent only', () => {
  expect(check(good)).toEqual([])
  expect(check({ ...good, 'com.hmdm.CONFIG': 1, 'com.hmdm.CONN_RETRY_COUNT': 3 })).toEqual(['CONFIG'])
  expect(check({ ...good, 'com.hmdm.CONN_RETRY_COUNT': '3' })).toEqual(['CONN_RETRY_COUNT'])
  expect(check({ 'com.hmdm.BASE_URL': 'https://muster.example/x' })).toEqual(['DEVICE_ID_USE', 'BASE_URL'])
  expect(check({}, 'com.example/.Admin')).toEqual([])
})
