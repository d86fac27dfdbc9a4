import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Recipient } from '../cms/decrypt-enveloped.ts'
import { encryptTo } from '../cms/encrypt-to.ts'
import { selfSignedCertificate } from '../x509/issue-certificate.ts'
import { pem } from '../x509/pem.ts'
import { readPlainServerToken, readServerToken, TokenFileError, writeServerToken } from './server-token.ts'

const testdata = (name: string) => readFileSync(new URL(`testdata/${name}`, import.meta.url))
const certificate = new X509Certificate(testdata('server.cert.pem')).raw
const us: Recipient = { certificate, key: createPrivateKey(testdata('server.key.pem')) }
const token = readPlainServerToken(JSON.parse(testdata('token.json').toString()))
const appleFile = testdata('token-apple-shape.p7m').toString('latin1')

const somebodyElse = (() => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const dates = { notBefore: new Date('2026-01-01'), notAfter: new Date('2026-01-03') }
  const subject = [{ type: 'CN', value: 'Muster test server' } as const]
  return { key, certificate: selfSignedCertificate({ subject, key, ...dates, extensions: [] }) }
})()

const reason = (file: Uint8Array | string, recipient = us) => {
  try {
    readServerToken(Buffer.from(file), recipient)
  } catch (error) {
    expect(error).toBeInstanceOf(TokenFileError)
    return (error as TokenFileError).reason
  }
  return 'accepted'
}

test('reads the JSON', () => {
  expect(token).toEqual({
    consumerKey: expect.stringMatching(/^CK_/),
    consumerSecret: expect.stringMatching(/^CS_/),
    accessToken: expect.stringMatching(/^AT_/),
    accessSecret: expect.stringMatching(/^AS_/),
    accessTokenExpiry: new Date('2027-01-01T00:00:00Z'),
  })
})

test.each(['token-apple-shape.p7m', 'token-openssl-des3.p7m', 'token-openssl-aes256.der'])(
  'reads %s',
  (name) => {
    expect(readServerToken(testdata(name), us)).toEqual(token)
  },
)

const [headers = '', body = ''] = appleFile.split('\n\n')
const bytes = Buffer.from(body, 'base64')

test.each<[string, Uint8Array | string]>([
  ['Windows line ends', appleFile.replaceAll('\n', '\r\n')],
  ['old Macintosh line ends', appleFile.replaceAll('\n', '\r')],
  ['a byte order mark', `\uFEFF${appleFile}`],
  ['another header first', `MIME-Version: 1.0\n${appleFile}`],
  ['folded headers', appleFile.replace('; name=', ';\n\tname=')],
  ['headers of a mail', `Received: from a\n  by b\nSubject: your token\n${appleFile}`],
  ['empty lines in front', `\n\n${appleFile}`],
  ['no headers', body],
  ['base64 in one line', body.replaceAll('\n', '')],
  ['PEM', pem('PKCS7', bytes)],
  ['the bytes', bytes],
])('reads the file with %s', (_, file) => {
  expect(readServerToken(Buffer.from(file), us)).toEqual(token)
})

test.each(['des3', 'aes128', 'aes192', 'aes256'] as const)(
  'reads what it wrote with %s, BER and DER',
  (cipher) => {
    for (const indefinite of [true, false]) {
      expect(readServerToken(writeServerToken(token, certificate, { cipher, indefinite }), us)).toEqual(token)
    }
  },
)

test('writes exactly what Apple writes', () => {
  const file = writeServerToken(token, certificate).toString('latin1')
  expect(file.split('\n\n')[0]).toBe(headers)
  expect(headers).toBe(`Content-Type: application/pkcs7-mime; name="smime.p7m"; smime-type=enveloped-data
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="smime.p7m"
Content-Description: S/MIME Encrypted Message`)
  expect(file).toMatch(/\n\nMIAG[\w+/\n=]+\n$/)
  expect(
    Math.max(
      ...file
        .split('\n\n')[1]!
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBe(76)
})

test.each<[string, string]>([
  ['without markers', JSON.stringify(JSON.parse(testdata('token.json').toString()))],
  ['over several lines', `-----BEGIN MESSAGE-----\r\n${testdata('token.json')}\r\n-----END MESSAGE-----\r\n`],
  ['with further members', JSON.stringify({ ...JSON.parse(testdata('token.json').toString()), more: 1 })],
])('reads the text %s', (_, text) => {
  expect(readServerToken(encryptTo(Buffer.from(text), certificate), us)).toEqual(token)
})

test('a token for another certificate is told from a damaged one', () => {
  expect(reason(writeServerToken(token, somebodyElse.certificate))).toBe('wrong-key')
  expect(reason(appleFile, somebodyElse)).toBe('wrong-key')
  expect(reason(appleFile, { certificate, key: somebodyElse.key })).toBe('damaged')
  expect(reason(appleFile.slice(0, appleFile.length / 2))).toBe('damaged')
  expect(reason(bytes.subarray(0, 500))).toBe('damaged')
  const changed = Buffer.from(bytes)
  changed.writeUInt8(changed.readUInt8(changed.length - 200) ^ 1, changed.length - 200)
  expect(reason(changed)).toBe('damaged')
})

test('the same key under another certificate still reads the token', () => {
  const { key } = us
  const dates = { notBefore: new Date('2026-01-01'), notAfter: new Date('2026-01-03') }
  const renewed = selfSignedCertificate({
    subject: [{ type: 'CN', value: 'renewed' }],
    key,
    ...dates,
    extensions: [],
  })
  expect(reason(appleFile, { certificate: renewed, key })).toBe('accepted')
})

test.each<[string, Uint8Array | string]>([
  ['an empty file', ''],
  ['a CSV file', 'serial,model\nA,iPhone\n'],
  ['a web page', '<html><body>Sign in</body></html>'],
  ['a certificate', testdata('server.cert.pem')],
  ['a signed message', testdata('signed-not-encrypted.p7m')],
  ['plain JSON', testdata('token.json')],
  ['a huge file', Buffer.alloc(300_000, 'MIAG')],
])('%s is not a token', (_, file) => {
  expect(reason(file)).toBe('not-a-token')
})

test('a content token is called by its name', () => {
  const file = Buffer.from('{"token":"x","expDate":"2027-01-01","orgName":"o"}').toString('base64')
  expect(() => readServerToken(Buffer.from(file), us)).toThrow('content token')
})

test('an encrypted message that is no token is refused', () => {
  expect(reason(encryptTo(Buffer.from('hello'), certificate))).toBe('damaged')
  expect(reason(encryptTo(Buffer.from('{"consumer_key":"CK_"}'), certificate))).toBe('damaged')
})

test.each([
  { consumer_key: '' },
  { consumer_secret: undefined },
  { access_token: 5 },
  { access_token_expiry: 'next year' },
])('refuses JSON with %j', (change) => {
  const json: unknown = JSON.parse(testdata('token.json').toString())
  expect(() => readPlainServerToken({ ...(json as object), ...change })).toThrow(TokenFileError)
})

test('throws nothing but TokenFileError, whatever the file', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (file) => void reason(file)))
  fc.assert(
    fc.property(
      fc.nat({ max: bytes.length - 1 }),
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      (at, insert) => {
        const damaged = Buffer.from(bytes)
        damaged.set(insert.subarray(0, damaged.length - at), at)
        reason(damaged)
      },
    ),
  )
})
