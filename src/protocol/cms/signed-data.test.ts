import { X509Certificate } from 'node:crypto'
import * as fc from 'fast-check'
import { CryptoEngine, ContentInfo, setEngine, SignedData } from 'pkijs'
import { describe, expect, test } from 'vitest'
import { expectOnly } from '../../../test/support/expect-only.ts'
import { newIdentity } from '../../../test/support/identity.ts'
import { mutationsOf } from '../../../test/support/mutations.ts'
import { openssl } from '../../../test/support/openssl.ts'
import { explicit, octetString, oid, printableString, seq } from '../asn1/asn1.ts'
import { textOf } from '../asn1/read-values.ts'
import { pem } from '../x509/pem.ts'
import { signingTimeAttribute } from './attribute.ts'
import { CmsError } from './cms-error.ts'
import { signData, type SignOptions } from './sign-data.ts'
import { certificatesOnly, readCertificatesOnly } from './certificates-only.ts'
import { verifySignedData } from './verify-signed-data.ts'

const rsa = newIdentity('signer')
const ec = newIdentity('ec signer', 'ec')
const other = newIdentity('other', 'ec')
const content = Buffer.from('<plist>€</plist>'.repeat(200))

const shapes = fc.record<
  Required<Pick<SignOptions, 'digest' | 'indefinite' | 'signedAttributes' | 'detached'>>
>({
  digest: fc.constantFrom('sha1', 'sha256', 'sha384', 'sha512'),
  indefinite: fc.boolean(),
  signedAttributes: fc.boolean(),
  detached: fc.boolean(),
})

describe('what is signed here', () => {
  test('verifies, in every shape', () => {
    fc.assert(
      fc.property(
        shapes,
        fc.uint8Array({ maxLength: 3_000 }),
        fc.constantFrom(rsa, ec),
        (options, bytes, signer) => {
          const message = signData(bytes, signer, options)
          const verified = verifySignedData(message, options.detached ? { detached: bytes } : {})
          expect(verified.content).toEqual(Buffer.from(bytes))
          expect(verified.signer.raw).toEqual(signer.certificate)
        },
      ),
    )
  })

  test('verifies with openssl, in every shape', () => {
    for (const signer of [rsa, ec]) {
      for (const options of [
        {},
        { indefinite: true },
        { signedAttributes: false },
        { digest: 'sha1' },
      ] as const) {
        const files = {
          'a.der': signData(content, signer, options),
          'a.pem': pem('CERTIFICATE', signer.certificate),
        }
        const args = ['cms', '-verify', '-binary', '-inform', 'der', '-in', 'a.der', '-CAfile', 'a.pem']
        expect(openssl([...args, '-purpose', 'any'], files)).toEqual(content)
      }
    }
  })

  test('verifies with openssl and pkijs when detached', async () => {
    const message = signData(content, rsa, { detached: true })
    const files = { 'a.der': message, 'a.txt': content, 'a.pem': pem('CERTIFICATE', rsa.certificate) }
    const args = ['cms', '-verify', '-binary', '-inform', 'der', '-in', 'a.der', '-CAfile', 'a.pem']
    expect(openssl([...args, '-content', 'a.txt', '-purpose', 'any'], files)).toEqual(content)

    setEngine('node', new CryptoEngine({ name: 'node', crypto: globalThis.crypto }))
    const pkijs = new SignedData({ schema: ContentInfo.fromBER(message).content })
    expect(await pkijs.verify({ signer: 0, checkChain: false, data: Uint8Array.from(content).buffer })).toBe(
      true,
    )
  })

  test('carries attributes, and certificates in the given order', () => {
    const attributes = [
      { oid: '2.16.840.1.113733.1.9.7', value: printableString('deadbeef') },
      signingTimeAttribute(new Date('2026-03-01T00:00:00Z')),
    ]
    const signer = { ...rsa, chain: [other.certificate, ec.certificate] }
    const verified = verifySignedData(signData(content, signer, { attributes }))
    expect(verified.certificates.map(({ raw }) => raw)).toEqual(
      [rsa, other, ec].map((one) => one.certificate),
    )
    const transaction = verified.attributes.get('2.16.840.1.113733.1.9.7')
    expect(transaction && textOf(transaction)).toBe('deadbeef')
    expect(verified.attributes.has('1.2.840.113549.1.9.5')).toBe(true)
  })
})

