import type { KeyObject } from 'node:crypto'
import { readAsn1, seq, utf8String } from '../protocol/asn1/asn1.ts'
import { textOf } from '../protocol/asn1/read-values.ts'
import { certificateExtension } from '../protocol/x509/certificate.ts'
import { extension } from '../protocol/x509/extension.ts'
import { issueCertificate } from '../protocol/x509/issue-certificate.ts'
import type { Authority } from './authority.ts'

/** The one device that a certificate is for. */
export type Binding = { serial: string; udid: string }

/** An arc of our own, made from a UUID (ITU-T X.667): the value is a SEQUENCE of serial number and UDID. */
const bindingOid = '2.25.77408410322321841125591823921715755163'

export type IdentityOrder = { publicKey: KeyObject; deviceId: string; binding: Binding; now: Date }

/** Clocks of devices lag (apple-mdm.md 3.5). */
const slackMs = 10 * 60_000
const lifetimeMs = 365 * 86_400_000

/** The name in the identity of a device; the profile asks for the same. */
export const identitySubject = (deviceId: string): { type: 'O' | 'CN'; value: string }[] => [
  { type: 'O', value: 'Muster' },
  { type: 'CN', value: deviceId },
]

/** Nothing but the public key comes from the device; whom the certificate names is for us to say. */
export function issueIdentity(issuer: Authority, { publicKey, deviceId, binding, now }: IdentityOrder) {
  const notBefore = new Date(now.getTime() - slackMs)
  const notAfter = new Date(now.getTime() + lifetimeMs)
  const der = issueCertificate({
    subject: identitySubject(deviceId),
    publicKey,
    issuer: { certificate: issuer.x509 },
    issuerKey: issuer.key,
    notBefore,
    notAfter,
    extensions: [
      extension.basicConstraints(false),
      extension.keyUsage('digitalSignature', 'keyEncipherment'),
      extension.extendedKeyUsage('clientAuth'),
      extension.subjectKeyId(publicKey),
      extension.authorityKeyId(issuer.x509),
      extension.custom(bindingOid, seq(utf8String(binding.serial), utf8String(binding.udid))),
    ],
  })
  return { der, notBefore, notAfter }
}

/** The device that a certificate of ours names; undefined when it names none. */
export function bindingOf(der: Uint8Array): Binding | undefined {
  const value = certificateExtension(der, bindingOid)
  if (!value) return undefined
  const [serial, udid] = readAsn1(value).children
  return serial && udid && { serial: textOf(serial), udid: textOf(udid) }
}
