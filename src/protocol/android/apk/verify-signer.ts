import { constants, createHash, createPublicKey, verify, X509Certificate, type KeyObject } from 'node:crypto'
import { ApkError } from './apk-error.ts'
import { readExactly, type ApkSource } from './apk-source.ts'
import type { ApkSigner } from './signing-block.ts'

type Algorithm = { hash: 'sha256' | 'sha512'; saltLength?: number; key: 'rsa' | 'ec' | 'dsa'; plain: boolean }

/** The signature algorithms of APK signing. `plain`: over chunks of the file, else over a tree of fs-verity. */
const algorithms: Record<number, Algorithm> = {
  0x0101: { hash: 'sha256', saltLength: 32, key: 'rsa', plain: true },
  0x0102: { hash: 'sha512', saltLength: 64, key: 'rsa', plain: true },
  0x0103: { hash: 'sha256', key: 'rsa', plain: true },
  0x0104: { hash: 'sha512', key: 'rsa', plain: true },
  0x0201: { hash: 'sha256', key: 'ec', plain: true },
  0x0202: { hash: 'sha512', key: 'ec', plain: true },
  0x0301: { hash: 'sha256', key: 'dsa', plain: true },
  0x0421: { hash: 'sha256', key: 'rsa', plain: false },
  0x0423: { hash: 'sha256', key: 'ec', plain: false },
  0x0425: { hash: 'sha256', key: 'dsa', plain: false },
}

const wrong = (message: string) => new ApkError('signature', message)

/** Where the parts of the file are that are signed: all but the signing block. */
export type SignedParts = { startAt: number; directoryAt: number; endAt: number }

/**
 * Checks what a signer signed: each signature that is known by the key of its certificate, and the digests over the file that
 * belong to them. Digests of fs-verity are not computed; whoever has only such is refused. This is less than Android does (it
 * knows which scheme counts on which version, and follows a change of keys): it finds a file that is damaged, or that was
 * changed after it was signed. @throws {ApkError}
 */
export async function verifySigner(source: ApkSource, parts: SignedParts, signer: ApkSigner): Promise<void> {
  const known = signer.signatures.filter(({ algorithm }) => algorithms[algorithm])
  if (known.length === 0) throw wrong('The signature is of an unknown kind')
  const key = keyOf(signer)
  if (!known.every((signature) => holds(signature, key, signer.signedData)))
    throw wrong('The signature of the file is wrong')
  const plain = known.filter(({ algorithm }) => algorithms[algorithm]!.plain)
  if (plain.length === 0) throw wrong('The file has no digest that can be checked here')
  for (const hash of new Set(plain.map(({ algorithm }) => algorithms[algorithm]!.hash))) {
    const { algorithm } = plain.find((each) => algorithms[each.algorithm]!.hash === hash)!
    const said = signer.digests.find((digest) => digest.algorithm === algorithm)
    if (!said?.bytes.equals(await digestOf(source, parts, hash)))
      throw wrong('The file is damaged, or was changed after it was signed')
  }
}

function keyOf({ certificate, publicKey }: ApkSigner): KeyObject {
  try {
    const key = new X509Certificate(certificate).publicKey
    const given = createPublicKey({ key: publicKey, format: 'der', type: 'spki' })
    if (key.equals(given)) return key
  } catch (cause) {
    throw new ApkError('signature', 'The key of the signature cannot be read', { cause })
  }
  throw wrong('The signature is by another key than that of its certificate')
}

function holds(
  { algorithm, bytes }: ApkSigner['signatures'][number],
  key: KeyObject,
  signed: Buffer,
): boolean {
  const { hash, saltLength, key: type } = algorithms[algorithm]!
  if (key.asymmetricKeyType !== type) return false
  try {
    const padding = saltLength ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength } : {}
    return verify(hash, signed, { key, ...padding }, bytes)
  } catch {
    return false
  }
}

const chunkBytes = 1024 * 1024

/** "Integrity-protected contents": a digest over the digests of chunks of 1 MiB of each of the three parts. */
export async function digestOf(
  source: ApkSource,
  { startAt, directoryAt, endAt }: SignedParts,
  hash: 'sha256' | 'sha512',
): Promise<Buffer> {
  const end = Buffer.from(await readExactly(source, endAt, source.size - endAt))
  // The signing block is thought away: the end record then says that the directory is where the block begins.
  end.writeUInt32LE(startAt, 16)
  const digests: Buffer[] = []
  const add = (chunk: Buffer) =>
    digests.push(createHash(hash).update(counted(0xa5, chunk.length)).update(chunk).digest())
  for (const [from, to] of [
    [0, startAt],
    [directoryAt, endAt],
  ] as const)
    for (let at = from; at < to; at += chunkBytes)
      add(await readExactly(source, at, Math.min(chunkBytes, to - at)))
  for (let at = 0; at < end.length; at += chunkBytes) add(end.subarray(at, at + chunkBytes))
  return createHash(hash).update(counted(0x5a, digests.length)).update(Buffer.concat(digests)).digest()
}

function counted(mark: number, count: number): Buffer {
  const bytes = Buffer.alloc(5)
  bytes.writeUInt8(mark)
  bytes.writeUInt32LE(count, 1)
  return bytes
}
