import { KeyObject, type X509Certificate } from 'node:crypto'
import { bitString, bool, ia5String, implicit, octetString, oid, seq } from '../asn1/asn1.ts'
import { keyIdOf, subjectKeyIdOf } from './certificate.ts'
import { ipBytes } from './ip-bytes.ts'

/** One certificate extension; `value` is the DER that goes inside its OCTET STRING. */
export type Extension = { oid: string; value: Buffer; critical: boolean }

const usages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
] as const
export type KeyUsage = (typeof usages)[number]

const purposes = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  emailProtection: '1.3.6.1.5.5.7.3.4',
} as const
export type KeyPurpose = keyof typeof purposes

export type AltName = { type: 'email' | 'dns' | 'uri' | 'ip'; value: string }

/** The extensions of RFC 5280 4.2.1 that Muster's certificates need, and a way to add any other. */
export const extension = {
  basicConstraints: (ca: boolean): Extension => custom('2.5.29.19', ca ? seq(bool(true)) : seq(), true),

  keyUsage: (...uses: KeyUsage[]): Extension => custom('2.5.29.15', usageBits(uses), true),

  extendedKeyUsage: (...uses: KeyPurpose[]): Extension =>
    custom('2.5.29.37', seq(...uses.map((use) => oid(purposes[use])))),

  subjectKeyId: (publicKey: KeyObject): Extension => custom('2.5.29.14', octetString(keyIdOf(publicKey))),

  /** Names the issuer's key by the identifier in its certificate, so that both always agree. */
  authorityKeyId: (issuer: X509Certificate | KeyObject): Extension =>
    custom('2.5.29.35', seq(implicit(0, octetString(authorityKey(issuer))))),

  subjectAltName: (...names: AltName[]): Extension => custom('2.5.29.17', seq(...names.map(generalName))),

  custom,
}

function custom(id: string, value: Buffer, critical = false): Extension {
  return { oid: id, value, critical }
}

/** The bits by their position, the first being the highest; DER leaves trailing zeros away (X.690 11.2.2). */
function usageBits(uses: KeyUsage[]): Buffer {
  const bits = uses.reduce((sum, use) => sum | (0x80 >> usages.indexOf(use)), 0)
  const unused = bits === 0 ? 0 : Math.clz32(bits & -bits) ^ 31
  return bitString(bits === 0 ? Buffer.alloc(0) : Buffer.of(bits), unused)
}

const authorityKey = (issuer: X509Certificate | KeyObject): Buffer =>
  issuer instanceof KeyObject ? keyIdOf(issuer) : (subjectKeyIdOf(issuer.raw) ?? keyIdOf(issuer.publicKey))

/** GeneralName (RFC 5280 4.2.1.6) by its tag number. */
const generalNames: Record<AltName['type'], (value: string) => Buffer> = {
  email: (value) => implicit(1, ia5String(value)),
  dns: (value) => implicit(2, ia5String(value)),
  uri: (value) => implicit(6, ia5String(value)),
  ip: (value) => implicit(7, octetString(ipBytes(value))),
}
const generalName = ({ type, value }: AltName): Buffer => generalNames[type](value)

export const writeExtension = ({ oid: id, value, critical }: Extension): Buffer =>
  seq(oid(id), ...(critical ? [bool(true)] : []), octetString(value))
