import { createSign, generateKeyPairSync } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectOnly } from '../../../test/support/expect-only.ts'
import { openssl } from '../../../test/support/openssl.ts'
import { bitString, integer, nul, oid, readAsn1, seq, tlv } from '../asn1/asn1.ts'
import { createCsr, CsrError, readCsr } from './csr.ts'
import { writeName } from './name.ts'
import { pem } from './pem.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const subject = [
  { type: 'O' as const, value: 'Schule am Übersee' },
  { type: 'CN' as const, value: 'C02ABC' },
]

describe('a request', () => {
  test.each([
    ['RSA', rsa],
    ['EC', ec],
  ])('with an %s key comes back whole', (_, { privateKey, publicKey }) => {
    const csr = readCsr(createCsr({ subject, key: privateKey, challengePassword: 'geheim-é' }))
    expect(csr.subject).toEqual(subject)
    expect(csr.challengePassword).toBe('geheim-é')
    expect(csr.publicKey.equals(publicKey)).toBe(true)
  })

  test('without a challenge says so', () => {
    expect(readCsr(createCsr({ subject, key: ec.privateKey })).challengePassword).toBeUndefined()
  })

  test('satisfies openssl', () => {
    const csr = createCsr({ subject, key: rsa.privateKey, challengePassword: 'abc' })
    const args = ['req', '-in', 'a.csr', '-verify', '-noout', '-text', '-nameopt', 'utf8']
    const text = openssl(args, { 'a.csr': pem('CERTIFICATE REQUEST', csr) }).toString()
    expect(text).toContain('O=Schule am Übersee, CN=C02ABC')
    expect(text).toMatch(/challengePassword\s+:abc/)
  })

  test('made by openssl is read', () => {
    const config = [
      '[req]\ndistinguished_name=dn\nattributes=at\nprompt=no\nstring_mask=MASK:0x0002',
      '[dn]\nC=US\nCN=mac.example\nemailAddress=a@b.example\n[at]\nchallengePassword=open sesame\n',
    ].join('\n')
    const key = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' })
    const args = ['req', '-new', '-config', 'a.cnf', '-key', 'a.key', '-sha1', '-outform', 'der']
    expect(readCsr(openssl(args, { 'a.cnf': config, 'a.key': key }))).toMatchObject({
      subject: [
        { type: 'C', value: 'US' },
        { type: 'CN', value: 'mac.example' },
      ],
      challengePassword: 'open sesame',
    })
  })

  test('of a Mac of 2016, with version 2, RSA 1024 and SHA-1, is read', () => {
    const old = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const info = seq(
      integer(2),
      writeName(subject),
      old.publicKey.export({ type: 'spki', format: 'der' }),
      tlv(0xa0),
    )
    const signature = createSign('sha1').update(info).sign(old.privateKey)
    const csr = seq(info, seq(oid('1.2.840.113549.1.1.5'), nul()), bitString(signature))
    expect(readCsr(csr).publicKey.equals(old.publicKey)).toBe(true)
  })
})

describe('refused', () => {
  const csr = createCsr({ subject, key: ec.privateKey, challengePassword: 'abc' })

  test('a request that was changed after it was signed', () => {
    const changed = Buffer.from(csr)
    changed[changed.indexOf('C02ABC')] = 0x44
    expect(() => readCsr(changed)).toThrow('not signed by its own key')
  })

  test('one signed by another key', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    const info = readAsn1(csr).children[0]?.raw ?? Buffer.alloc(0)
    const algorithm = seq(oid('1.2.840.10045.4.3.2'))
    const signature = createSign('sha256').update(info).sign(privateKey)
    expect(() => readCsr(seq(info, algorithm, bitString(signature)))).toThrow('not signed by its own key')
  })

  test('random, cut and changed bytes, with nothing but the own error', () => {
    const changed = fc
      .tuple(fc.nat(csr.length - 1), fc.nat(255), fc.nat(csr.length))
      .map(([at, byte, end]) => {
        const copy = Buffer.from(csr)
        copy[at] = byte
        return copy.subarray(0, end < copy.length / 2 ? end : copy.length)
      })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), changed), (bytes) => {
        expectOnly(CsrError, () => readCsr(bytes))
      }),
      { numRuns: 1_000 },
    )
  })
})
