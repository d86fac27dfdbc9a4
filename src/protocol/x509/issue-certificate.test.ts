import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openssl } from '../../../test/support/openssl.ts'
import { readAsn1 } from '../asn1/asn1.ts'
import { certificateExtension, certificateParts, issuerAndSerial, keyIdOf } from './certificate.ts'
import { extension } from './extension.ts'
import { issueCertificate, selfSignedCertificate } from './issue-certificate.ts'
import { readName } from './name.ts'
import { pem } from './pem.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const dates = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2060-01-01T00:00:00Z') }

const caOf = (key: typeof rsa.privateKey): X509Certificate =>
  new X509Certificate(
    selfSignedCertificate({
      subject: [
        { type: 'C', value: 'DE' },
        { type: 'O', value: 'Müller & Söhne' },
        { type: 'CN', value: 'Muster CA' },
      ],
      key,
      ...dates,
      extensions: [
        extension.basicConstraints(true),
        extension.keyUsage('digitalSignature', 'keyEncipherment', 'keyCertSign', 'cRLSign'),
        extension.subjectKeyId(createPublicKey(key)),
      ],
    }),
  )
const ca = caOf(rsa.privateKey)

const leafOf = (issuer: X509Certificate, issuerKey: typeof rsa.privateKey): Buffer =>
  issueCertificate({
    subject: [
      { type: 'CN', value: 'C02ABC' },
      { type: 'UID', value: 'user-1' },
      { type: 'serialNumber', value: 'C02ABC' },
    ],
    publicKey: ec.publicKey,
    issuer: { certificate: issuer },
    issuerKey,
    ...dates,
    extensions: [
      extension.basicConstraints(false),
      extension.extendedKeyUsage('clientAuth'),
      extension.authorityKeyId(issuer),
      extension.subjectAltName(
        { type: 'dns', value: 'muster.example' },
        { type: 'ip', value: '192.0.2.7' },
        { type: 'ip', value: '2001:db8::7' },
      ),
      extension.custom('1.3.6.1.4.1.99999.1', Buffer.from('0c0361c3a4', 'hex')),
    ],
  })

describe('a certificate', () => {
  test.each([
    ['RSA', rsa.privateKey],
    ['EC', ec.privateKey],
  ])('of an %s authority verifies with openssl as a chain', (_, key) => {
    const issuer = caOf(key)
    const files = { 'ca.pem': issuer.toString(), 'leaf.pem': pem('CERTIFICATE', leafOf(issuer, key)) }
    const args = ['verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', 'ca.pem', 'leaf.pem']
    expect(openssl(args, files).toString()).toBe('leaf.pem: OK\n')
  })

  test('reads in openssl as it was ordered', () => {
    const args = [
      'x509',
      '-in',
      'leaf.der',
      '-inform',
      'der',
      '-noout',
      '-text',
      '-nameopt',
      'utf8,sep_comma_plus',
    ]
    const text = openssl(args, { 'leaf.der': leafOf(ca, rsa.privateKey) }).toString()
    expect(text).toContain('Issuer: C=DE,O=Müller & Söhne,CN=Muster CA')
    expect(text).toContain('Subject: CN=C02ABC,UID=user-1,serialNumber=C02ABC')
    expect(text).toContain('Not After : Jan  1 00:00:00 2060 GMT')
    expect(text).toContain('DNS:muster.example, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7')
    expect(text).toContain('TLS Web Client Authentication')
  })

  test('carries the key usage that was asked for', () => {
    const text = openssl(['x509', '-in', 'ca.pem', '-noout', '-text'], { 'ca.pem': ca.toString() }).toString()
    expect(text).toContain('Digital Signature, Key Encipherment, Certificate Sign, CRL Sign')
    expect(certificateExtension(ca.raw, '2.5.29.15')?.toString('hex')).toBe('030201a6')
  })

  test('has a positive serial number of at most 20 bytes, another one each time', () => {
    const serials = Array.from({ length: 50 }, () => caOf(ec.privateKey).serialNumber)
    expect(new Set(serials).size).toBe(50)
    expect(serials.every((serial) => /^[4-7][0-9A-F]{31}$/.test(serial))).toBe(true)
  })

  test('refuses a serial number of 21 bytes or zero', () => {
    const order = { subject: [], key: ec.privateKey, ...dates, extensions: [] }
    expect(() => selfSignedCertificate({ ...order, serial: Buffer.alloc(20, 0xff) })).toThrow(RangeError)
    expect(() => selfSignedCertificate({ ...order, serial: Buffer.alloc(4) })).toThrow(RangeError)
    const certificate = new X509Certificate(
      selfSignedCertificate({ ...order, serial: Buffer.alloc(19, 0xff) }),
    )
    expect(certificate.serialNumber).toBe('FF'.repeat(19))
  })

  test('keeps any name that has only characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (value) => {
        const order = {
          subject: [{ type: 'CN' as const, value }],
          key: ec.privateKey,
          ...dates,
          extensions: [],
        }
        const certificate = selfSignedCertificate(order)
        expect(new X509Certificate(certificate).verify(ec.publicKey)).toBe(true)
        expect(readName(certificateParts(readAsn1(certificate)).subject)).toEqual(order.subject)
      }),
      { numRuns: 50 },
    )
  })
})

describe('reading', () => {
  test('gives out an extension or nothing', () => {
    const leaf = leafOf(ca, rsa.privateKey)
    expect(certificateExtension(leaf, '1.3.6.1.4.1.99999.1')?.toString('hex')).toBe('0c0361c3a4')
    expect(certificateExtension(leaf, '1.3.6.1.4.1.99999.2')).toBeUndefined()
  })

  test('cuts issuer and serial number as openssl writes them', () => {
    const leaf = leafOf(ca, rsa.privateKey)
    const value = issuerAndSerial(leaf).toString('hex')
    expect(value).toContain(new X509Certificate(leaf).serialNumber.toLowerCase())
    expect(value).toContain(Buffer.from('Müller & Söhne').toString('hex'))
  })

  test('computes the identifier of a key as openssl does', () => {
    const text = openssl(['x509', '-in', 'ca.pem', '-noout', '-ext', 'subjectKeyIdentifier'], {
      'ca.pem': ca.toString(),
    })
    const expected = keyIdOf(rsa.publicKey).toString('hex').toUpperCase().match(/../g)?.join(':')
    expect(text.toString()).toContain(expected)
  })
})
