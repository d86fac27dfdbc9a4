import { createHash, generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { signData } from '../cms/sign-data.ts'
import { buildPlist } from '../plist/plist.ts'
import { issueCertificate, selfSignedCertificate } from '../x509/issue-certificate.ts'
import { extension } from '../x509/extension.ts'
import { pem } from '../x509/pem.ts'
import { appleDeviceCa, readTrustAnchors } from './apple-device-ca.ts'
import { MachineInfoError, signMachineInfo, verifyMachineInfo, type MachineInfo } from './machine-info.ts'

const testdata = (name: string) => readFileSync(new URL(`testdata/${name}`, import.meta.url))
/** As dead as Apple's: nobody may look at them. */
const dates = { notBefore: new Date('2007-04-16'), notAfter: new Date('2014-04-16') }

function authority(name: string) {
  const { privateKey: key, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const subject = [{ type: 'CN', value: name } as const]
  const extensions = [extension.basicConstraints(true)]
  const certificate = selfSignedCertificate({ subject, key, ...dates, extensions })
  return { key, publicKey, certificate, subject }
}

function identityFrom(issuer: Pick<ReturnType<typeof authority>, 'key' | 'subject'>) {
  const { privateKey: key, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const certificate = issueCertificate({
    subject: [{ type: 'CN', value: 'a device' }],
    publicKey,
    issuer: { name: issuer.subject },
    issuerKey: issuer.key,
    ...dates,
    extensions: [],
  })
  return { key, certificate }
}

const info: MachineInfo = {
  udid: '00008110-001A2B3C4D5E801E',
  serial: 'F2LXK1ZLJGH5',
  product: 'iPhone14,7',
  build: '22A3351',
  osVersion: '18.0',
  imei: '35 123456 789012 3',
  meid: '35123456789012',
  language: 'en',
  canRequestSoftwareUpdate: true,
}

let ca: ReturnType<typeof authority>
let device: ReturnType<typeof identityFrom>
beforeAll(() => {
  ca = authority('Test Device CA')
  device = identityFrom(ca)
})

const refusal = (bytes: Uint8Array, anchors = [ca.publicKey]) => {
  try {
    verifyMachineInfo(bytes, anchors)
  } catch (error) {
    expect(error).toBeInstanceOf(MachineInfoError)
    return (error as MachineInfoError).reason
  }
  return 'accepted'
}

test('the built-in key is Apple’s', () => {
  const spki = appleDeviceCa.export({ type: 'spki', format: 'der' })
  expect(createHash('sha256').update(spki).digest('hex')).toBe(
    '13686ec675f9fd26a123adb17b5533f593cf451edd6105ae39b748277a3922e5',
  )
})

test.each([
  ['MachineInfo.1.plist', info],
  [
    'MachineInfo.2.plist',
    {
      udid: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
      serial: 'F9FXK1ZLJF8J',
      product: 'iPad7,5',
      build: '19H384',
      canRequestSoftwareUpdate: false,
    },
  ],
])('reads %s', (name, expected) => {
  expect(verifyMachineInfo(signData(testdata(name), device), [ca.publicKey])).toEqual(expected)
})

test.each([
  { indefinite: true },
  { digest: 'sha1' },
  { signedAttributes: false },
  { indefinite: true, digest: 'sha1', signedAttributes: false },
] as const)('takes every form that devices sign in: %j', (form) => {
  expect(verifyMachineInfo(signMachineInfo(info, device, form), [appleDeviceCa, ca.publicKey])).toEqual(info)
})

test('takes anchors as certificates too', () => {
  const anchors = readTrustAnchors(`some text\n${pem('CERTIFICATE', ca.certificate)}`)
  expect(anchors).toHaveLength(1)
  expect(verifyMachineInfo(signMachineInfo(info, device), anchors)).toEqual(info)
  expect(() => readTrustAnchors('nothing')).toThrow('no certificate')
})

test('does not trust another issuer, even one of the same name with its certificate in the message', () => {
  const impostor = authority('Test Device CA')
  const stranger = { ...identityFrom(impostor), chain: [impostor.certificate] }
  expect(refusal(signMachineInfo(info, stranger))).toBe('untrusted-signer')
  expect(refusal(signMachineInfo(info, device), [appleDeviceCa])).toBe('untrusted-signer')
  expect(refusal(signMachineInfo(info, device), [])).toBe('untrusted-signer')
})

test('does not trust a certificate that an issuer below the anchor has issued', () => {
  const { key, certificate } = device
  const below = { key, subject: [{ type: 'CN', value: 'a device' } as const] }
  const grandchild = { ...identityFrom(below), chain: [certificate, ca.certificate] }
  expect(refusal(signMachineInfo(info, grandchild))).toBe('untrusted-signer')
})

test('survives an anchor of another kind of key', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  expect(refusal(signMachineInfo(info, device), [publicKey])).toBe('untrusted-signer')
})

test('refuses a changed message, another kind of message, and too much of it', () => {
  const signed = signMachineInfo(info, device)
  const at = signed.indexOf('F2LXK1ZLJGH5')
  const changed = Buffer.from(signed)
  changed.write('X', at)
  expect(refusal(changed)).toBe('bad-signature')
  expect(refusal(signed.subarray(0, 300))).toBe('not-signed')
  expect(refusal(testdata('MachineInfo.1.plist'))).toBe('not-signed')
  expect(refusal(signData(testdata('MachineInfo.1.plist'), device, { detached: true }))).toBe('not-signed')
  expect(refusal(Buffer.alloc(64 * 1024 + 1, 0x30))).toBe('too-large')
})

test('refuses a signed message that says too little', () => {
  const say = (text: string) => refusal(signData(Buffer.from(text), device))
  expect(say(buildPlist({ UDID: 'U', PRODUCT: 'iPhone14,7', VERSION: '22A' }))).toBe('incomplete')
  expect(say(buildPlist([]))).toBe('incomplete')
  expect(say('not a property list')).toBe('incomplete')
})

test('throws nothing but MachineInfoError, whatever the bytes', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void refusal(bytes)))
  const signed = signMachineInfo(info, device)
  fc.assert(
    fc.property(fc.nat({ max: signed.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const damaged = Buffer.from(signed)
      damaged.writeUInt8(damaged.readUInt8(at) ^ flip, at)
      refusal(damaged)
    }),
  )
})
