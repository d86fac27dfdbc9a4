import { expect, test } from 'vitest'
import { hashPassword, hashToken, randomToken, verifyPassword } from './password.ts'

test('a password fits its own hash and no other', async () => {
  const phc = await hashPassword('correct horse battery staple')
  expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(await verifyPassword(phc, 'correct horse battery staple')).toBe(true)
  expect(await verifyPassword(phc, 'correct horse battery stapel')).toBe(false)
  expect(await verifyPassword(phc, '')).toBe(false)
  expect(await hashPassword('correct horse battery staple')).not.toBe(phc)
})

test('the same letters typed on another keyboard are the same password', async () => {
  const phc = await hashPassword('Ångström ﬁ')
  expect(await verifyPassword(phc, 'A\u030angstro\u0308m fi')).toBe(true)
})

test('knows a hash of another cost: the published vector of the argon2 reference implementation', async () => {
  // phc-winner-argon2, test.c: version 19, "password", "somesalt", t=2, m=2^16, p=1, argon2id.
  const phc = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  expect(await verifyPassword(phc, 'password')).toBe(true)
  expect(await verifyPassword(phc, 'differentpassword')).toBe(false)
})

test('what is no hash fits nothing', async () => {
  for (const text of [
    '',
    'x',
    '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXP',
    '$argon2id$v=19$m=0,t=2,p=1$$',
  ])
    expect(await verifyPassword(text, 'password')).toBe(false)
})

test('tokens are 256 random bits and are kept as hashes', () => {
  const tokens = Array.from({ length: 100 }, randomToken)
  expect(new Set(tokens).size).toBe(100)
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  expect(hashToken('abc').toString('hex')).toMatch(/^ba7816bf8f01cfea/)
})
