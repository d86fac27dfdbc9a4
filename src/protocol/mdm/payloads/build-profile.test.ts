import { X509Certificate } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectOnly } from '../../../../test/support/expect-only.ts'
import { openssl } from '../../../../test/support/openssl.ts'
import { parsePlist, type PlistDict } from '../../plist/plist.ts'
import { buildProfile } from './build-profile.ts'
import type { PayloadContent, Wifi } from './content.ts'
import { ProfileError } from './profile-error.ts'
import { restrictions } from './restrictions.ts'

const names = {
  identifier: 'org.example.policy.7',
  uuid: '5B6F0C3E-0000-8000-8000-000000000007',
  displayName: 'Pupils',
  organization: 'Example school',
}
const build = (content: PayloadContent) => parsePlist(buildProfile(content, names)) as PlistDict
const payloadsOf = (content: PayloadContent) => build(content)['PayloadContent'] as PlistDict[]
const onlyPayload = (content: PayloadContent) => payloadsOf(content)[0]!
const refusal = (content: PayloadContent) => {
  try {
    buildProfile(content, names)
  } catch (error) {
    if (error instanceof ProfileError)
      return { reason: error.reason, pointer: error.pointer, message: error.message }
    throw error
  }
  throw new Error('It was built')
}

const keyAndCertificate = () => {
  const request = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout - -out -'
  const both = openssl(['req', '-x509', '-subj', '/CN=School authority', ...request.split(' ')]).toString()
  return { both, pem: both.slice(both.indexOf('-----BEGIN CERTIFICATE')) }
}
const { both, pem } = keyAndCertificate()
const der = new X509Certificate(pem).raw
const p12 = (...more: string[]) =>
  openssl(['pkcs12', '-export', '-in', 'both.pem', '-passout', 'pass:geheim', ...more], { 'both.pem': both })
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64')

test('names profile and payloads the same whenever it is built, so that a device replaces what it has', () => {
  const [first, second] = [8, 10].map((minLength) => build({ kind: 'passcode', minLength }))
  expect(first).toMatchObject({
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: 'org.example.policy.7',
    PayloadUUID: names.uuid,
    PayloadDisplayName: 'Pupils',
    PayloadOrganization: 'Example school',
  })
  const [a, b] = [first, second].map((profile) => (profile!['PayloadContent'] as PlistDict[])[0]!)
  expect(a!['PayloadUUID']).toMatch(/^[0-9A-F-]{36}$/)
  expect({ ...b, minLength: 8 }).toEqual(a)
})

test('asks for a passcode in the words of Apple, and for nothing that was not said', () => {
  const passcode = onlyPayload({ kind: 'passcode', required: true, allowSimple: false, maxAgeDays: 90 })
  expect(passcode).toEqual({
    PayloadType: 'com.apple.mobiledevice.passwordpolicy',
    PayloadVersion: 1,
    PayloadIdentifier: 'org.example.policy.7.passcode',
    PayloadUUID: passcode['PayloadUUID'],
    PayloadDisplayName: 'Pupils',
    forcePIN: true,
    allowSimple: false,
    maxPINAgeInDays: 90,
  })
  expect(refusal({ kind: 'passcode' })).toMatchObject({ reason: 'content' })
})

describe('Wi-Fi', () => {
  const wifi = (more: Partial<Wifi>): Wifi => ({ kind: 'wifi', ssid: 'School', security: 'wpa2', ...more })

  test('a personal network', () => {
    expect(onlyPayload(wifi({ password: 'geheim123', hidden: true, randomizeMac: false }))).toMatchObject({
      PayloadType: 'com.apple.wifi.managed',
      SSID_STR: 'School',
      HIDDEN_NETWORK: true,
      EncryptionType: 'WPA2',
      Password: 'geheim123',
      DisableAssociationMACRandomization: true,
      ProxyType: 'None',
    })
  })

  test('an enterprise network brings its authorities and its identity along', () => {
    const enterprise = {
      eapTypes: ['tls' as const, 'peap' as const],
      trustedServerNames: ['radius.example.org'],
      trustedCertificates: [base64(pem)],
      identity: { file: base64(p12()), password: 'geheim' },
    }
    const [authority, identity, network] = payloadsOf(wifi({ security: 'wpa3', enterprise }))
    expect(authority).toMatchObject({ PayloadType: 'com.apple.security.root', PayloadContent: der })
    expect(authority).toMatchObject({ PayloadDisplayName: 'School authority' })
    expect(identity).toMatchObject({ PayloadType: 'com.apple.security.pkcs12', Password: 'geheim' })
    expect(network).toMatchObject({
      EncryptionType: 'WPA3',
      PayloadCertificateUUID: identity!['PayloadUUID'],
      EAPClientConfiguration: {
        AcceptEAPTypes: [13, 25],
        TLSTrustedServerNames: ['radius.example.org'],
        PayloadCertificateAnchorUUID: [authority!['PayloadUUID']],
      },
    })
    expect(network).not.toHaveProperty('Password')
  })

  test('proxies', () => {
    const manual = { type: 'manual' as const, server: 'proxy.example.org', port: 3128, userName: 'ana' }
    expect(onlyPayload(wifi({ security: 'none', proxy: manual }))).toMatchObject({
      EncryptionType: 'None',
      ProxyType: 'Manual',
      ProxyServer: 'proxy.example.org',
      ProxyServerPort: 3128,
      ProxyUsername: 'ana',
    })
    expect(onlyPayload(wifi({ security: 'none', proxy: { type: 'auto' } }))).toMatchObject({
      ProxyType: 'Auto',
    })
  })

  test.each<[string, Partial<Wifi>, string]>([
    ['a password that is missing', {}, '/password'],
    ['a password that is too short', { password: 'geheim' }, '/password'],
    ['a password of an open network', { security: 'none', password: 'geheim123' }, '/password'],
    ['a WEP key of no length', { security: 'wep', password: 'geheim123' }, '/password'],
    ['both kinds of network', { password: 'geheim123', enterprise: { eapTypes: ['peap'] } }, '/password'],
    ['an open enterprise network', { security: 'none', enterprise: { eapTypes: ['peap'] } }, '/security'],
    ['no kind of EAP', { enterprise: { eapTypes: [] } }, '/enterprise/eapTypes'],
    ['EAP-TLS without identity', { enterprise: { eapTypes: ['tls'] } }, '/enterprise/identity'],
    [
      'inner authentication without EAP-TTLS',
      { enterprise: { eapTypes: ['peap'], ttlsInner: 'PAP' } },
      '/enterprise/ttlsInner',
    ],
    [
      'an authority that is none',
      { enterprise: { eapTypes: ['peap'], trustedCertificates: [base64('hello')] } },
      '/enterprise/trustedCertificates/0',
    ],
    [
      'an identity without key',
      { enterprise: { eapTypes: ['tls'], identity: { file: base64(pem), password: '' } } },
      '/enterprise/identity/file',
    ],
  ])('refuses %s', (_, more, pointer) => {
    expect(refusal(wifi(more))).toMatchObject({ pointer })
  })
})

