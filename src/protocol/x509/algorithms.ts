import { verify, type KeyObject } from 'node:crypto'
import { Asn1Error, nul, oid, seq, type Asn1Node } from '../asn1/asn1.ts'
import { fields } from '../asn1/fields.ts'
import { oidOf } from '../asn1/read-values.ts'
import { tags } from '../asn1/tags.ts'

const digests = ['sha1', 'sha256', 'sha384', 'sha512'] as const
export type Digest = (typeof digests)[number]

const digestOids: Record<Digest, string> = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
}
const digestsByOid = new Map(digests.map((digest) => [digestOids[digest], digest]))

type SignatureAlgorithm = { keyType: 'rsa' | 'ec'; digest?: Digest }

const signatureOids = {
  rsa: {
    sha1: '1.2.840.113549.1.1.5',
    sha256: '1.2.840.113549.1.1.11',
    sha384: '1.2.840.113549.1.1.12',
    sha512: '1.2.840.113549.1.1.13',
  },
  ec: {
    sha1: '1.2.840.10045.4.1',
    sha256: '1.2.840.10045.4.3.2',
    sha384: '1.2.840.10045.4.3.3',
    sha512: '1.2.840.10045.4.3.4',
  },
} as const satisfies Record<SignatureAlgorithm['keyType'], Record<Digest, string>>

export const rsaEncryption = '1.2.840.113549.1.1.1'
const ecPublicKey = '1.2.840.10045.2.1'

const signaturesByOid = new Map<string, SignatureAlgorithm>([
  ...namedSignatures('rsa'),
  ...namedSignatures('ec'),
  // CMS may name only the kind of key and leave the digest to its own field (RFC 3370 3.2); Go does so for EC too.
  [rsaEncryption, { keyType: 'rsa' }],
  [ecPublicKey, { keyType: 'ec' }],
])

function namedSignatures(keyType: 'rsa' | 'ec'): [string, SignatureAlgorithm][] {
  return digests.map((digest) => [signatureOids[keyType][digest], { keyType, digest }])
}

/** The AlgorithmIdentifier of a plain hash. */
export const digestAlgorithm = (digest: Digest): Buffer => seq(oid(digestOids[digest]), nul())

/** The hash that an AlgorithmIdentifier names, whether or not it carries NULL parameters. */
export function readDigestAlgorithm(algorithm: Asn1Node): Digest {
  const digest = digestsByOid.get(oidOf(fields(algorithm).take()))
  if (!digest) throw new Asn1Error('The hash is not supported')
  return digest
}

/** The AlgorithmIdentifier under which `node:crypto`'s `sign(digest, data, key)` is known. */
export function signatureAlgorithm(key: KeyObject, digest: Digest): Buffer {
  if (key.asymmetricKeyType === 'rsa') return seq(oid(signatureOids.rsa[digest]), nul())
  if (key.asymmetricKeyType === 'ec') return seq(oid(signatureOids.ec[digest]))
  throw new TypeError(`Keys of type ${key.asymmetricKeyType} cannot sign here`)
}

export type Signature = {
  algorithm: Asn1Node
  /** The hash that stands in a field of its own (CMS); it must agree with the algorithm's, if that names one. */
  digest?: Digest
  data: Uint8Array
  value: Uint8Array
  key: KeyObject
}

/** RSA PKCS#1 v1.5 and ECDSA; an algorithm that is unknown or not the key's own is a wrong signature. */
export function isSignatureValid({ algorithm, digest: wanted, data, value, key }: Signature): boolean {
  const known = signaturesByOid.get(oidOf(fields(algorithm, tags.sequence).take()))
  const digest = wanted ?? known?.digest
  if (!known || !digest || (known.digest ?? digest) !== digest) return false
  if (known.keyType !== key.asymmetricKeyType) return false
  try {
    return verify(digest, data, key, value)
  } catch {
    return false // OpenSSL refuses some keys only when they are used
  }
}
