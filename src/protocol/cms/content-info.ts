import { indefinite, readAsn1, tlv, type Asn1Node } from '../asn1/asn1.ts'
import { fields } from '../asn1/fields.ts'
import { oidOf, only } from '../asn1/read-values.ts'
import { contextTag, tags } from '../asn1/tags.ts'
import { CmsError } from './cms-error.ts'

/** Content types (RFC 5652 4, 5.1, 6.1). */
export const contentTypes = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
} as const

/** The content of a message that must be of the given type. @throws {CmsError | Asn1Error} */
export function readContentInfo(bytes: Uint8Array, type: keyof typeof contentTypes): Asn1Node {
  const { take, end } = fields(readAsn1(bytes))
  const found = oidOf(take(tags.oid))
  const content = only(take(contextTag(0)))
  end()
  if (found !== contentTypes[type]) throw new CmsError('malformed', `The message is not of type ${type}`)
  return content
}

/** How the outer layers of a message are written: with lengths, or as Apple does, without. */
export type Writer = {
  wrap: (tag: number, ...parts: Uint8Array[]) => Buffer
  /** A string of bytes under a tag that is written without the constructed bit. */
  bytes: (tag: number, content: Uint8Array) => Buffer
}

const pieceBytes = 1_000

const der: Writer = { wrap: tlv, bytes: tlv }
const ber: Writer = {
  wrap: indefinite,
  bytes: (tag, content) => indefinite(tag | 0x20, ...pieces(content)),
}

export const writerOf = ({ indefinite: open = false }: { indefinite?: boolean }): Writer => (open ? ber : der)

function pieces(content: Uint8Array): Buffer[] {
  const count = Math.ceil(content.length / pieceBytes)
  return Array.from({ length: count }, (_, i) =>
    tlv(tags.octetString, content.subarray(i * pieceBytes, (i + 1) * pieceBytes)),
  )
}
