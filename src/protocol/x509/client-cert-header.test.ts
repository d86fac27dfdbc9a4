import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readClientCertHeader } from './client-cert-header.ts'
import { pem } from './pem.ts'

const der = Buffer.from('3003020101', 'hex')

test('reads the byte sequence of RFC 9440', () => {
  expect(readClientCertHeader(`:${der.toString('base64')}:`)).toEqual(der)
})

test('reads PEM with escaped line ends, and with blanks for them', () => {
  expect(readClientCertHeader(encodeURIComponent(pem('CERTIFICATE', der)))).toEqual(der)
  expect(readClientCertHeader(pem('CERTIFICATE', der).replaceAll('\n', ' '))).toEqual(der)
})

test.each([
  '',
  '::',
  ':not base64:',
  `:${der.toString('base64')}`,
  `:${der.toString('base64')}:, :${der.toString('base64')}:`,
  '%',
  '%zz',
  pem('CERTIFICATE', der) + pem('CERTIFICATE', der),
  pem('PRIVATE KEY', der),
  `:${'A'.repeat(20_000)}:`,
])('reads nothing from %j', (value) => {
  expect(readClientCertHeader(value)).toBeUndefined()
})

test('never throws, and reads back what was written', () => {
  fc.assert(fc.property(fc.string(), (text) => void readClientCertHeader(text)))
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 2000 }), (bytes) => {
      expect(readClientCertHeader(`:${Buffer.from(bytes).toString('base64')}:`)).toEqual(Buffer.from(bytes))
      expect(readClientCertHeader(encodeURIComponent(pem('CERTIFICATE', bytes)))).toEqual(Buffer.from(bytes))
    }),
  )
})
