import { ApkError } from './apk-error.ts'
import { readExactly, type ApkSource } from './apk-source.ts'
import { ByteReader } from './byte-reader.ts'

/**
 * Who signed an APK, from its signing block: https://source.android.com/docs/security/features/apksigning/v2 and .../v3.
 * The block stands before the central directory of the archive, and has a scheme's signers under the scheme's number.
 */
export type ApkSigner = {
  /** In DER: the certificate itself, and where its key was changed, the first one that it goes back to. */
  certificate: Buffer
  original: Buffer
  /** What is signed, byte by byte, by which keys, and how: for `verifySigner`. */
  signedData: Buffer
  publicKey: Buffer
  signatures: { algorithm: number; bytes: Buffer }[]
  digests: { algorithm: number; bytes: Buffer }[]
}

export type SigningScheme = 'v2' | 'v3' | 'v3.1'
export type SigningBlock = { startAt: number; signers: Partial<Record<SigningScheme, ApkSigner[]>> }

const magic = Buffer.from('APK Sig Block 42')
const schemes: Record<number, SigningScheme> = { 0x7109871a: 'v2', 0xf05368c0: 'v3', 0x1b93ad61: 'v3.1' }
const proofOfRotation = 0x3ba06f8c
const maxBlockBytes = 16 * 1024 * 1024
const maxSigners = 10

/** Undefined when there is none: the file is not signed, or in the way of old (v1) only. @throws {ApkError} */
export async function readSigningBlock(
  source: ApkSource,
  directoryAt: number,
): Promise<SigningBlock | undefined> {
  if (directoryAt < 32) return undefined
  const foot = await readExactly(source, directoryAt - 24, 24)
  if (!foot.subarray(8).equals(magic)) return undefined
  const size = new ByteReader(foot).u64()
  // The size counts everything but the first field, which repeats it.
  const startAt = directoryAt - size - 8
  if (size < 24 || size > maxBlockBytes || startAt < 0) throw malformed()
  const reader = new ByteReader(await readExactly(source, startAt, size - 16))
  if (reader.u64() !== size) throw malformed()
  return { startAt, signers: readPairs(reader) }
}

const malformed = () => new ApkError('malformed', 'The signing block is damaged')

function readPairs(reader: ByteReader): SigningBlock['signers'] {
  const signers: SigningBlock['signers'] = {}
  while (reader.left > 0) {
    const pair = new ByteReader(reader.take(reader.u64()))
    const scheme = schemes[pair.u32()]
    if (!scheme) continue // padding, stamps of shops
    if (signers[scheme]) throw malformed()
    signers[scheme] = readSigners(pair.inner(), scheme)
  }
  return signers
}

function readSigners(reader: ByteReader, scheme: SigningScheme): ApkSigner[] {
  const signers = listOf(reader, maxSigners, () => readSigner(reader.inner(), scheme))
  if (signers.length === 0) throw malformed()
  return signers
}

function readSigner(reader: ByteReader, scheme: SigningScheme): ApkSigner {
  const signedData = reader.prefixed()
  if (scheme !== 'v2') reader.skip(8) // versions of Android
  const signatures = readNumbered(reader.inner())
  const publicKey = reader.prefixed()
  const signed = new ByteReader(signedData)
  const digests = readNumbered(signed.inner())
  const [certificate] = readList(signed.inner())
  if (!certificate) throw malformed()
  if (scheme !== 'v2') signed.skip(8)
  const original = scheme === 'v2' ? undefined : readOriginal(signed.inner())
  return { certificate, original: original ?? certificate, signedData, publicKey, signatures, digests }
}

/** The first certificate of the proof that a key took the place of another. */
function readOriginal(attributes: ByteReader): Buffer | undefined {
  while (attributes.left > 0) {
    const attribute = attributes.inner()
    if (attribute.u32() !== proofOfRotation) continue
    attribute.skip(4) // version
    return attribute.inner().inner().prefixed()
  }
  return undefined
}

const readList = (reader: ByteReader): Buffer[] => listOf(reader, 20, () => reader.prefixed())

const readNumbered = (reader: ByteReader) =>
  listOf(reader, 20, () => {
    const inner = reader.inner()
    return { algorithm: inner.u32(), bytes: inner.prefixed() }
  })

function listOf<T>(reader: ByteReader, most: number, readOne: () => T): T[] {
  const list: T[] = []
  while (reader.left > 0) {
    if (list.length === most) throw malformed()
    list.push(readOne())
  }
  return list
}
