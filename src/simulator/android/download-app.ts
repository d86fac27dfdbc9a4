import { createHash } from 'node:crypto'
import { apkFromBytes } from '../../protocol/android/apk/apk-source.ts'
import { ApkError, readApk, type Apk } from '../../protocol/android/apk/apk.ts'
import type { AppToDownload } from './scanned-code.ts'

/** The phone does not install the app; its set-up ends here. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError'
}

export type DownloadedApp = { bytes: number; package: string; versionCode: number }

/** More than any agent has; a phone with little storage gives up earlier. */
const mostBytes = 500 * 1024 * 1024

/**
 * Fetches the app and compares it with the code as Android's set-up does (android.md 1.1): a checksum of the file where there is
 * one, of a certificate otherwise; then the package, and that the component can own the device.
 * @throws {DownloadError}
 */
export async function downloadApp(
  app: AppToDownload,
  component: string,
  limit = mostBytes,
): Promise<DownloadedApp> {
  const file = await fetchApp(app, limit)
  if (app.packageChecksum !== null && !isSame(app.packageChecksum, sha256(file)))
    throw new DownloadError('The file is not the one that the code has the checksum of')
  const apk = await read(file)
  if (app.packageChecksum === null) compareSigners(apk, app.signatureChecksum ?? '')
  compareComponent(apk, component)
  return { bytes: file.length, package: apk.package, versionCode: apk.versionCode }
}

async function fetchApp({ location, cookieHeader }: AppToDownload, limit: number): Promise<Buffer> {
  const answer = await fetch(location, {
    headers: cookieHeader === null ? {} : { cookie: cookieHeader },
  }).catch((cause: unknown) => {
    throw new DownloadError(`${location} cannot be reached`, { cause })
  })
  if (!answer.ok) throw new DownloadError(`${location} answered ${answer.status}`)
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for await (const part of answer.body ?? []) {
      length += part.length
      if (length > limit) throw new DownloadError('The file is too large')
      parts.push(part)
    }
  } catch (cause) {
    if (cause instanceof DownloadError) throw cause
    throw new DownloadError(`${location} broke off after ${length} bytes`, { cause })
  }
  return Buffer.concat(parts)
}

async function read(file: Buffer): Promise<Apk> {
  try {
    return await readApk(apkFromBytes(file))
  } catch (cause) {
    if (!(cause instanceof ApkError)) throw cause
    throw new DownloadError(`The file is no app that a phone installs: ${cause.message}`, { cause })
  }
}

function compareSigners({ signers }: Apk, checksum: string): void {
  if (signers.some((signer) => isSame(checksum, Buffer.from(signer.checksum, 'base64url')))) return
  const found = signers.map((signer) => signer.checksum).join(', ')
  throw new DownloadError(`The app is signed by ${found}, and the code says ${checksum}`)
}

function compareComponent(apk: Apk, component: string): void {
  const [name = '', short = ''] = component.split('/')
  if (apk.package !== name) throw new DownloadError(`The app is ${apk.package}, and the code says ${name}`)
  const receiver = short.startsWith('.') ? `${name}${short}` : short
  if (!apk.adminReceivers.includes(receiver))
    throw new DownloadError(`The app has no receiver ${receiver} that could own the device`)
}

const isSame = (checksum: string, digest: Buffer): boolean =>
  Buffer.from(checksum, 'base64url').equals(digest)

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()
