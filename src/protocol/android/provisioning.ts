import { extraPrefix, findExtra } from './extras.ts'

export type ExtraValue = string | number | boolean

/** The app that becomes device owner, and where the set-up wizard gets it from (android.md 1.2, 1.4). */
export type ProvisioningAgent = {
  /** "package/class" of the admin receiver. */
  component: string
  /** Null when the app is on the device's image. */
  downloadUrl: string | null
  /** SHA-256 of the signing certificate, base64url; stable over releases. */
  signatureChecksum: string | null
  /** SHA-256 of the APK file, base64url; counts alone when both are given, so only one is written. */
  packageChecksum: string | null
  minimumVersionCode: number | null
  cookieHeader: string | null
}

export type Provisioning = {
  agent: ProvisioningAgent
  /** By their short names. */
  systemExtras: Readonly<Record<string, ExtraValue>>
  /** What the agent itself is told. */
  bundle: Readonly<Record<string, ExtraValue>>
  /** Further keys of the top level; they may not take the place of others. */
  customKeys: Readonly<Record<string, ExtraValue>>
  /** AOSP's short key names, which not every phone is known to read. */
  compact: boolean
}

/**
 * The JSON object of a provisioning QR code. Values keep their JSON types: Android takes a value of the wrong type for absent
 * (android.md 1.1).
 */
export function provisioningPayload(provisioning: Provisioning): Record<string, unknown> {
  const { systemExtras, bundle, customKeys, compact } = provisioning
  const extras = { ...agentExtras(provisioning.agent), ...systemExtras }
  const named = Object.entries(extras).map(([short, value]) => [keyOf(short, compact), value] as const)
  return {
    ...customKeys,
    ...Object.fromEntries(named),
    ...(Object.keys(bundle).length === 0 ? {} : { [keyOf('ADMIN_EXTRAS_BUNDLE', compact)]: bundle }),
  }
}

/** Minified; beyond ASCII as \u escapes, since a QR code does not say in which encoding its bytes are. */
export const provisioningJson = (payload: object): string =>
  JSON.stringify(payload).replace(
    /[\u0080-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

export const keyOf = (short: string, compact: boolean): string =>
  (compact ? findExtra(short)?.alias : undefined) ?? `${extraPrefix}${short}`

function agentExtras(agent: ProvisioningAgent): Record<string, ExtraValue> {
  const { component, downloadUrl, signatureChecksum, packageChecksum, minimumVersionCode, cookieHeader } =
    agent
  const download = 'DEVICE_ADMIN_PACKAGE_DOWNLOAD'
  return {
    DEVICE_ADMIN_COMPONENT_NAME: component,
    ...(downloadUrl === null ? {} : { [`${download}_LOCATION`]: downloadUrl }),
    ...(cookieHeader === null ? {} : { [`${download}_COOKIE_HEADER`]: cookieHeader }),
    ...checksumOf(signatureChecksum, packageChecksum),
    ...(minimumVersionCode === null ? {} : { DEVICE_ADMIN_MINIMUM_VERSION_CODE: minimumVersionCode }),
  }
}

function checksumOf(signature: string | null, apk: string | null): Record<string, string> {
  if (signature !== null) return { DEVICE_ADMIN_SIGNATURE_CHECKSUM: signature }
  return apk === null ? {} : { DEVICE_ADMIN_PACKAGE_CHECKSUM: apk }
}

/**
 * A SHA-256 digest as Android wants it, base64url without padding, from what people paste: hexadecimal with or without colons
 * (apksigner, keytool), or base64 of either alphabet. Undefined when it is none of 32 bytes.
 */
export function checksumFrom(text: string): string | undefined {
  const bare = text.replace(/\s/g, '')
  const hex = bare.replaceAll(':', '')
  if (/^[0-9a-f]{64}$/i.test(hex)) return Buffer.from(hex, 'hex').toString('base64url')
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(bare)) return undefined
  const bytes = Buffer.from(bare, 'base64')
  return bytes.length === 32 ? bytes.toString('base64url') : undefined
}
