import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectOnly } from '../../../test/support/expect-only.ts'
import { mutationsOf } from '../../../test/support/mutations.ts'
import { readCsr } from '../x509/csr.ts'
import { readPkiRequest } from './pki-request.ts'
import { ScepError } from './scep-error.ts'

const sample = (name: string): Buffer => readFileSync(new URL(`testdata/${name}`, import.meta.url))
const authority = {
  certificate: new X509Certificate(sample('recipient.pem')).raw,
  key: createPrivateKey(sample('recipient.pem')),
}
const challengePassword = 'challenge of the sample'
const subject = [{ type: 'CN', value: 'C02SAMPLE' }]

test.each([
  ['pkcsreq-go.der', 'des', '0123456789ABCDEF0123456789ABCDEF', 0x5a],
  ['pkcsreq-mac.ber', 'des3', 'FEDCBA9876543210', 0xa5],
])('%s is read', (name, cipher, transactionId, nonce) => {
  expect(readPkiRequest(sample(name), authority)).toMatchObject({
    messageType: 'PKCSReq',
    transactionId,
    senderNonce: Buffer.alloc(16, nonce),
    cipher,
    digest: 'sha1',
    csr: { subject, challengePassword },
  })
})

test('the CSR of an old Mac is read', () => {
  const csr = readCsr(sample('csr-2016.der'))
  expect(csr).toMatchObject({ subject, challengePassword })
  expect(csr.publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024)
})

test('no change to a sample throws anything but the own error', () => {
  const messages = ['pkcsreq-go.der', 'pkcsreq-mac.ber'].map(sample)
  fc.assert(
    fc.property(fc.constantFrom(...messages).chain(mutationsOf), (bytes) => {
      expectOnly(ScepError, () => readPkiRequest(bytes, authority))
    }),
    { numRuns: 500 },
  )
})