describe('restrictions', () => {
  test('travel by the keys of the catalogue', () => {
    const values = { allowCamera: false, blockedAppBundleIDs: ['org.game'], ratingApps: 200 }
    expect(onlyPayload({ kind: 'restrictions', values })).toMatchObject({
      PayloadType: 'com.apple.applicationaccess',
      ...values,
    })
  })

  test.each([
    [{ allowFlying: false }, '/values/allowFlying'],
    [{ allowCamera: 'no' }, '/values/allowCamera'],
    [{ enforcedSoftwareUpdateDelay: 91 }, '/values/enforcedSoftwareUpdateDelay'],
    [{ ratingApps: 5 }, '/values/ratingApps'],
    [{ blockedAppBundleIDs: [''] }, '/values/blockedAppBundleIDs'],
    [{}, ''],
  ])('refuses %o', (values, pointer) => {
    expect(refusal({ kind: 'restrictions', values })).toMatchObject({ reason: 'content', pointer })
  })

  test('the catalogue names a key once, with a default that it allows', () => {
    expect(new Set(restrictions.map(({ key }) => key)).size).toBe(restrictions.length)
    for (const restriction of restrictions)
      if (restriction.type !== 'boolean' && restriction.type !== 'list')
        expect(() =>
          build({ kind: 'restrictions', values: { [restriction.key]: restriction.default } }),
        ).not.toThrow()
  })
})

describe('web clips', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  const clip = { kind: 'web-clip' as const, label: 'Timetable', url: 'https://example.org/' }

  test('have an icon in PNG', () => {
    expect(onlyPayload({ ...clip, icon: base64(png), removable: false })).toMatchObject({
      Label: 'Timetable',
      URL: 'https://example.org/',
      IsRemovable: false,
      Icon: png,
      Precomposed: true,
    })
    expect(refusal({ ...clip, icon: base64('GIF89a') })).toMatchObject({ reason: 'icon', pointer: '/icon' })
    const wide = Buffer.from(png)
    wide.writeUInt32BE(1025, 16)
    expect(refusal({ ...clip, icon: base64(wide) }).message).toContain('1025 × 1 pixels')
  })
})

describe('certificates', () => {
  const certificate = (file: Uint8Array | string, password?: string) =>
    ({ kind: 'certificate', file: base64(file), password }) as const

  test.each([
    ['PEM', pem],
    ['DER', der],
  ])('in %s', (_, file) => {
    expect(onlyPayload(certificate(file))).toMatchObject({
      PayloadType: 'com.apple.security.root',
      PayloadContent: der,
    })
  })

  test.each([
    ['as OpenSSL 3 writes it', []],
    ['with triple DES and SHA-1, as old systems want it', ['-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['with SHA-512', ['-macalg', 'sha512']],
  ])('in PKCS#12 %s', (_, options) => {
    const file = p12(...options)
    expect(onlyPayload(certificate(file, 'geheim'))).toMatchObject({
      PayloadType: 'com.apple.security.pkcs12',
      PayloadContent: file,
      Password: 'geheim',
    })
    expect(refusal(certificate(file, 'falsch'))).toMatchObject({
      reason: 'password',
      message: 'The password does not open the file.',
    })
    expect(refusal(certificate(file)).message).toBe('The file needs its password.')
  })

  test('without password', () => {
    const file = openssl(['pkcs12', '-export', '-in', 'both.pem', '-passout', 'pass:'], { 'both.pem': both })
    expect(onlyPayload(certificate(file))).not.toHaveProperty('Password')
  })

  test.each([
    ['a private key in the open', both, 'private key'],
    ['two certificates', pem + pem, 'There are 2 certificates'],
    ['a damaged certificate', pem.replace(/\n(.{20})/, '\nAAAA'), 'damaged'],
    ['something else', 'hello', 'neither a certificate'],
  ])('refuses %s', (_, file, words) => {
    expect(refusal(certificate(file)).message).toContain(words)
  })
})

test('throws nothing but its own error for any file', () => {
  const file = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string().map((text) => Buffer.from(text)),
  )
  fc.assert(
    fc.property(file, fc.string({ maxLength: 10 }), (bytes, password) => {
      const content = { kind: 'certificate', file: base64(bytes), password } as const
      expectOnly(ProfileError, () => buildProfile(content, names))
    }),
  )
})
