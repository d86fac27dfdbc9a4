import type { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { CmsError } from '../cms/cms-error.ts'
import { signData, type Signer, type SignOptions } from '../cms/sign-data.ts'
import { verifySignedData } from '../cms/verify-signed-data.ts'
import { buildPlist, isDict, parsePlist, PlistError } from '../plist/plist.ts'
import { keyOfAnchor, type TrustAnchor } from './apple-device-ca.ts'
import { flag, text } from './fields.ts'
import { present } from './present.ts'

/** What a device says about itself when it asks for its enrollment profile. `build` is such as `22A3351`. */
export type MachineInfo = {
  udid: string
  serial: string
  product: string
  build: string
  /** From iOS 17 and macOS 14 on. */
  osVersion?: string
  imei?: string
  meid?: string
  language?: string
  /** Whether it understands the demand to update itself first. */
  canRequestSoftwareUpdate: boolean
}

export type MachineInfoReason =
  'too-large' | 'not-signed' | 'bad-signature' | 'untrusted-signer' | 'incomplete'

/** The bytes are no MachineInfo that a device of a trusted issuer has signed. */
export class MachineInfoError extends Error {
  override readonly name = 'MachineInfoError'
  readonly reason: MachineInfoReason

  constructor(reason: MachineInfoReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

const maxBytes = 64 * 1024

/**
 * Checks who signed (apple-mdm.md 1.3), then reads. The signer's certificate must be issued by an anchor itself: other
 * issuers below Apple's root would do for anybody with a developer account. Dates are not looked at, as Apple's device CA
 * expired in 2014. Proves that some device of that issuer has said this, not which one. @throws {MachineInfoError}
 */
export function verifyMachineInfo(bytes: Uint8Array, anchors: readonly TrustAnchor[]): MachineInfo {
  if (bytes.length > maxBytes)
    throw new MachineInfoError('too-large', `MachineInfo is larger than ${maxBytes} bytes`)
  const { content, signer } = verify(bytes)
  if (!anchors.some((anchor) => isIssuedBy(signer, anchor))) {
    throw new MachineInfoError(
      'untrusted-signer',
      'MachineInfo is signed by a certificate of an unknown issuer',
    )
  }
  return read(content)
}

function verify(bytes: Uint8Array) {
  try {
    return verifySignedData(bytes)
  } catch (cause) {
    if (!(cause instanceof CmsError)) throw cause
    const reason = cause.reason === 'signature' ? 'bad-signature' : 'not-signed'
    throw new MachineInfoError(reason, `MachineInfo cannot be verified: ${cause.message}`, { cause })
  }
}

function isIssuedBy(signer: X509Certificate, anchor: TrustAnchor): boolean {
  try {
    return signer.verify(keyOfAnchor(anchor))
  } catch {
    return false // a key of another kind than the signature
  }
}

const Wire = z.object({
  UDID: z.string().min(1),
  SERIAL: z.string().min(1),
  PRODUCT: z.string().min(1),
  VERSION: z.string().min(1),
  OS_VERSION: text,
  IMEI: text,
  MEID: text,
  LANGUAGE: text,
  MDM_CAN_REQUEST_SOFTWARE_UPDATE: flag,
})

function read(content: Buffer): MachineInfo {
  const { data, error } = Wire.safeParse(readDict(content))
  if (!data) {
    const members = error.issues.map(({ path }) => path.join('.')).join(', ')
    throw new MachineInfoError('incomplete', `MachineInfo lacks: ${members}`)
  }
  return {
    udid: data.UDID,
    serial: data.SERIAL,
    product: data.PRODUCT,
    build: data.VERSION,
    ...(data.OS_VERSION === undefined ? {} : { osVersion: data.OS_VERSION }),
    ...(data.IMEI === undefined ? {} : { imei: data.IMEI }),
    ...(data.MEID === undefined ? {} : { meid: data.MEID }),
    ...(data.LANGUAGE === undefined ? {} : { language: data.LANGUAGE }),
    canRequestSoftwareUpdate: data.MDM_CAN_REQUEST_SOFTWARE_UPDATE ?? false,
  }
}

function readDict(content: Buffer) {
  try {
    const value = parsePlist(content, { maxBytes })
    return isDict(value) ? value : {}
  } catch (cause) {
    if (cause instanceof PlistError) throw new MachineInfoError('incomplete', cause.message, { cause })
    throw cause
  }
}

/** The device's side: the signed body that it posts. */
export function signMachineInfo(info: MachineInfo, signer: Signer, o: SignOptions = {}): Buffer {
  const wire: z.input<typeof Wire> = {
    UDID: info.udid,
    SERIAL: info.serial,
    PRODUCT: info.product,
    VERSION: info.build,
    OS_VERSION: info.osVersion,
    IMEI: info.imei,
    MEID: info.meid,
    LANGUAGE: info.language,
    MDM_CAN_REQUEST_SOFTWARE_UPDATE: info.canRequestSoftwareUpdate,
  }
  return signData(Buffer.from(buildPlist(present(wire))), signer, o)
}
