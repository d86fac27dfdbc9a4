import { randomBytes, X509Certificate } from 'node:crypto'
import * as fc from 'fast-check'
import forge from 'node-forge'
import { describe, expect, test } from 'vitest'
import { expectOnly } from '../../../test/support/expect-only.ts'
import { newIdentity } from '../../../test/support/identity.ts'
import { mutationsOf } from '../../../test/support/mutations.ts'
import { openssl } from '../../../test/support/openssl.ts'
import type { Cipher } from '../cms/ciphers.ts'
import { encryptTo } from '../cms/encrypt-to.ts'
import { signData } from '../cms/sign-data.ts'
import { verifySignedData } from '../cms/verify-signed-data.ts'
import type { Digest } from '../x509/algorithms.ts'
import { createCsr } from '../x509/csr.ts'
import { pem } from '../x509/pem.ts'
import { scepCapabilities } from './capabilities.ts'
import { writeCertRep } from './cert-rep.ts'
import { createPkcsReq, readCertRep } from './client.ts'
import { readMessageParameter, readPkiRequest } from './pki-request.ts'
import { ScepError } from './scep-error.ts'

const ca = newIdentity('authority')
const signer = newIdentity('throw-away')
const device = newIdentity('device')
const csr = createCsr({
  subject: [{ type: 'CN', value: 'C02ABC' }],
  key: device.key,
  challengePassword: 'once',
})
const order = { csr, caCertificate: ca.certificate, signer, transactionId: 'DEADBEEF' }
const request = readPkiRequest(createPkcsReq(order), ca)

const pairs = (['des', 'des3', 'aes128', 'aes192', 'aes256'] as const).flatMap((cipher) =>
  (['sha1', 'sha256'] as const).map((digest): [Cipher, Digest] => [cipher, digest]),
)

test('the capabilities stand one on a line', () => {
  expect(scepCapabilities.split('\n')).toContain('POSTPKIOperation')
})

describe('a request', () => {
  test.each(pairs)('in %s and %s reaches the authority', (cipher, digest) => {
    for (const indefinite of [false, true]) {
      const senderNonce = randomBytes(16)
      const read = readPkiRequest(createPkcsReq({ ...order, cipher, digest, indefinite, senderNonce }), ca)
      expect(read).toMatchObject({
        messageType: 'PKCSReq',
        transactionId: 'DEADBEEF',
        senderNonce,
        cipher,
        digest,
      })
      expect(read.csr).toMatchObject({
        subject: [{ type: 'CN', value: 'C02ABC' }],
        challengePassword: 'once',
      })
      expect(read.signer.raw).toEqual(signer.certificate)
    }
  })

  test('for a renewal says so', () => {
    expect(readPkiRequest(createPkcsReq({ ...order, messageType: 'RenewalReq' }), ca).messageType).toBe(
      'RenewalReq',
    )
  })

  test('in a query parameter may be written in either alphabet', () => {
    const message = createPkcsReq(order)
    const base64 = message.toString('base64')
    for (const text of [base64, base64.replaceAll('+', ' '), message.toString('base64url')]) {
      expect(readMessageParameter(text)).toEqual(message)
    }
    expect(() => readMessageParameter('%41')).toThrow(ScepError)
    expect(() => readMessageParameter('')).toThrow(ScepError)
  })
})

describe('refused', () => {
  const sentence = 'The message does not hold a certification request for this authority'
  const signed = (content: Buffer): Buffer => createPkcsReq({ ...order, csr: content })

  test('a request for another authority, in the words for one that holds no CSR', () => {
    const elsewhere = { certificate: ca.certificate, key: newIdentity('other').key }
    expect(() => readPkiRequest(createPkcsReq(order), elsewhere)).toThrow(sentence)
    expect(() => readPkiRequest(signed(Buffer.from('no csr')), ca)).toThrow(sentence)
  })

  test('a message without the attributes of SCEP', () => {
    expect(() => readPkiRequest(signData(encryptTo(csr, ca.certificate), signer), ca)).toThrow(
      'no usable messageType',
    )
  })

  test('a signer to whom nothing can be encrypted', () => {
    expect(() => readPkiRequest(createPkcsReq({ ...order, signer: newIdentity('ec', 'ec') }), ca)).toThrow(
      'No answer can be encrypted',
    )
  })

  test('more than 64 KiB', () => {
    expect(() => readPkiRequest(Buffer.alloc(65_537, 0x30), ca)).toThrow('too long')
  })

  test('an answer in place of a request, and the other way around', () => {
    const answer = writeCertRep(request, ca, { certificate: device.certificate })
    expect(() => readPkiRequest(answer, ca)).toThrow(ScepError)
    expect(() => readCertRep(createPkcsReq(order), ca)).toThrow('not an answer')
  })

  test('random, cut and changed bytes, with nothing but the own error', () => {
    const requests = [createPkcsReq(order), createPkcsReq({ ...order, indefinite: true })]
    const answers = [
      writeCertRep(request, ca, { certificate: device.certificate }),
      writeCertRep(request, ca, { failInfo: 'badRequest' }),
    ]
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), ...[...requests, ...answers].map(mutationsOf)), (bytes) => {
        expectOnly(ScepError, () => readPkiRequest(bytes, ca))
        expectOnly(ScepError, () => readCertRep(bytes, signer))
      }),
      { numRuns: 500 },
    )
  })
})

