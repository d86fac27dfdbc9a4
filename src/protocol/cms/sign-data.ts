import { createHash, sign, type KeyObject } from 'node:crypto'
import { implicit, integer, nul, octetString, oid, seq, set, setOf, tlv } from '../asn1/asn1.ts'
import { contextTag, tags } from '../asn1/tags.ts'
import { digestAlgorithm, rsaEncryption, signatureAlgorithm, type Digest } from '../x509/algorithms.ts'
import { issuerAndSerial } from '../x509/certificate.ts'
import { contentTypeAttribute, messageDigestAttribute, writeAttribute, type Attribute } from './attribute.ts'
import { contentTypes, writerOf, type Writer } from './content-info.ts'

export type Signer = {
  certificate: Buffer
  key: KeyObject
  /** Further certificates for the message, in the order in which they are to stand. */
  chain?: Buffer[]
}

export type SignOptions = {
  /** The content stays outside of the message. */
  detached?: boolean
  digest?: Digest
  /** Signed beside the content type and the digest. */
  attributes?: Attribute[]
  /** False signs the bare content, as some devices do. */
  signedAttributes?: boolean
  /** Writes BER without lengths and the content in pieces, as Apple does. */
  indefinite?: boolean
}

/** A SignedData message with one signer (RFC 5652 5); SHA-256 unless told otherwise. */
export function signData(content: Uint8Array, signer: Signer, options: SignOptions = {}): Buffer {
  const digest = options.digest ?? 'sha256'
  const { wrap, bytes } = writerOf(options)
  const body = options.detached ? [] : [wrap(contextTag(0), bytes(tags.octetString, content))]
  const signedData = wrap(
    tags.sequence,
    integer(1),
    set(digestAlgorithm(digest)),
    wrap(tags.sequence, oid(contentTypes.data), ...body),
    tlv(contextTag(0), signer.certificate, ...(signer.chain ?? [])),
    set(signerInfo(content, signer, options)),
  )
  return wrapContentInfo(wrap, signedData)
}

const wrapContentInfo = (wrap: Writer['wrap'], signedData: Buffer): Buffer =>
  wrap(tags.sequence, oid(contentTypes.signedData), wrap(contextTag(0), signedData))

function signerInfo(content: Uint8Array, { certificate, key }: Signer, options: SignOptions): Buffer {
  const digest = options.digest ?? 'sha256'
  const attributes = options.signedAttributes === false ? undefined : signedAttributes(content, options)
  return seq(
    integer(1),
    issuerAndSerial(certificate),
    digestAlgorithm(digest),
    ...(attributes ? [implicit(0, attributes)] : []),
    signerAlgorithm(key, digest),
    octetString(sign(digest, attributes ?? content, key)),
  )
}

function signedAttributes(content: Uint8Array, { digest = 'sha256', attributes = [] }: SignOptions): Buffer {
  const all = [
    contentTypeAttribute(contentTypes.data),
    messageDigestAttribute(createHash(digest).update(content).digest()),
    ...attributes,
  ]
  return setOf(...all.map(writeAttribute))
}

/** For RSA the plain key type, which every reader knows; for EC there is only the name with the hash in it. */
const signerAlgorithm = (key: KeyObject, digest: Digest): Buffer =>
  key.asymmetricKeyType === 'rsa' ? seq(oid(rsaEncryption), nul()) : signatureAlgorithm(key, digest)
