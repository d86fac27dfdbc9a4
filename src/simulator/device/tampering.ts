import { tags } from '../../protocol/asn1/tags.ts'
import { readAsn1, tlv, type Asn1Node } from '../../protocol/asn1/asn1.ts'

/** Changes of signed messages on their way, for tests of a server. */

/** Another text of the same length in the place of one; the signature stays as it was. */
export function tampered(signed: Buffer, text: string, other: string): Buffer {
  const bytes = Buffer.from(signed)
  const at = bytes.indexOf(text)
  if (at < 0 || other.length !== text.length) throw new Error('There is nothing to change')
  bytes.write(other, at, 'latin1')
  return bytes
}

/** The same message signed twice by the same signer, of which a careless reader looks at one. */
export function withSecondSigner(signed: Buffer): Buffer {
  const [type, wrapped] = readAsn1(signed).children as [Asn1Node, Asn1Node]
  const [signedData] = wrapped.children as [Asn1Node]
  const members = signedData.children
  const signers = members.at(-1)!
  const [signer] = signers.children as [Asn1Node]
  const doubled = tlv(tags.set, signer.raw, signer.raw)
  const data = tlv(tags.sequence, ...members.slice(0, -1).map(({ raw }) => raw), doubled)
  return tlv(tags.sequence, type.raw, tlv(wrapped.tag, data))
}
