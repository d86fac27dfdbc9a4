import { generateKeyPairSync } from 'node:crypto'
import * as fc from 'fast-check'
import forge from 'node-forge'
import { describe, expect, test } from 'vitest'
import { expectOnly } from '../../../test/support/expect-only.ts'
import { newIdentity } from '../../../test/support/identity.ts'
import { mutationsOf } from '../../../test/support/mutations.ts'
import { openssl } from '../../../test/support/openssl.ts'
import { pem } from '../x509/pem.ts'
import type { Cipher } from './ciphers.ts'
import { CmsError } from './cms-error.ts'
import { decryptEnveloped, type Recipient } from './decrypt-enveloped.ts'
import { encryptTo } from './encrypt-to.ts'

const recipient = newIdentity('recipient')
const other = newIdentity('other')
const content = Buffer.from('consumer_key '.repeat(300))
const everyCipher: Cipher[] = ['des', 'des3', 'aes128', 'aes192', 'aes256']
const keyPem = recipient.key.export({ type: 'pkcs8', format: 'pem' }).toString()
const certificatePem = pem('CERTIFICATE', recipient.certificate)

describe('what is encrypted here', () => {
  test('decrypts, in every shape', () => {
    const options = fc.record({ cipher: fc.constantFrom(...everyCipher), indefinite: fc.boolean() })
    fc.assert(
      fc.property(options, fc.uint8Array({ maxLength: 3_000 }), (options, bytes) => {
        const decrypted = decryptEnveloped(encryptTo(bytes, recipient.certificate, options), recipient)
        expect(decrypted).toEqual({ content: Buffer.from(bytes), cipher: options.cipher })
      }),
    )
  })

  test.each(['des3', 'aes128', 'aes192', 'aes256'] as const)('as %s decrypts with openssl', (cipher) => {
    for (const indefinite of [false, true]) {
      const message = encryptTo(content, recipient.certificate, { cipher, indefinite })
      const args = ['cms', '-decrypt', '-binary', '-inform', 'der', '-in', 'a.der', '-inkey', 'a.key']
      expect(
        openssl([...args, '-recip', 'a.pem'], { 'a.der': message, 'a.key': keyPem, 'a.pem': certificatePem }),
      ).toEqual(content)
    }
  })

  test.each(['des', 'des3', 'aes128'] as const)('as %s decrypts with node-forge', (cipher) => {
    const message = encryptTo(content, recipient.certificate, { cipher, indefinite: true })
    const pkcs7 = forge.pkcs7.messageFromAsn1(forge.asn1.fromDer(message.toString('binary')))
    if (!('recipients' in pkcs7) || !pkcs7.recipients[0]) throw new Error('node-forge found no recipient')
    pkcs7.decrypt(pkcs7.recipients[0], forge.pki.privateKeyFromPem(keyPem))
    expect(Buffer.from(forge.util.createBuffer(pkcs7.content ?? '').getBytes(), 'binary')).toEqual(content)
  })
})

describe('what openssl encrypts', () => {
  const files = { 'a.txt': content, 'a.pem': certificatePem, 'b.pem': pem('CERTIFICATE', other.certificate) }
  const encrypt = (...args: string[]): Buffer =>
    openssl(['cms', '-encrypt', '-binary', '-in', 'a.txt', '-outform', 'der', ...args], files)

  test.each([
    ['-des3', 'des3'],
    ['-aes128', 'aes128'],
    ['-aes192', 'aes192'],
    ['-aes256', 'aes256'],
  ])('with %s decrypts', (option, cipher) => {
    expect(decryptEnveloped(encrypt(option, 'a.pem'), recipient)).toEqual({ content, cipher })
    expect(decryptEnveloped(encrypt(option, '-stream', 'a.pem'), recipient)).toEqual({ content, cipher })
  })

  test('for two decrypts for each', () => {
    const message = encrypt('-aes256', 'b.pem', 'a.pem')
    expect(decryptEnveloped(message, recipient).content).toEqual(content)
    expect(decryptEnveloped(message, other).content).toEqual(content)
  })

  test('with a key identifier decrypts', () => {
    expect(decryptEnveloped(encrypt('-aes128', '-keyid', 'b.pem', 'a.pem'), recipient).content).toEqual(
      content,
    )
  })

  test.each([
    ['for others', ['-aes128', 'b.pem', 'b.pem'], 'recipient'],
    ['with a cipher that nobody uses', ['-camellia128', 'a.pem'], 'unsupported'],
    ['with OAEP', ['-aes128', '-recip', 'a.pem', '-keyopt', 'rsa_padding_mode:oaep'], 'unsupported'],
    ['with a password', ['-aes128', '-pwri_password', 'x'], 'recipient'],
  ])('%s is refused', (_, args, reason) => {
    expect(() => decryptEnveloped(encrypt(...args), recipient)).toThrow(expect.objectContaining({ reason }))
  })
})

describe('a recipient', () => {
  test('is the only one, whatever name it goes by', () => {
    const renewed = { certificate: other.certificate, key: recipient.key }
    expect(decryptEnveloped(encryptTo(content, recipient.certificate), renewed).content).toEqual(content)
  })

  test('with another key learns nothing but that it failed', () => {
    const { privateKey: shortKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const message = encryptTo(content, recipient.certificate)
    for (const key of [other.key, shortKey]) {
      expect(failureOf(message, { certificate: recipient.certificate, key })).toBe('decryption')
    }
  })

  test('cannot tell a changed key from a changed content', () => {
    const message = encryptTo(content, recipient.certificate)
    for (const at of [message.length - 1, message.length - 20, 200, 300]) {
      const changed = Buffer.from(message)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(failureOf(changed, recipient)).toBe('decryption')
    }
  })
})

/** One wrong key in 256 gives a padding that looks right; what comes out then is noise, which counts as a failure. */
function failureOf(message: Buffer, recipient: Recipient): string | undefined {
  try {
    return decryptEnveloped(message, recipient).content.equals(content) ? undefined : 'decryption'
  } catch (error) {
    if (!(error instanceof CmsError) || error.message !== 'The message cannot be decrypted') throw error
    expect(error).not.toHaveProperty('cause')
    return error.reason
  }
}

test('random, cut and changed bytes throw nothing but the own error', () => {
  const messages = [
    encryptTo(content, recipient.certificate),
    encryptTo(content, recipient.certificate, { indefinite: true }),
  ]
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), ...messages.map(mutationsOf)), (bytes) => {
      expectOnly(CmsError, () => decryptEnveloped(bytes, recipient))
    }),
    { numRuns: 500 },
  )
})