describe('what openssl signs', () => {
  const files = {
    'a.txt': content,
    'a.key': rsa.key.export({ type: 'pkcs8', format: 'pem' }),
    'a.pem': pem('CERTIFICATE', rsa.certificate),
    'e.key': ec.key.export({ type: 'pkcs8', format: 'pem' }),
    'e.pem': pem('CERTIFICATE', ec.certificate),
  }
  const base = ['cms', '-sign', '-binary', '-in', 'a.txt', '-outform', 'der']
  const asRsa = ['-signer', 'a.pem', '-inkey', 'a.key']

  test.each([
    ['plainly', ['-nodetach', ...asRsa]],
    ['in a stream of indefinite length', ['-nodetach', '-stream', ...asRsa]],
    ['without attributes', ['-nodetach', '-noattr', ...asRsa]],
    ['with a key identifier', ['-nodetach', '-keyid', ...asRsa]],
    ['with SHA-1', ['-nodetach', '-md', 'sha1', ...asRsa]],
    ['with SHA-512', ['-nodetach', '-md', 'sha512', ...asRsa]],
    ['with an EC key', ['-nodetach', '-signer', 'e.pem', '-inkey', 'e.key']],
    ['with an EC key and SHA-384', ['-nodetach', '-md', 'sha384', '-signer', 'e.pem', '-inkey', 'e.key']],
  ])('%s verifies', (_, args) => {
    expect(verifySignedData(openssl([...base, ...args], files)).content).toEqual(content)
  })

  test('detached verifies', () => {
    const message = openssl([...base, ...asRsa], files)
    expect(verifySignedData(message, { detached: content }).content).toEqual(content)
  })

  test.each([
    ['without the certificate', ['-nodetach', '-nocerts', ...asRsa], 'signature'],
    ['twice', ['-nodetach', ...asRsa, '-signer', 'e.pem', '-inkey', 'e.key'], 'unsupported'],
    ['as PSS', ['-nodetach', ...asRsa, '-keyopt', 'rsa_padding_mode:pss'], 'signature'],
    ['as another type', ['-nodetach', '-econtent_type', '1.2.3.4', ...asRsa], 'unsupported'],
  ])('%s is refused', (_, args, reason) => {
    expect(() => verifySignedData(openssl([...base, ...args], files))).toThrow(
      expect.objectContaining({ reason }),
    )
  })
})

describe('refused', () => {
  const reasonOf = (read: () => unknown): string | undefined => {
    try {
      read()
    } catch (error) {
      if (error instanceof CmsError) return error.reason
      throw error
    }
    return undefined
  }

  test('content that was changed', () => {
    for (const options of [{}, { signedAttributes: false }, { indefinite: true }]) {
      const message = signData(content, rsa, options)
      message[message.indexOf('<plist>')] = 0x5b
      expect(reasonOf(() => verifySignedData(message))).toBe('signature')
    }
  })

  test('other content beside a detached signature, or none', () => {
    const message = signData(content, rsa, { detached: true })
    expect(reasonOf(() => verifySignedData(message, { detached: Buffer.from('other') }))).toBe('signature')
    expect(reasonOf(() => verifySignedData(message))).toBe('malformed')
    expect(reasonOf(() => verifySignedData(message, { mayLackContent: true }))).toBe('signature')
  })

  test('content both inside and beside', () => {
    expect(reasonOf(() => verifySignedData(signData(content, rsa), { detached: content }))).toBe('malformed')
  })

  test("another signer's certificate with the same name and number", () => {
    const message = signData(content, { certificate: rsa.certificate, key: newIdentity('thief').key })
    expect(reasonOf(() => verifySignedData(message))).toBe('signature')
  })

  test('a key of another kind than the algorithm names', () => {
    const message = signData(content, { certificate: ec.certificate, key: rsa.key })
    expect(reasonOf(() => verifySignedData(message))).toBe('signature')
  })

  test('what is not SignedData', () => {
    expect(
      reasonOf(() => verifySignedData(seq(oid('1.2.840.113549.1.7.1'), explicit(0, octetString(content))))),
    ).toBe('malformed')
    expect(reasonOf(() => verifySignedData(content))).toBe('malformed')
  })

  test('random, cut and changed bytes, with nothing but the own error', () => {
    const messages = [signData(content, rsa), signData(Buffer.from('x'), ec, { indefinite: true })]
    const bytes = fc.oneof(fc.uint8Array(), ...messages.map(mutationsOf))
    fc.assert(
      fc.property(bytes, (message) => {
        expectOnly(CmsError, () => verifySignedData(message))
        expectOnly(CmsError, () => readCertificatesOnly(message))
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('certificates only', () => {
  const certificates = [rsa, ec, other].map((one) => one.certificate)

  test('come back in their order', () => {
    expect(readCertificatesOnly(certificatesOnly(certificates))).toEqual(certificates)
    expect(readCertificatesOnly(certificatesOnly([]))).toEqual([])
  })

  test('are read by openssl', () => {
    const args = ['pkcs7', '-inform', 'der', '-in', 'a.p7c', '-print_certs']
    const text = openssl(args, { 'a.p7c': certificatesOnly(certificates) }).toString()
    expect(text.match(/-----BEGIN CERTIFICATE-----/g)).toHaveLength(3)
    expect(text).toContain(new X509Certificate(rsa.certificate).toString())
  })

  test('are nobody’s signature', () => {
    expect(() => verifySignedData(certificatesOnly(certificates))).toThrow('0 signers')
  })
})
