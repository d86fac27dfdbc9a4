import { Asn1Error } from './asn1-error.ts'

/** The value bytes of an object identifier, from its dotted text. */
export function encodeOid(text: string): Buffer {
  if (!/^[0-2](\.(0|[1-9]\d*))+$/.test(text)) throw new Asn1Error(`"${text}" is not an object identifier`)
  const [root = 0n, second = 0n, ...rest] = text.split('.').map(BigInt)
  if (root < 2n && second > 39n) throw new Asn1Error(`"${text}" is not an object identifier`)
  return Buffer.from([root * 40n + second, ...rest].flatMap(encodeArc))
}

/** The dotted text of an object identifier's value bytes. */
export function decodeOid(content: Uint8Array): string {
  const [first = 0n, ...rest] = decodeArcs(content)
  const root = first < 80n ? first / 40n : 2n
  return [root, first - root * 40n, ...rest].join('.')
}

function encodeArc(arc: bigint): number[] {
  const bytes = [Number(arc & 0x7fn)]
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) bytes.unshift(Number(rest & 0x7fn) | 0x80)
  return bytes
}

function decodeArcs(content: Uint8Array): bigint[] {
  // An arc may be a whole UUID (2.25), but work grows with the square of an arc's length.
  if (content.length === 0 || content.length > 128)
    throw new Asn1Error('The object identifier has no valid length')
  const arcs: bigint[] = []
  let arc = 0n
  let open = false
  for (const byte of content) {
    if (!open && byte === 0x80) throw new Asn1Error('The object identifier has a padded arc')
    arc = (arc << 7n) | BigInt(byte & 0x7f)
    open = byte >= 0x80
    if (!open) {
      arcs.push(arc)
      arc = 0n
    }
  }
  if (open) throw new Asn1Error('The object identifier is cut off')
  return arcs
}
