import { X509Certificate } from 'node:crypto'

import { expect, test } from 'vitest'

import {
  createDeviceAuthority,
  issueDeviceIdentity,
  newRsaKey,
  readIdentity,
  writeIdentity,
} from './device-authority.ts'

test('an authority survives being written to a file', () => {
  const authority = createDeviceAuthority()
  const read = readIdentity(writeIdentity(authority))
  expect(read.certificate).toEqual(authority.certificate)
  expect(read.key.equals(authority.key)).toBe(true)
})

test('a certificate with the key of another is refused', () => {
  const [one, other] = [createDeviceAuthority(), createDeviceAuthority()]
  expect(() => readIdentity(writeIdentity({ certificate: one.certificate, key: other.key }))).toThrow(
    'private key',
  )
})

test('a device has a leaf of the authority that does not name it', async () => {
  const authority = createDeviceAuthority()
  const leaf = new X509Certificate(issueDeviceIdentity(authority, await newRsaKey()).certificate)
  expect(leaf.checkIssued(new X509Certificate(authority.certificate))).toBe(true)
  expect(leaf.ca).toBe(false)
})
