import { generateKeyPairSync } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { signData } from '../cms/sign-data.ts'
import { selfSignedCertificate } from '../x509/issue-certificate.ts'
import { readBase64Header } from './base64-header.ts'
import { MdmError } from './mdm-error.ts'
import { mdmSignature, readMdmSignature } from './mdm-signature.ts'

const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const dates = { notBefore: new Date('2026-01-01'), notAfter: new Date('2027-01-01') }
const subject = [{ type: 'CN', value: 'identity' } as const]
const signer = { key, certificate: selfSignedCertificate({ subject, key, ...dates, extensions: [] }) }
const body = Buffer.from('<plist/>')

test('tells who signed the body', () => {
  const header = mdmSignature(body, signer)
  expect(readMdmSignature(header, body).signer.subject).toBe('CN=identity')
})

test('reads base64 with the URL alphabet and without padding', () => {
  const header = mdmSignature(body, signer).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
  expect(readMdmSignature(` ${header} `, body).signer.raw).toEqual(signer.certificate)
  expect(readBase64Header('')).toBeUndefined()
  expect(readBase64Header('a b')).toBeUndefined()
})

test('refuses another body, a body inside, and rubbish', () => {
  const wrong = (header: string, over = body) => {
    expect(() => readMdmSignature(header, over)).toThrow(MdmError)
  }
  wrong(mdmSignature(body, signer), Buffer.from('<plist></plist>'))
  wrong(signData(body, signer).toString('base64'))
  wrong('')
  wrong('AAAA')
  fc.assert(fc.property(fc.base64String(), (header) => wrong(header)))
})
