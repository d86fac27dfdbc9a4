import { Asn1Error, octetString, tlv, type Asn1Node } from '../asn1/asn1.ts'
import { fields } from '../asn1/fields.ts'
import { octets, oidOf, only } from '../asn1/read-values.ts'
import { contextTag, tags } from '../asn1/tags.ts'
import { readContentInfo } from './content-info.ts'

export type SignedData = {
  contentType: string
  content: Buffer | undefined
  certificates: Asn1Node[]
  signers: Asn1Node[]
}

/** SignedData (RFC 5652 5.1), nothing of it verified. @throws {CmsError | Asn1Error} */
export function readSignedData(bytes: Uint8Array): SignedData {
  const { take, optional, end } = fields(readContentInfo(bytes, 'signedData'))
  take(tags.integer)
  take(tags.set) // digest algorithms, repeated by each signer
  const encapsulated = fields(take(tags.sequence))
  const contentType = oidOf(encapsulated.take())
  const wrapped = encapsulated.optional(contextTag(0))
  const certificates = optional(contextTag(0))?.children ?? []
  optional(contextTag(1)) // revocation lists
  const signers = take(tags.set).children
  end()
  return {
    contentType,
    content: wrapped && contentOctets(only(wrapped)),
    // Other kinds of certificates have context tags; no Apple device sends them.
    certificates: certificates.filter(({ tag }) => tag === tags.sequence),
    signers,
  }
}

function contentOctets(node: Asn1Node): Buffer {
  if ((node.tag & ~0x20) !== tags.octetString) throw new Asn1Error('The content is not an OCTET STRING')
  return octets(node)
}

export type SignerInfo = {
  /** IssuerAndSerialNumber, or [0] with the identifier of the signer's key. */
  id: Asn1Node
  digestAlgorithm: Asn1Node
  signedAttributes: Asn1Node | undefined
  signatureAlgorithm: Asn1Node
  signature: Buffer
}

/** SignerInfo (RFC 5652 5.3). @throws {Asn1Error} */
export function readSignerInfo(node: Asn1Node): SignerInfo {
  const { take, optional, end } = fields(node)
  take(tags.integer)
  const id = take(tags.sequence, 0x80, contextTag(0))
  const digestAlgorithm = take(tags.sequence)
  const signedAttributes = optional(contextTag(0))
  const signatureAlgorithm = take(tags.sequence)
  const signature = octets(take(tags.octetString, tags.octetString | 0x20))
  optional(contextTag(1)) // unsigned attributes prove nothing
  end()
  return { id, digestAlgorithm, signedAttributes, signatureAlgorithm, signature }
}

/**
 * The bytes that the signature over attributes covers: a SET in DER, whatever tag and lengths they travelled with
 * (RFC 5652 5.4). Their order stays, for there are signers who do not sort.
 */
export const attributesAsSigned = (attributes: Asn1Node): Buffer =>
  tlv(tags.set, ...attributes.children.map(asDer))

export function asDer(node: Asn1Node): Buffer {
  if (!node.constructed) return tlv(node.tag, node.content)
  if (node.tag === (tags.octetString | 0x20)) return octetString(octets(node))
  return tlv(node.tag, ...node.children.map(asDer))
}
