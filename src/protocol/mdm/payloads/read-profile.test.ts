import { readFileSync, readdirSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectOnly } from '../../../../test/support/expect-only.ts'
import { mutationsOf } from '../../../../test/support/mutations.ts'
import { buildPlist } from '../../plist/plist.ts'
import { buildEnrollmentProfile } from '../enrollment-profile.ts'
import { buildProfile } from './build-profile.ts'
import { ProfileError } from './profile-error.ts'
import { readProfile } from './read-profile.ts'

const folder = new URL('testdata/', import.meta.url)
const sample = (name: string): Buffer => readFileSync(new URL(`${name}.mobileconfig`, folder))
const findings = (bytes: Uint8Array, options = {}) =>
  readProfile(bytes, options).findings.map(({ severity, code, path }) => `${severity} ${code} ${path}`)
const fault = (bytes: Uint8Array) => {
  try {
    readProfile(bytes)
  } catch (error) {
    if (error instanceof ProfileError) return error.reason
    throw error
  }
  return undefined
}

describe('a profile', () => {
  test('shows what it is', () => {
    const { payloads, findings: found, ...profile } = readProfile(sample('school'))
    expect(profile).toEqual({
      identifier: 'org.example.school',
      uuid: '0C5B3F5E-53A5-4D43-9A4E-6E4B7C6A0000',
      displayName: 'School',
      organization: 'Example school',
      description: null,
      scope: null,
      removalDisallowed: true,
      signer: null,
      size: sample('school').length,
    })
    expect(payloads.map(({ type, title }) => [type, title])).toEqual([
      ['com.apple.wifi.managed', 'Wi-Fi'],
      ['com.apple.applicationaccess', 'Restrictions'],
    ])
    expect(found.map(({ code, message }) => [code, message])).toEqual([
      ['supervised-only', 'needs supervised devices for allowAppRemoval, blockedAppBundleIDs'],
    ])
  })

  test('shows its values as a tree, without its secrets', () => {
    const [wifi, restrictions] = readProfile(sample('school')).payloads
    const plain = { secret: false, children: [] }
    expect(wifi!.keys).toEqual([
      { key: 'SSID_STR', type: 'string', value: 'School', size: 6, ...plain },
      { key: 'HIDDEN_NETWORK', type: 'boolean', value: 'false', size: 0, ...plain },
      { key: 'AutoJoin', type: 'boolean', value: 'true', size: 0, ...plain },
      { key: 'EncryptionType', type: 'string', value: 'WPA2', size: 4, ...plain },
      { key: 'Password', type: 'string', value: null, size: 16, secret: true, children: [] },
    ])
    expect(restrictions!.keys.at(-1)).toEqual({
      key: 'blockedAppBundleIDs',
      type: 'array',
      value: null,
      secret: false,
      size: 1,
      children: [{ key: '0', type: 'string', value: 'org.example.game', size: 16, ...plain }],
    })
    expect(JSON.stringify(readProfile(sample('enrollment')))).not.toContain('hidden')
  })

  test('may be signed or binary', () => {
    const { payloads } = readProfile(sample('school'))
    const signed = readProfile(sample('signed'))
    expect(signed.payloads).toEqual(payloads)
    expect(signed.signer).toMatchObject({ subject: 'CN=Example signer, O=Example school' })
    expect(readProfile(sample('binary'))).toMatchObject({ identifier: 'org.example.school', signer: null })
    expect(findings(sample('signed'), { now: new Date('2100-01-01') })).toContain('warning signer-expired ')
  })
})

describe('what devices would refuse', () => {
  test('is found member by member', () => {
    expect(findings(sample('faults'))).toEqual([
      'error missing /PayloadIdentifier',
      'error missing /PayloadUUID',
      'error wrong-type /PayloadRemovalDisallowed',
      'error wrong-value /PayloadVersion',
      'error missing /PayloadContent/0/URL',
      'error wrong-type /PayloadContent/0/Label',
      'error wrong-type /PayloadContent/1/PayloadVersion',
      'error wrong-type /PayloadContent/4',
      'error duplicate-uuid /PayloadContent/1/PayloadUUID',
      'warning user-scope /PayloadScope',
      'warning bad-certificate /PayloadContent/3/PayloadContent',
      'warning duplicate-identifier /PayloadContent/1/PayloadIdentifier',
      'hint unknown-type /PayloadContent/1/PayloadType',
      'hint some-platforms /PayloadContent/2',
      'hint foreign-variable /PayloadContent/2/EmailAddress',
    ])
  })

  test('is another enrollment', () => {
    expect(findings(sample('enrollment'))).toEqual([
      'error mdm-identity /PayloadContent/0',
      'error mdm-inside /PayloadContent/1',
    ])
  })

  test('is what takes the place of the enrollment', () => {
    expect(findings(sample('school'), { reserved: ['org.example.school'] })).toContain(
      'error reserved-identifier /PayloadIdentifier',
    )
  })

  test('is a profile for one other device', () => {
    expect(findings(sample('encrypted'))).toEqual(['error encrypted /EncryptedPayloadContent'])
  })

  test('is our own enrollment profile too', () => {
    const ours = buildEnrollmentProfile({
      identifier: 'org.example.mdm',
      enrollment: 'e1',
      identity: 'i1',
      displayName: 'Example',
      organization: 'Example',
      mdm: {
        topic: 'com.apple.mgmt.External.x',
        serverUrl: 'https://a.example/',
        checkInUrl: 'https://a.example/',
      },
      scep: { url: 'https://a.example/scep', name: 'a', subject: [], challenge: 'c' },
    })
    expect(findings(ours)).toContain('error mdm-inside /PayloadContent/1')
  })
})

test.each([
  ['not-a-profile', 'malformed'],
  ['changed-after-signing', 'signature'],
])('%s is refused as %s', (name, reason) => {
  expect(fault(sample(name))).toBe(reason)
})

test('refuses what is too large for anybody to read', () => {
  expect(fault(Buffer.alloc(1024 * 1024 + 1, 0x20))).toBe('too-large')
  const many = buildPlist({ PayloadContent: [{ many: Array.from({ length: 10_001 }, () => true) }] })
  expect(fault(Buffer.from(many))).toBe('too-large')
  const faulty = buildPlist({ PayloadContent: Array.from({ length: 5_000 }, () => true) })
  expect(readProfile(Buffer.from(faulty)).findings).toHaveLength(200)
})

test('finds nothing wrong with what is built here', () => {
  const names = { identifier: 'a.b', uuid: 'U', displayName: 'A', organization: 'B' }
  const built = [
    buildProfile({ kind: 'passcode', minLength: 6 }, names),
    buildProfile({ kind: 'wifi', ssid: 'A', security: 'none' }, names),
    buildProfile({ kind: 'restrictions', values: { allowCamera: false } }, names),
    buildProfile({ kind: 'web-clip', label: 'A', url: 'https://a.example/' }, names),
  ]
  for (const profile of built) expect(findings(profile)).toEqual([])
})

test('no change to a sample makes it throw anything but its own error', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.mobileconfig'))
  fc.assert(
    fc.property(
      fc.constantFrom(...names).chain((name) => mutationsOf(readFileSync(new URL(name, folder)))),
      (bytes) => {
        expectOnly(ProfileError, () => readProfile(bytes, { now: new Date(0), reserved: ['a'] }))
      },
    ),
    { numRuns: 1_000 },
  )
})
