import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto'
import { Asn1Error, type Asn1Node } from '../asn1/asn1.ts'
import { oidOf } from '../asn1/read-values.ts'
import { isSignatureValid, readDigestAlgorithm, type Digest } from '../x509/algorithms.ts'
import { attributeTypes, octetsOf, readAttributes } from './attribute.ts'
import { CmsError, readingCms } from './cms-error.ts'
import { contentTypes } from './content-info.ts'
import { matchesCertificate } from './match-certificate.ts'
import {
  attributesAsSigned,
  readSignedData,
  readSignerInfo,
  type SignedData,
  type SignerInfo,
} from './signed-data.ts'

export type VerifyOptions = {
  /** The content of a message that travels without it. */
  detached?: Uint8Array
  /** Takes a message without content as one with empty content: SCEP answers so when it refuses. */
  mayLackContent?: boolean
  /** Reads the signer's certificate. Whoever verifies many messages of the same signers can keep what was read. */
  certificateOf?: (der: Buffer) => X509Certificate
}

export type VerifiedData = {
  content: Buffer
  /** Whose key signed. Whether to trust it is for the caller: nothing but the signature was checked. */
  signer: X509Certificate
  /** All certificates of the message, in its order. */
  certificates: X509Certificate[]
  /** The hash under the signature; whoever answers should use the same. */
  digest: Digest
  /** Signed attributes with a single value, by their object identifier; empty when the bare content is signed. */
  attributes: Map<string, Asn1Node>
}

/**
 * Verifies a SignedData message (RFC 5652 5.4, 5.6) of type data with exactly one signer, whose certificate is in it.
 * Neither the certificate's dates nor its issuer are looked at: Apple's device CA expired in 2014.
 * @throws {CmsError}
 */
export const verifySignedData = (bytes: Uint8Array, options: VerifyOptions = {}): VerifiedData =>
  readingCms(() => verifyMessage(readSignedData(bytes), options))

function verifyMessage(message: SignedData, options: VerifyOptions): VerifiedData {
  const [signerNode, ...others] = message.signers
  if (!signerNode || others.length > 0) {
    throw new CmsError('unsupported', `The message has ${message.signers.length} signers instead of one`)
  }
  if (message.contentType !== contentTypes.data) {
    throw new CmsError('unsupported', 'The signed content is not plain data')
  }
  const info = readSignerInfo(signerNode)
  const content = contentOf(message, options)
  const signer = findSigner(message, info, options.certificateOf)
  const attributes = readAttributes(info.signedAttributes?.children ?? [])
  const digest = readDigestAlgorithm(info.digestAlgorithm)
  checkSignature(content, info, { signer, attributes, digest })

  const certificates = message.certificates.map(({ raw }) => (raw.equals(signer.raw) ? signer : parse(raw)))
  return { content, signer, certificates, digest, attributes }
}

function contentOf({ content }: SignedData, { detached, mayLackContent }: VerifyOptions): Buffer {
  if (detached && content) throw new CmsError('malformed', 'The message brings its own content')
  if (content) return content
  if (detached) return Buffer.from(detached.buffer, detached.byteOffset, detached.byteLength)
  if (mayLackContent) return Buffer.alloc(0)
  throw new CmsError('malformed', 'The message has no content')
}

function findSigner(
  { certificates }: SignedData,
  { id }: SignerInfo,
  certificateOf: VerifyOptions['certificateOf'],
): X509Certificate {
  const found = certificates.find((certificate) => matchesCertificate(id, certificate))
  if (!found) throw new CmsError('signature', "The signer's certificate is not in the message")
  return parse(found.raw, certificateOf)
}

function parse(der: Buffer, certificateOf = readCertificate): X509Certificate {
  try {
    return certificateOf(der)
  } catch (cause) {
    throw new CmsError('malformed', 'A certificate in the message is malformed', { cause })
  }
}

const readCertificate = (der: Buffer) => new X509Certificate(der)

type Claim = Pick<VerifiedData, 'signer' | 'attributes' | 'digest'>

function checkSignature(content: Buffer, info: SignerInfo, { signer, attributes, digest }: Claim): void {
  if (info.signedAttributes) checkAttributes(attributes, createHash(digest).update(content).digest())
  const valid = isSignatureValid({
    algorithm: info.signatureAlgorithm,
    digest,
    data: info.signedAttributes ? attributesAsSigned(info.signedAttributes) : content,
    value: info.signature,
    key: publicKeyOf(signer),
  })
  if (!valid) throw new CmsError('signature', 'The signature is wrong')
}

/** Without this the signature would cover the attributes only, and any content could be put beside them. */
function checkAttributes(attributes: Map<string, Asn1Node>, digest: Buffer): void {
  const type = attributes.get(attributeTypes.contentType)
  if (!type || oidOf(type) !== contentTypes.data) {
    throw new CmsError('signature', 'The signature does not name the type of the content')
  }
  const claimed = octetsOf(attributes.get(attributeTypes.messageDigest))
  if (!claimed || claimed.length !== digest.length || !timingSafeEqual(claimed, digest)) {
    throw new CmsError('signature', 'The content is not the one that was signed')
  }
}

function publicKeyOf(certificate: X509Certificate): X509Certificate['publicKey'] {
  try {
    return certificate.publicKey
  } catch (cause) {
    throw new Asn1Error("The signer's public key is malformed", { cause })
  }
}
