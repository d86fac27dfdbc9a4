import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectOnly } from '../../../test/support/expect-only.ts'
import { mutationsOf } from '../../../test/support/mutations.ts'
import { CmsError } from './cms-error.ts'
import { decryptEnveloped } from './decrypt-enveloped.ts'
import { verifySignedData } from './verify-signed-data.ts'

const folder = new URL('testdata/', import.meta.url)
const sample = (name: string): Buffer => readFileSync(new URL(name, folder))
const content = sample('signed-content.bin')
const recipient = {
  certificate: new X509Certificate(sample('recipient.pem')).raw,
  key: createPrivateKey(sample('recipient.pem')),
}
const messages = readdirSync(folder).filter((name) => /\.[bd]er$/.test(name))
const named = (prefix: string): string[] => messages.filter((name) => name.startsWith(prefix))

describe('the samples', () => {
  test.each(named('signed'))('%s verifies', (name) => {
    const verified = verifySignedData(sample(name), name.includes('detached') ? { detached: content } : {})
    expect(verified.content).toEqual(content)
    expect(verified.signer.raw).toEqual(new X509Certificate(sample('signer.pem')).raw)
  })

  test.each([
    ['bad-changed-content.der', 'signature', 'not the one that was signed'],
    ['bad-missing-digest.der', 'signature', 'not the one that was signed'],
    ['bad-missing-content-type.der', 'signature', 'does not name the type'],
    ['bad-other-content-type.der', 'signature', 'does not name the type'],
    ['bad-digest-twice.der', 'malformed', 'malformed'],
    ['bad-two-digests.der', 'signature', 'not the one that was signed'],
    ['bad-signed-by-another.der', 'signature', 'signature is wrong'],
    ['bad-two-signers.der', 'unsupported', '2 signers'],
    ['bad-deep.ber', 'malformed', 'malformed'],
    ['bad-huge-length.der', 'malformed', 'malformed'],
  ])('%s is refused as %s', (name, reason, words) => {
    const message = expect.stringContaining(words)
    expect(() => verifySignedData(sample(name))).toThrow(expect.objectContaining({ reason, message }))
    expect(() => decryptEnveloped(sample(name), recipient)).toThrow(CmsError)
  })

  test.each(named('enveloped'))('%s decrypts', (name) => {
    const cipher = name.includes('go') ? 'des' : name.replace(/enveloped-(.*)\..*/, '$1')
    expect(decryptEnveloped(sample(name), recipient)).toEqual({ content, cipher })
  })

  test('are all looked at', () => {
    expect(named('signed').length + named('bad').length + named('enveloped').length).toBe(messages.length)
  })
})

test('no change to a sample makes a reader throw anything but its own error, or take other content for signed', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...messages).chain((name) => mutationsOf(sample(name))),
      (bytes) => {
        expectOnly(CmsError, () => decryptEnveloped(bytes, recipient))
        const verified = expectOnly(CmsError, () => verifySignedData(bytes))
        if (verified) expect(verified.content).toEqual(content)
      },
    ),
    { numRuns: 1_000 },
  )
})
