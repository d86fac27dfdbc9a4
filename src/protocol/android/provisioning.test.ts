import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkProvisioning } from './check-provisioning.ts'
import { choosableExtras, systemExtras } from './extras.ts'
import { checksumFrom, provisioningJson, provisioningPayload, type Provisioning } from './provisioning.ts'

const checksum = 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg'
const agent = {
  component: 'com.example.agent/.Admin',
  downloadUrl: 'https://mdm.example.org/agent.apk',
  signatureChecksum: checksum,
  packageChecksum: null,
  minimumVersionCode: null,
  cookieHeader: null,
}
const provisioning = (more: Partial<Provisioning> = {}): Provisioning => ({
  agent,
  systemExtras: {},
  bundle: {},
  customKeys: {},
  compact: false,
  ...more,
})
const codes = (more: Partial<Provisioning>) => checkProvisioning(provisioning(more)).map(({ code }) => code)

test('the example of android.md 1.9', () => {
  const wifi = { WIFI_SSID: 'Setup', WIFI_SECURITY_TYPE: 'WPA', WIFI_PASSWORD: '12345678' }
  const example = provisioning({
    systemExtras: { LEAVE_ALL_SYSTEM_APPS_ENABLED: true, ...wifi },
    bundle: { srv: 'https://mdm.example.org', tok: 'secret' },
  })
  expect(checkProvisioning(example)).toEqual([])
  const prefix = 'android.app.extra.PROVISIONING_'
  expect(provisioningPayload(example)).toEqual({
    [`${prefix}DEVICE_ADMIN_COMPONENT_NAME`]: 'com.example.agent/.Admin',
    [`${prefix}DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION`]: 'https://mdm.example.org/agent.apk',
    [`${prefix}DEVICE_ADMIN_SIGNATURE_CHECKSUM`]: checksum,
    [`${prefix}LEAVE_ALL_SYSTEM_APPS_ENABLED`]: true,
    [`${prefix}WIFI_SSID`]: 'Setup',
    [`${prefix}WIFI_SECURITY_TYPE`]: 'WPA',
    [`${prefix}WIFI_PASSWORD`]: '12345678',
    [`${prefix}ADMIN_EXTRAS_BUNDLE`]: { srv: 'https://mdm.example.org', tok: 'secret' },
  })
})

test('short names are used where AOSP has them', () => {
  const payload = provisioningPayload(
    provisioning({ compact: true, systemExtras: { ALLOW_OFFLINE: true, LOCALE: 'de_DE' } }),
  )
  expect(Object.keys(payload)).toEqual(
    expect.arrayContaining(['a.a.e.PDACN', 'a.a.e.PL', 'android.app.extra.PROVISIONING_ALLOW_OFFLINE']),
  )
})

test.each([
  [
    Buffer.from(checksum, 'base64url')
      .toString('hex')
      .replace(/(..)(?=.)/g, '$1:'),
    true,
  ],
  [Buffer.from(checksum, 'base64url').toString('base64'), true],
  [Buffer.from(checksum, 'base64url').toString('hex').toUpperCase(), true],
  [`${checksum}=\n`, true],
  [checksum.slice(1), false],
  ['', false],
])('a checksum as people paste it: %s', (text, isOne) => {
  expect(checksumFrom(text) !== undefined).toBe(isOne)
})

test.each([
  [{ agent: { ...agent, component: '' } }, ['agent.missing']],
  [{ agent: { ...agent, component: 'agent' } }, ['agent.component']],
  [{ agent: { ...agent, downloadUrl: 'http://mdm.example.org/a.apk' } }, ['agent.download']],
  [{ agent: { ...agent, downloadUrl: 'https://192.168.1.2/a.apk' } }, ['agent.private']],
  [{ agent: { ...agent, signatureChecksum: null } }, ['agent.checksum']],
  [{ systemExtras: { NO_SUCH: true } }, ['extra.unknown']],
  [{ systemExtras: { LEAVE_ALL_SYSTEM_APPS_ENABLED: 'true' } }, ['extra.type']],
  [{ systemExtras: { WIFI_SSID: 'x', WIFI_SECURITY_TYPE: 'WPA3' } }, ['extra.value']],
  [
    { systemExtras: { WIFI_SSID: 'x', WIFI_SECURITY_TYPE: 'WPA', WIFI_PASSWORD: 'short' } },
    ['wifi.password'],
  ],
  [{ systemExtras: { WIFI_SSID: 'x', WIFI_PASSWORD: 'long enough' } }, ['wifi.no-security']],
  [{ systemExtras: { WIFI_HIDDEN: true } }, ['wifi.no-ssid']],
  [{ systemExtras: { WIFI_SSID: 'ü'.repeat(17) } }, ['wifi.ssid']],
  [{ systemExtras: { TIME_ZONE: 'Berlin' } }, ['extra.value']],
  [{ systemExtras: { LOCALE: 'deutsch' } }, ['extra.value']],
  [{ systemExtras: { SKIP_EDUCATION_SCREENS: true } }, ['extra.no-effect']],
  [{ systemExtras: { IMEI: '1' } }, ['extra.not-for-qr']],
  [{ customKeys: { 'android.app.extra.PROVISIONING_TIMEZONE': 'x' } }, ['custom.unknown']],
  [{ customKeys: { 'android.app.extra.PROVISIONING_DEVICE_ADMIN_COMPONENT_NAME': 'x' } }, ['custom.taken']],
])('%j', (more, expected) => {
  expect(codes(more as Partial<Provisioning>)).toEqual(expected)
})

test('JSON of a payload is ASCII and says the same', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.oneof(fc.string({ unit: 'grapheme' }), fc.boolean(), fc.integer())),
      (bundle) => {
        const payload = provisioningPayload(provisioning({ bundle }))
        const json = provisioningJson(payload)
        expect(json).toMatch(/^[\x20-\x7e]*$/)
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(payload)))
      },
    ),
  )
})

test('whatever is given is judged, never thrown at', () => {
  const value = fc.oneof(fc.string(), fc.boolean(), fc.double(), fc.constantFrom('WPA', 'EAP', 'PEAP'))
  const extras = fc.dictionary(
    fc.oneof(fc.constantFrom(...systemExtras.map(({ short }) => short)), fc.string()),
    value,
  )
  fc.assert(
    fc.property(extras, fc.dictionary(fc.string(), value), fc.string(), (systemExtras, customKeys, text) => {
      checkProvisioning(
        provisioning({ systemExtras, customKeys, agent: { ...agent, component: text, downloadUrl: text } }),
      )
      checksumFrom(text)
    }),
  )
})

test('what can be chosen can be expressed', () => {
  expect(choosableExtras.length).toBeGreaterThan(25)
  expect(choosableExtras.map(({ short }) => short)).not.toContain('ADMIN_EXTRAS_BUNDLE')
})
