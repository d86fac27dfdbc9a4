import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { DepProfileFields } from '../contract/dep.ts'
import { certificateFacts, certificatesInFile, certificatesInText } from './certificate.ts'
import { changesBetween } from './profile-difference.ts'
import { missingPanes, wireProfile } from './profile.ts'
import { readProfileJson } from './profile-json.ts'
import { warningsOf } from './profile-warnings.ts'
import { allPanes } from './skip-setup-items.ts'
import { pem, testCertificate } from '../../test/support/test-certificate.ts'

const url = 'https://mdm.example/apple/enroll'
const fields = (more: Record<string, unknown> = {}) =>
  DepProfileFields.parse({ profileName: 'Phones', url, ...more })
const about = { ownUrl: 'https://mdm.example', now: new Date('2026-11-24T12:00:00Z') }
const told = (more: Record<string, unknown>) =>
  warningsOf(fields(more), about).map(({ pointer, code }) => `${pointer} ${code}`)

test('doubts what Apple takes but what may not do what was meant', () => {
  expect(told({})).toEqual([])
  expect(told({ url: 'http://mdm.example/x' })).toEqual(['/url another-server', '/url no-tls'])
  expect(told({ isSupervised: false, isMdmRemovable: true })).toEqual([
    '/isSupervised deprecated',
    '/awaitDeviceConfigured ignored',
  ])
  expect(told({ isMandatory: false, allowPairing: false })).toEqual([
    '/isMandatory ignored',
    '/allowPairing deprecated',
  ])
  expect(told({ language: 'en', autoAdvanceSetup: true })).toEqual(['/language pair'])
  expect(told({ language: 'qqq', region: 'DE', autoAdvanceSetup: true })).toEqual(['/language unknown'])
  expect(told({ skipSetupItems: ['Siri', 'siri', 'Registration'] })).toEqual([
    '/skipSetupItems/1 unknown',
    '/skipSetupItems/2 historical',
  ])
})

test('doubts certificates out of their time, and computers that nobody asks about', () => {
  const old = testCertificate({ notAfter: '2020-01-01' })
  expect(told({ anchorCerts: [old] })).toEqual(['/anchorCerts/0 expired'])
  expect(told({ supervisingHostCerts: [testCertificate()] })).toEqual(['/supervisingHostCerts unused'])
})

test('skipping all sends every pane that is known, and says which have become known since', () => {
  const { skip_setup_items: sent } = wireProfile(fields({ skipAllPanes: true, skipSetupItems: ['Later'] }))
  expect(sent).toEqual([...allPanes, 'Later'])
  expect(allPanes).not.toContain('Registration')
  expect(missingPanes({ skip_setup_items: sent })).toEqual([])
  expect(missingPanes({ skip_setup_items: sent!.filter((key) => key !== 'LiquidGlass') })).toEqual([
    'LiquidGlass',
  ])
})

test('reads a profile with Apple’s names, as Apple understands what is left out', () => {
  const {
    fields: read,
    unknown,
    errors,
    warnings,
  } = readProfileJson({
    profile_name: 'Old',
    url,
    supervised: true,
    org_magic: '',
    department: null,
    support_phone_number: '0'.repeat(51),
    skip_setup_items: ['Siri'],
    anchor_certs: [pem(testCertificate())],
    supervising_host_certs: ['AAAA'],
    devices: [],
    profile_uuid: 'A'.repeat(32),
    is_shiny: true,
    skip_all_panes: true,
  })
  expect(read).toMatchObject({ isSupervised: true, isMdmRemovable: true, awaitDeviceConfigured: false })
  expect(read).not.toHaveProperty('orgMagic')
  expect(read.anchorCerts).toEqual([testCertificate()])
  expect(unknown).toEqual(['is_shiny', 'skip_all_panes'])
  expect(errors.map(({ pointer }) => pointer)).toEqual([
    '/json/support_phone_number',
    '/json/supervising_host_certs/0',
  ])
  expect(warnings.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
    '/json/supervised misspelt',
    '/json/devices not-taken',
    '/json/profile_uuid not-taken',
  ])
})

test('reads certificates in PEM, DER, base64 and the base64 of addresses', () => {
  const base64 = testCertificate()
  const der = Buffer.from(base64, 'base64')
  expect(certificatesInFile(der)).toHaveLength(1)
  expect(certificatesInFile(Buffer.from(pem(base64) + pem(base64)))).toHaveLength(2)
  expect(certificatesInText(der.toString('base64url'))?.[0]?.raw).toEqual(der)
  expect(certificatesInText('AAAA')).toBeUndefined()
  expect(certificatesInText(pem(base64) + pem('AAAA'))).toBeUndefined()
  expect(certificatesInFile(Buffer.concat([der, Buffer.from([0])]))).toBeUndefined()
  expect(certificateFacts(certificatesInFile(der)![0]!, about.now)).toMatchObject({
    der: base64,
    state: 'valid',
    subject: 'CN=test',
    fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
  })
})

test('tells what differs, lists as sets', () => {
  const before = fields({ skipSetupItems: ['Siri', 'Zoom'], department: null })
  const after = fields({ skipSetupItems: ['Zoom', 'TOS'], allowPairing: false, orgMagic: 'x' })
  expect(changesBetween(before, after)).toEqual([
    { field: 'allowPairing', before: true, after: false },
    {
      field: 'skipSetupItems',
      before: ['Siri', 'Zoom'],
      after: ['Zoom', 'TOS'],
      added: ['TOS'],
      removed: ['Siri'],
    },
    { field: 'orgMagic', before: null, after: 'x' },
  ])
  expect(changesBetween(before, fields({ skipSetupItems: ['Zoom', 'Siri'] }))).toEqual([])
})

test('whatever is pasted or uploaded is read or named, never a crash', () => {
  const names = fc.constantFrom(
    'profile_name',
    'url',
    'anchor_certs',
    'skip_setup_items',
    'supervised',
    '__proto__',
    'toString',
  )
  const members = fc.dictionary(fc.oneof(names, fc.string()), fc.jsonValue(), { noNullPrototype: false })
  fc.assert(
    fc.property(members, (json) => {
      const { fields: read, unknown, warnings, errors } = readProfileJson(json)
      expect(Object.keys(read).every((name) => name in DepProfileFields.shape)).toBe(true)
      const told = Object.keys(json).length
      expect(unknown.length + warnings.length + errors.length).toBeLessThanOrEqual(told * 40)
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(), (noise, at) => {
      const der = Buffer.from(testCertificate(), 'base64')
      der.set(noise.slice(0, der.length - (at % der.length)), at % der.length)
      certificatesInFile(der)
      certificatesInFile(Buffer.from(noise))
      certificatesInText(Buffer.from(noise).toString('latin1'))
    }),
  )
})
