import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { readAsn1, type Asn1Node } from '../../asn1/asn1.ts'
import { fields } from '../../asn1/fields.ts'
import { octets, oidOf, only } from '../../asn1/read-values.ts'
import { contextTag, tags } from '../../asn1/tags.ts'
import { readDigestAlgorithm, type Digest } from '../../x509/algorithms.ts'

export type Pkcs12 = {
  /** False for files that are protected by a signature, or in a way that is not read here. */
  passwordIs: 'right' | 'wrong' | 'unknown'
}

const data = '1.2.840.113549.1.7.1'
const pbmac1 = '1.2.840.113549.1.5.14'
/** OpenSSL takes 2,048. A file that wants more is not worth the time of everybody else who waits for this thread. */
const mostIterations = 100_000

/**
 * Whether bytes are a PKCS#12 file (RFC 7292 4) and the password opens it, by its MAC; nothing is decrypted.
 * @throws {Asn1Error} when they are not
 */
export function readPkcs12(bytes: Uint8Array, password: string): Pkcs12 {
  const { take, optional, end } = fields(readAsn1(bytes, { maxBytes: 1024 * 1024 }))
  take(tags.integer)
  const authenticatedSafe = fields(take(tags.sequence))
  const mac = optional(tags.sequence)
  end()
  const type = oidOf(authenticatedSafe.take(tags.oid))
  const wrapped = only(authenticatedSafe.take(contextTag(0)))
  if (type !== data || !mac) return { passwordIs: 'unknown' }
  const content = octets(wrapped)
  const macData = readMacData(mac)
  if (!macData || macData.iterations > mostIterations) return { passwordIs: 'unknown' }
  return { passwordIs: isRight(content, macData, password) ? 'right' : 'wrong' }
}

type MacData = { digest: Digest; value: Buffer; salt: Buffer; iterations: number }

function readMacData(node: Asn1Node): MacData | undefined {
  const outer = fields(node)
  const info = fields(outer.take(tags.sequence))
  const algorithm = info.take(tags.sequence)
  if (oidOf(fields(algorithm).take()) === pbmac1) return undefined
  const value = octets(info.take(tags.octetString))
  const salt = octets(outer.take(tags.octetString))
  const iterations = outer.optional(tags.integer)
  return {
    digest: readDigestAlgorithm(algorithm),
    value,
    salt,
    iterations: iterations ? numberIn(iterations) : 1,
  }
}

const numberIn = ({ content }: Asn1Node): number =>
  content.length > 6 ? Infinity : content.length === 0 ? 0 : content.readUIntBE(0, content.length)

function isRight(content: Buffer, mac: MacData, password: string): boolean {
  const terminated = Buffer.from(`${password}\0`, 'utf16le').swap16()
  // Who sets no password writes either an empty text or none at all.
  const passwords = password === '' ? [terminated, Buffer.alloc(0)] : [terminated]
  return passwords.some((secret) => {
    const found = createHmac(mac.digest, deriveMacKey(secret, mac)).update(content).digest()
    return found.length === mac.value.length && timingSafeEqual(found, mac.value)
  })
}

/** RFC 7292 B.2 for a key as long as the hash: one round, and so no B. */
function deriveMacKey(password: Buffer, { digest, salt, iterations }: MacData): Buffer {
  const block = digest === 'sha384' || digest === 'sha512' ? 128 : 64
  const forMac = Buffer.alloc(block, 3)
  const input = Buffer.concat([forMac, filled(salt, block), filled(password, block)])
  let key: Buffer = createHash(digest).update(input).digest()
  for (let round = 1; round < iterations; round++) key = createHash(digest).update(key).digest()
  return key
}

/** Repeated to the next whole number of blocks. */
const filled = (bytes: Buffer, block: number): Buffer =>
  bytes.length === 0 ? bytes : Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes)
