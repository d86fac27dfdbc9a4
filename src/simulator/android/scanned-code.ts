import { z } from 'zod'
import { findExtra } from '../../protocol/android/extras.ts'
import { keyOf } from '../../protocol/android/provisioning.ts'

export class ScanError extends Error {
  override readonly name = 'ScanError'
}

/** What a phone takes from a QR code: the app to install, where that talks to, and what it shows there. */
export type ScannedCode = {
  component: string
  url: string
  token: string | null
  wifi: string | null
  /** Null where the phone has the app already. */
  download: AppToDownload | null
}

export type AppToDownload = {
  location: string
  /** SHA-256 in base64url: of a certificate, and of the file. One of them is there. */
  signatureChecksum: string | null
  packageChecksum: string | null
  cookieHeader: string | null
}

const Payload = z.record(z.string(), z.unknown())

/**
 * Reads the text of a provisioning code as Android's set-up does (android.md 1.1): a value of the wrong type stops it. The names by
 * which the agent reads address and token are those of the bulk enrollment.
 * @throws {ScanError}
 */
export function readScannedCode(
  text: string,
  { serverKey = 'muster.server', tokenKey = 'muster.token' } = {},
): ScannedCode {
  const { bundle, ...scanned } = scan(text)
  const url = bundle[serverKey]
  if (typeof url !== 'string') throw new ScanError(`The bundle of the code has no ${serverKey}`)
  const token = bundle[tokenKey]
  return { ...scanned, url, token: typeof token === 'string' ? token : null }
}

/** The same of a code whose agent is Google's own; its token is at Google. @throws {ScanError} */
export function readGoogleCode(text: string): Omit<ScannedCode, 'url'> {
  const { bundle, ...scanned } = scan(text)
  const token = bundle['com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN']
  if (typeof token !== 'string') throw new ScanError('The bundle of the code has no token of Google')
  return { ...scanned, token }
}

function scan(text: string) {
  const payload = parse(text)
  const component = extra(payload, 'DEVICE_ADMIN_COMPONENT_NAME')
  if (typeof component !== 'string')
    throw new ScanError('The code does not name the app that is to own the device')
  const download = downloadOf(payload)
  const bundle = Payload.safeParse(extra(payload, 'ADMIN_EXTRAS_BUNDLE')).data ?? {}
  return { component, download, bundle, wifi: wifiOf(payload) }
}

function parse(text: string): Record<string, unknown> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new ScanError('The code is not JSON')
  }
  const read = Payload.safeParse(json)
  if (!read.success) throw new ScanError('The code is not one JSON object')
  // What `payloads` of the server answers holds it among others.
  return Payload.safeParse(read.data['payload']).data ?? read.data
}

function extra(payload: Record<string, unknown>, short: string): unknown {
  const value = payload[keyOf(short, false)] ?? payload[keyOf(short, true)]
  const type = findExtra(short)?.type
  if (value !== undefined && type !== undefined && !fits(type, value))
    throw new ScanError(`${short} is not of the type ${type}: a phone takes it for absent`)
  return value
}

const fits = (type: string, value: unknown) =>
  type === 'integer'
    ? Number.isInteger(value)
    : type === 'object'
      ? typeof value === 'object'
      : typeof value === type

function downloadOf(payload: Record<string, unknown>): AppToDownload | null {
  const text = (short: string) => {
    const value = extra(payload, short)
    return typeof value === 'string' && value !== '' ? value : null
  }
  const location = text('DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION')
  const signatureChecksum = text('DEVICE_ADMIN_SIGNATURE_CHECKSUM')
  const packageChecksum = text('DEVICE_ADMIN_PACKAGE_CHECKSUM')
  const cookieHeader = text('DEVICE_ADMIN_PACKAGE_DOWNLOAD_COOKIE_HEADER')
  if (location === null) return null
  if (signatureChecksum === null && packageChecksum === null)
    throw new ScanError('The code has an app to download and no checksum of it')
  return { location, signatureChecksum, packageChecksum, cookieHeader }
}

/** Null where the person is asked for a network. */
function wifiOf(payload: Record<string, unknown>): string | null {
  const ssid = extra(payload, 'WIFI_SSID')
  if (typeof ssid !== 'string') return null
  const isOpen = extra(payload, 'WIFI_SECURITY_TYPE') === undefined
  if (isOpen && extra(payload, 'WIFI_PASSWORD') !== undefined)
    throw new ScanError(
      'Without WIFI_SECURITY_TYPE the phone joins an open network, and this one has a password',
    )
  return ssid
}
