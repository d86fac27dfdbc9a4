import { createHash, X509Certificate } from 'node:crypto'
import { ApkError } from './apk-error.ts'
import type { ApkSource } from './apk-source.ts'
import { readManifest, type ApkManifest } from './manifest.ts'
import { readSigningBlock, type ApkSigner, type SigningBlock } from './signing-block.ts'
import { verifySigner } from './verify-signer.ts'
import { readZipDirectory, readZipFile } from './zip-directory.ts'

export { ApkError } from './apk-error.ts'

export type Apk = ApkManifest & { signers: ApkCertificate[] }

export type ApkCertificate = {
  /** SHA-256 of the certificate in DER, base64url: what PROVISIONING_DEVICE_ADMIN_SIGNATURE_CHECKSUM has. */
  checksum: string
  subject: string
  notAfter: Date
}

const maxManifestBytes = 4 * 1024 * 1024

/**
 * What an APK is: its manifest, and whose signature a phone finds. The file is not held in memory. Signatures are checked as far as
 * `verifySigner` says: enough to find a damaged file, no promise that every Android takes it.
 * @throws {ApkError}
 */
export async function readApk(source: ApkSource): Promise<Apk> {
  const directory = await readZipDirectory(source)
  const manifest = readManifest(
    await readZipFile(source, directory, { name: 'AndroidManifest.xml', maxBytes: maxManifestBytes }),
  )
  const block = await readSigningBlock(source, directory.directoryAt)
  if (!block || Object.keys(block.signers).length === 0) throw unsigned(directory.entries)
  const signers = certificatesOf(block)
  const { startAt } = block
  for (const signer of Object.values(block.signers).flat())
    await verifySigner(source, { ...directory, startAt }, signer)
  return { ...manifest, signers }
}

/** Android 11 and later refuse apps for them that are signed in the way of old only (META-INF). */
function unsigned(entries: { name: string }[]): ApkError {
  const isOld = entries.some(({ name }) => /^META-INF\/[^/]+\.(RSA|DSA|EC)$/i.test(name))
  const message = isOld
    ? 'The APK is signed by scheme v1 only, which new phones refuse: sign it with apksigner (v2 or v3)'
    : 'The APK is not signed'
  return new ApkError('unsigned', message)
}

/**
 * A phone compares with the certificates that it reports as `signatures`: where a key was changed, that is the first certificate
 * of the line on every version of Android. Schemes that lead to different ones would make it a matter of the version.
 */
function certificatesOf({ signers }: SigningBlock): ApkCertificate[] {
  const [first, ...others] = Object.values(signers).map(originalsOf)
  if (others.some((other) => other.join() !== first!.join()))
    throw new ApkError('signature', 'The schemes of signing name different certificates')
  const all = Object.values(signers)[0]!.map(({ original }) => original)
  return first!.map((checksum) =>
    describe(
      all.find((each) => checksumOf(each) === checksum)!,
      checksum,
    ),
  )
}

const originalsOf = (signers: ApkSigner[]): string[] =>
  [...new Set(signers.map(({ original }) => checksumOf(original)))].sort()

const checksumOf = (der: Buffer): string => createHash('sha256').update(der).digest('base64url')

function describe(der: Buffer, checksum: string): ApkCertificate {
  try {
    const { subject, validTo } = new X509Certificate(der)
    const notAfter = new Date(validTo)
    return { checksum, subject: subject.replaceAll('\n', ', ').slice(0, 300), notAfter }
  } catch (cause) {
    throw new ApkError('signature', 'The certificate of the signature cannot be read', { cause })
  }
}
