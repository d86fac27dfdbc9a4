import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { provisioningJson, provisioningPayload } from '../../protocol/android/provisioning.ts'
import { readGoogleCode, readScannedCode, ScanError } from './scanned-code.ts'

const agent = {
  component: 'com.example.agent/.Admin',
  downloadUrl: 'https://mdm.example.org/agent.apk',
  signatureChecksum: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
  packageChecksum: null,
  minimumVersionCode: null,
  cookieHeader: null,
}
const bundle = { 'muster.server': 'https://muster.example', 'muster.token': 'secret' }

test.each([true, false])('what the server draws is read again (short names: %s)', (compact) => {
  const systemExtras = { WIFI_SSID: 'Büro', WIFI_SECURITY_TYPE: 'NONE' }
  const payload = provisioningPayload({ agent, systemExtras, bundle, customKeys: {}, compact })
  const expected = {
    component: agent.component,
    url: 'https://muster.example',
    token: 'secret',
    wifi: 'Büro',
    download: {
      location: agent.downloadUrl,
      signatureChecksum: agent.signatureChecksum,
      packageChecksum: null,
      cookieHeader: null,
    },
  }
  expect(readScannedCode(provisioningJson(payload))).toEqual(expected)
  expect(readScannedCode(JSON.stringify({ payload }))).toEqual(expected)
})

test.each([
  [{ WIFI_SSID: 5 }, /type string/],
  [{ WIFI_SSID: 'x', WIFI_PASSWORD: 'p' }, /open network/],
])('a phone does not take %j', (systemExtras, message) => {
  const payload = provisioningPayload({ agent, systemExtras, bundle, customKeys: {}, compact: false })
  expect(() => readScannedCode(JSON.stringify(payload))).toThrow(message)
})

test('whatever is in a code, it is read or refused', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      try {
        readScannedCode(text)
        readGoogleCode(text)
      } catch (error) {
        expect(error).toBeInstanceOf(ScanError)
      }
    }),
  )
})
