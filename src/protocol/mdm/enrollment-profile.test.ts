import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { signData } from '../cms/sign-data.ts'
import { buildPlist, type PlistDict } from '../plist/plist.ts'
import { selfSignedCertificate } from '../x509/issue-certificate.ts'
import { buildEnrollmentProfile, enrollmentProfile, type EnrollmentProfile } from './enrollment-profile.ts'
import { MdmError } from './mdm-error.ts'
import { readEnrollmentProfile } from './read-enrollment-profile.ts'
import { stableUuid } from './stable-uuid.ts'

const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const dates = { notBefore: new Date('2026-01-01'), notAfter: new Date('2027-01-01') }
const root = selfSignedCertificate({
  subject: [{ type: 'CN', value: 'root' }],
  key,
  ...dates,
  extensions: [],
})

const options: EnrollmentProfile = {
  identifier: 'example.muster.enrollment',
  enrollment: 'enrollment-1',
  identity: 'certificate-1',
  displayName: 'Muster',
  organization: 'Organization',
  description: 'Lets the organization look after this device.',
  mdm: {
    topic: 'com.apple.mgmt.External.test',
    serverUrl: 'https://mdm.example/apple/mdm',
    checkInUrl: 'https://mdm.example/apple/check-in',
  },
  scep: {
    url: 'https://mdm.example/apple/scep',
    name: 'Muster',
    subject: [
      { type: 'O', value: 'Organization' },
      { type: 'CN', value: 'F2LXK1ZLJGH5' },
    ],
    challenge: 'once only',
    caFingerprint: Buffer.alloc(32, 7),
  },
  trustedRoots: [root],
}

test('a device finds in the profile what it needs', () => {
  const { profile, mdm, scep, trustedRoots, signer } = readEnrollmentProfile(buildEnrollmentProfile(options))
  expect(profile).toMatchObject({
    PayloadIdentifier: 'example.muster.enrollment',
    PayloadRemovalDisallowed: false,
  })
  expect(mdm).toMatchObject({
    Topic: 'com.apple.mgmt.External.test',
    ServerURL: 'https://mdm.example/apple/mdm',
    CheckInURL: 'https://mdm.example/apple/check-in',
    SignMessage: true,
    AccessRights: 8191,
    CheckOutWhenRemoved: true,
    ServerCapabilities: ['com.apple.mdm.per-user-connections'],
    IdentityCertificateUUID: scep.PayloadUUID,
  })
  expect(scep).toMatchObject({
    URL: 'https://mdm.example/apple/scep',
    Subject: [[['O', 'Organization']], [['CN', 'F2LXK1ZLJGH5']]],
    Challenge: 'once only',
    Keysize: 2048,
    'Key Type': 'RSA',
    'Key Usage': 5,
    CAFingerprint: Buffer.alloc(32, 7),
  })
  expect(trustedRoots).toEqual([root])
  expect(signer).toBeUndefined()
})

test('reads a signed profile and tells who signed it', () => {
  const signed = signData(buildEnrollmentProfile(options), { certificate: root, key })
  expect(readEnrollmentProfile(signed).signer?.subject).toBe('CN=root')
  const changed = Buffer.from(signed)
  changed.write('evil', changed.indexOf('mdm.example'))
  expect(() => readEnrollmentProfile(changed)).toThrow(MdmError)
})

test('issued again, everything keeps its identity; another certificate changes only its own payload', () => {
  const uuids = (o: EnrollmentProfile) => {
    const { profile, mdm, scep } = readEnrollmentProfile(buildEnrollmentProfile(o))
    return { profile: profile.PayloadUUID, mdm: mdm.PayloadUUID, scep: scep.PayloadUUID }
  }
  const first = uuids(options)
  expect(uuids({ ...options, scep: { ...options.scep, challenge: 'another' } })).toEqual(first)
  const renewed = uuids({ ...options, identity: 'certificate-2' })
  expect(renewed).toEqual({ ...first, scep: renewed.scep })
  expect(renewed.scep).not.toBe(first.scep)
  expect(uuids({ ...options, enrollment: 'enrollment-2' }).mdm).not.toBe(first.mdm)
})

test('can forbid its removal', () => {
  const { profile } = readEnrollmentProfile(buildEnrollmentProfile({ ...options, removable: false }))
  expect(profile.PayloadRemovalDisallowed).toBe(true)
})

test('stable UUIDs look like UUIDs and do not run names together', () => {
  expect(stableUuid('a', 'bc')).toMatch(
    /^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/,
  )
  expect(stableUuid('a', 'bc')).not.toBe(stableUuid('ab', 'c'))
})

test.each<[string, (profile: PlistDict, payloads: PlistDict[]) => void]>([
  ['no MDM payload', (_, payloads) => void payloads.splice(2, 1)],
  ['two SCEP payloads', (_, payloads) => void payloads.push(payloads[1]!)],
  ['another identity', (_, payloads) => void (payloads[2]!['IdentityCertificateUUID'] = 'X')],
  ['a foreign topic', (_, payloads) => void (payloads[2]!['Topic'] = 'com.example')],
  ['no rights', (_, payloads) => void (payloads[2]!['AccessRights'] = 0)],
  [
    'a flat subject',
    (_, payloads) => void ((payloads[1]!['PayloadContent'] as PlistDict)['Subject'] = [['CN', 'x']]),
  ],
  ['another type', (profile) => void (profile['PayloadType'] = 'Profile Service')],
])('refuses a profile with %s', (_, change) => {
  const profile = enrollmentProfile(options)
  change(profile, profile['PayloadContent'] as PlistDict[])
  expect(() => readEnrollmentProfile(Buffer.from(buildPlist(profile)))).toThrow(MdmError)
})
