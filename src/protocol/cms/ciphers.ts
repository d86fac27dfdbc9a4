import { createCipheriv, createDecipheriv } from 'node:crypto'

type CipherSpec = { oid: string; algorithm: string; keyBytes: number; ivBytes: number }

/** Content ciphers, all in CBC mode with PKCS#7 padding (RFC 3370 5, RFC 3565, NIST's and OIW's identifiers). */
export const ciphers = {
  des: { oid: '1.3.14.3.2.7', algorithm: 'des-ede3-cbc', keyBytes: 8, ivBytes: 8 },
  des3: { oid: '1.2.840.113549.3.7', algorithm: 'des-ede3-cbc', keyBytes: 24, ivBytes: 8 },
  aes128: { oid: '2.16.840.1.101.3.4.1.2', algorithm: 'aes-128-cbc', keyBytes: 16, ivBytes: 16 },
  aes192: { oid: '2.16.840.1.101.3.4.1.22', algorithm: 'aes-192-cbc', keyBytes: 24, ivBytes: 16 },
  aes256: { oid: '2.16.840.1.101.3.4.1.42', algorithm: 'aes-256-cbc', keyBytes: 32, ivBytes: 16 },
} as const satisfies Record<string, CipherSpec>

export type Cipher = keyof typeof ciphers

const names = Object.keys(ciphers) as Cipher[]

export const cipherByOid = (oid: string): Cipher | undefined =>
  names.find((name) => ciphers[name].oid === oid)

export function encryptContent(
  cipher: Cipher,
  keys: { key: Buffer; iv: Buffer },
  content: Uint8Array,
): Buffer {
  const stream = createCipheriv(ciphers[cipher].algorithm, fullKey(cipher, keys.key), keys.iv)
  return Buffer.concat([stream.update(content), stream.final()])
}

/** Throws, as node:crypto does, when the padding shows that the key is wrong. */
export function decryptContent(
  cipher: Cipher,
  keys: { key: Buffer; iv: Buffer },
  content: Uint8Array,
): Buffer {
  const stream = createDecipheriv(ciphers[cipher].algorithm, fullKey(cipher, keys.key), keys.iv)
  return Buffer.concat([stream.update(content), stream.final()])
}

/** OpenSSL 3 no longer offers single DES, but triple DES with one key three times is the same. */
const fullKey = (cipher: Cipher, key: Buffer): Buffer =>
  cipher === 'des' ? Buffer.concat([key, key, key]) : key
