import { createCipheriv, createDecipheriv, createHash, createSecretKey, randomBytes } from 'node:crypto'

/**
 * Seals what must be read again (server tokens, private keys, codes, push tokens): AES-256-GCM with the place it belongs to
 * ("table.column:row id") as additional data, so a value copied into another row does not open.
 */
export type Secrets = {
  seal(place: string, plain: Uint8Array | string): Buffer
  open(place: string, sealed: Uint8Array): Buffer
  openText(place: string, sealed: Uint8Array): string
}

export class SecretError extends Error {
  override readonly name = 'SecretError'
}

const version = 1
const ivBytes = 12
const tagBytes = 16

/** Layout: version (1), key id (4), iv (12), ciphertext, tag (16). `keys[0]` seals; every one of them opens. */
export function createSecrets(keys: readonly Uint8Array[]): Secrets {
  if (keys.length === 0 || keys.some((key) => key.length !== 32))
    throw new SecretError('A secret key has 32 bytes')
  // Key objects: with plain bytes each cipher would set up the key anew, which takes three times as long as all the rest.
  const ring = keys.map((key) => ({ key: createSecretKey(key), id: keyId(key) }))
  const current = ring[0]!

  const open = (place: string, sealed: Uint8Array): Buffer => {
    const bytes = Buffer.from(sealed)
    if (bytes.length < 5 + ivBytes + tagBytes || bytes[0] !== version)
      throw new SecretError('A sealed value is damaged')
    const found = ring.find(({ id }) => id.equals(bytes.subarray(1, 5)))
    if (!found)
      throw new SecretError('A value was sealed with a key that is not here: check MUSTER_SECRET_KEY')
    const iv = bytes.subarray(5, 5 + ivBytes)
    const decipher = createDecipheriv('aes-256-gcm', found.key, iv, { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-tagBytes))
    try {
      return Buffer.concat([decipher.update(bytes.subarray(5 + ivBytes, -tagBytes)), decipher.final()])
    } catch (cause) {
      throw new SecretError('A sealed value does not belong to its row', { cause })
    }
  }

  return {
    seal(place, plain) {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', current.key, iv, { authTagLength: tagBytes })
      cipher.setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([Buffer.from([version]), current.id, iv, body, cipher.getAuthTag()])
    },
    open,
    openText: (place, sealed) => open(place, sealed).toString('utf8'),
  }
}

const keyId = (key: Uint8Array) =>
  createHash('sha256').update('muster key id').update(key).digest().subarray(0, 4)
