import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { authorization, baseString, readAuthorization, verifyAuthorization } from './sign.ts'

const printer = {
  consumerKey: 'dpf43f3p2l4k3l03',
  consumerSecret: 'kd94hf93k423kf44',
  token: 'nnch734d00sl2jdk',
  tokenSecret: 'pfkkdhi9sl3r4s00',
}
const photos = new URL('http://photos.example.net/photos?file=vacation.jpg&size=original')

const dep = { consumerKey: 'CK_test', consumerSecret: 'CS_test', token: 'AT_test', tokenSecret: 'AS_test' }
const depStamp = {
  timestamp: 137131200,
  nonce: '4572616e48616d6d65724c61686176',
  version: '1.0',
  realm: 'ADM',
} as const
const signatureOf = (header: string) => readAuthorization(header)?.['oauth_signature']

test('signs the example of RFC 5849, section 1.2', () => {
  const stamp = { timestamp: 137131202, nonce: 'chapoH' }
  expect(authorization('GET', photos, printer, stamp)).toContain(
    'oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"',
  )
})

test('makes the base string of RFC 5849, section 3.4.1.1', () => {
  const url = new URL('http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b')
  const parameters: [string, string][] = [
    ...url.searchParams,
    ['oauth_consumer_key', '9djdj82h48djs9d2'],
    ['oauth_token', 'kkk9d7dh3k39sjv7'],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', '137131201'],
    ['oauth_nonce', '7d8f3e4a'],
    ['c2', ''],
    ['a3', '2 q'],
  ]
  expect(baseString('post', url, parameters)).toBe(
    'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D' +
      '%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1' +
      '%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
  )
})

test('sorts by name before value (section 3.4.1.3.2)', () => {
  const base = baseString('GET', new URL('http://a.example/'), [
    ['a1', 'x'],
    ['a', 'y'],
    ['a', 'b'],
  ])
  expect(decodeURIComponent(base.split('&')[2] ?? '')).toBe('a=b&a=y&a1=x')
})

test.each([
  ['https://mdmenrollment.apple.com/session', 'VcBgRjtlSaZy/6zmUM0DSf6t6W4='],
  ['http://localhost:8080/session', '0L8zDZrld7eVEDXg0Lm/RWgamQc='],
])('signs Apple’s session request to %s, realm left out', (url, signature) => {
  expect(signatureOf(authorization('GET', new URL(url), dep, depStamp))).toBe(signature)
  const { realm: _, ...bare } = depStamp
  expect(signatureOf(authorization('GET', new URL(url), dep, bare))).toBe(signature)
})

test('reads headers whatever the separators and the order', () => {
  expect(readAuthorization('oauth  realm="A%20B",oauth_nonce="x%2By" ,oauth_token=""')).toEqual({
    realm: 'A B',
    oauth_nonce: 'x+y',
    oauth_token: '',
  })
})

test.each([
  ['another scheme', 'Basic abc'],
  ['a parameter twice', 'OAuth oauth_nonce="a", oauth_nonce="b"'],
  ['no quotes', 'OAuth oauth_nonce=a'],
  ['an open quote', 'OAuth oauth_nonce="a'],
  ['half an escape', 'OAuth oauth_nonce="%E4"'],
  ['rubbish at the end', 'OAuth oauth_nonce="a", !'],
])('does not read %s', (_, header) => {
  expect(readAuthorization(header)).toBeUndefined()
  expect(verifyAuthorization('GET', photos, header, printer)).toBe(false)
})

test('refuses another method, address, key, token, secret or signature method', () => {
  const header = authorization('GET', photos, printer, depStamp)
  expect(verifyAuthorization('GET', photos, header, printer)).toBe(true)
  expect(verifyAuthorization('POST', photos, header, printer)).toBe(false)
  expect(verifyAuthorization('GET', new URL('?file=other.jpg', photos), header, printer)).toBe(false)
  for (const field of Object.keys(printer)) {
    expect(verifyAuthorization('GET', photos, header, { ...printer, [field]: 'other' })).toBe(false)
  }
  const plain = header.replace('HMAC-SHA1', 'PLAINTEXT')
  expect(verifyAuthorization('GET', photos, plain, printer)).toBe(false)
  expect(verifyAuthorization('GET', photos, header.replace(/, oauth_signature="[^"]*"/, ''), printer)).toBe(
    false,
  )
})

test('verifies what it signed, whatever the texts', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 })
  const credentials = fc.record({ consumerKey: text, consumerSecret: text, token: text, tokenSecret: text })
  fc.assert(
    fc.property(
      credentials,
      fc.nat(),
      text,
      fc.webUrl({ withQueryParameters: true }),
      (who, timestamp, nonce, address) => {
        const url = new URL(address)
        const header = authorization('GET', url, who, { timestamp, nonce, realm: nonce })
        expect(verifyAuthorization('GET', url, header, who)).toBe(true)
        expect(verifyAuthorization('GET', url, header, { ...who, tokenSecret: `${who.tokenSecret}x` })).toBe(
          false,
        )
      },
    ),
  )
})

test('never throws for a header', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(verifyAuthorization('GET', photos, `OAuth ${text}`, printer)).toBe(false)
    }),
  )
})