describe('an answer', () => {
  test.each(pairs)('in %s and %s reaches the client', (cipher, digest) => {
    const request = readPkiRequest(createPkcsReq({ ...order, cipher, digest }), ca)
    const answer = readCertRep(writeCertRep(request, ca, { certificate: device.certificate }), signer)
    expect(answer).toMatchObject({
      status: 'success',
      transactionId: 'DEADBEEF',
      certificate: device.certificate,
      recipientNonce: request.senderNonce,
    })
    expect(answer.signer.raw).toEqual(ca.certificate)
  })

  test.each(['badAlg', 'badMessageCheck', 'badRequest', 'badTime', 'badCertId'] as const)(
    'that refuses with %s says so and has no content',
    (failInfo) => {
      const answer = writeCertRep(request, ca, { failInfo })
      expect(readCertRep(answer, signer)).toMatchObject({
        status: 'failure',
        failInfo,
        transactionId: 'DEADBEEF',
      })
      expect(openssl(['asn1parse', '-inform', 'der', '-in', 'a'], { a: answer }).toString()).not.toContain(
        'envelopedData',
      )
    },
  )

  test('repeats a transaction of any characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (transactionId) => {
        const request = readPkiRequest(createPkcsReq({ ...order, transactionId }), ca)
        expect(readCertRep(writeCertRep(request, ca, { failInfo: 'badRequest' }), signer).transactionId).toBe(
          transactionId,
        )
      }),
      { numRuns: 20 },
    )
  })

  test('is verified and decrypted by openssl', () => {
    const answer = writeCertRep(request, ca, { certificate: device.certificate })
    const verify = [
      'cms',
      '-verify',
      '-binary',
      '-inform',
      'der',
      '-in',
      'a',
      '-CAfile',
      'ca.pem',
      '-purpose',
      'any',
    ]
    const envelope = openssl(verify, { a: answer, 'ca.pem': pem('CERTIFICATE', ca.certificate) })
    const decrypt = ['cms', '-decrypt', '-binary', '-inform', 'der', '-in', 'e', '-recip', 'c', '-inkey', 'k']
    const content = openssl(decrypt, {
      e: envelope,
      c: pem('CERTIFICATE', signer.certificate),
      k: signer.key.export({ type: 'pkcs8', format: 'pem' }),
    })
    const list = openssl(['pkcs7', '-inform', 'der', '-in', 'p', '-print_certs'], { p: content }).toString()
    expect(list.match(/BEGIN CERTIFICATE/g)).toHaveLength(1)
    expect(list).toContain(new X509Certificate(device.certificate).toString())
  })

  test.each(['des', 'des3', 'aes256'] as const)('in %s is read by node-forge', (cipher) => {
    const request = readPkiRequest(createPkcsReq({ ...order, cipher }), ca)
    const answer = writeCertRep(request, ca, { certificate: device.certificate })
    const envelope = pkcs7Of(verifySignedData(answer).content)
    if (!('recipients' in envelope) || !envelope.recipients[0])
      throw new Error('node-forge found no recipient')
    const key = signer.key.export({ type: 'pkcs8', format: 'pem' }).toString()
    envelope.decrypt(envelope.recipients[0], forge.pki.privateKeyFromPem(key))
    const content = forge.util.createBuffer(envelope.content ?? '').getBytes()
    const list = pkcs7Of(Buffer.from(content, 'binary'))
    if (!('certificates' in list) || !list.certificates[0]) throw new Error('node-forge found no certificate')
    expect(forge.pki.certificateToPem(list.certificates[0]).replaceAll('\r', '')).toBe(
      new X509Certificate(device.certificate).toString(),
    )
  })

  test('names its hash plainly, for iOS crashed on the name of a signature there', () => {
    const answer = writeCertRep(request, ca, { failInfo: 'badRequest' })
    const text = openssl(['cms', '-cmsout', '-print', '-inform', 'der', '-in', 'a'], { a: answer }).toString()
    expect([...text.matchAll(/algorithm: (\S+)/g)].map(([, name]) => name)).toContain('sha256')
    expect(text).toMatch(/digestAlgorithm:\s+algorithm: sha256 /)
  })
})

const pkcs7Of = (bytes: Buffer) => forge.pkcs7.messageFromAsn1(forge.asn1.fromDer(bytes.toString('binary')))
