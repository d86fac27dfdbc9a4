import { generateKeyPairSync } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectOnly } from '../../../test/support/expect-only.ts'
import { certificateExtension, CertificateError, issuerAndSerial } from './certificate.ts'
import { extension } from './extension.ts'
import { selfSignedCertificate } from './issue-certificate.ts'

const certificate = selfSignedCertificate({
  subject: [{ type: 'CN', value: 'damaged' }],
  key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  notBefore: new Date(0),
  notAfter: new Date(1_000_000),
  extensions: [extension.basicConstraints(false)],
})

test('bytes that are no certificate are refused', () => {
  expect(() => issuerAndSerial(Buffer.from('3000', 'hex'))).toThrow(CertificateError)
  expect(() => issuerAndSerial(Buffer.alloc(100_000, 0x30))).toThrow(CertificateError)
})

test('random, cut and changed bytes throw nothing but the own error', () => {
  const changed = fc
    .tuple(fc.nat(certificate.length - 1), fc.nat(255), fc.nat(certificate.length))
    .map(([at, byte, end]) => {
      const copy = Buffer.from(certificate)
      copy[at] = byte
      return copy.subarray(0, end < copy.length / 2 ? end : copy.length)
    })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), changed), (bytes) => {
      expectOnly(CertificateError, () => issuerAndSerial(bytes))
      expectOnly(CertificateError, () => certificateExtension(bytes, '2.5.29.19'))
    }),
    { numRuns: 1_000 },
  )
})
