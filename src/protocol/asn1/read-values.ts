import { Asn1Error } from './asn1-error.ts'
import type { Asn1Node } from './asn1.ts'
import { decodeOid } from './oid.ts'
import { tags } from './tags.ts'

/**
 * The bytes of an OCTET STRING, or of a value that is implicitly one (CMS tags its ciphertext [0]).
 * BER allows it in pieces, which may be in pieces again; they are joined.
 */
export function octets(node: Asn1Node): Buffer {
  if (!node.constructed) return node.content
  return Buffer.concat(
    node.children.map((piece) => {
      if ((piece.tag & ~0x20) !== tags.octetString) throw new Asn1Error('A piece is not an OCTET STRING')
      return octets(piece)
    }),
  )
}

/** The dotted text of an OBJECT IDENTIFIER. */
export function oidOf(node: Asn1Node): string {
  if (node.tag !== tags.oid) throw new Asn1Error('An object identifier is missing')
  return decodeOid(node.content)
}

/** The only child of a value that wraps exactly one. */
export function only(node: Asn1Node): Asn1Node {
  const [child] = node.children
  if (!child || node.children.length > 1) throw new Asn1Error('Exactly one value was expected')
  return child
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The characters of any of the string types that names and passwords come in. */
export function textOf(node: Asn1Node): string {
  switch (node.tag) {
    case tags.utf8String:
      return decodeUtf8(node.content)
    case tags.printableString:
    case tags.ia5String:
    case tags.numericString:
    case tags.visibleString:
    case tags.teletexString:
      return node.content.toString('latin1')
    case tags.bmpString:
      return decodeBmp(node.content)
    default:
      throw new Asn1Error('A text was expected')
  }
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new Asn1Error('A text is not UTF-8', { cause })
  }
}

function decodeBmp(bytes: Buffer): string {
  if (bytes.length % 2 === 1) throw new Asn1Error('A text is cut off')
  return Buffer.from(bytes).swap16().toString('utf16le')
}
