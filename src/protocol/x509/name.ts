import { directoryString, oid, printableString, seq, set, type Asn1Node } from '../asn1/asn1.ts'
import { fields } from '../asn1/fields.ts'
import { oidOf, textOf } from '../asn1/read-values.ts'
import { tags } from '../asn1/tags.ts'

export type NameAttribute = {
  type: 'CN' | 'O' | 'OU' | 'C' | 'L' | 'ST' | 'UID' | 'serialNumber'
  value: string
}
/** A distinguished name, outermost part first. */
export type Name = NameAttribute[]

const oids: Record<NameAttribute['type'], string> = {
  CN: '2.5.4.3',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  UID: '0.9.2342.19200300.100.1.1',
  serialNumber: '2.5.4.5',
}
const typesByOid = new Map(Object.entries(oids).map(([type, id]) => [id, type as NameAttribute['type']]))

export const writeName = (name: Name): Buffer =>
  seq(...name.map(({ type, value }) => set(seq(oid(oids[type]), writeValue(type, value)))))

/** RFC 5280 appendix A wants PrintableString for countries; elsewhere the narrowest type is the most widely read. */
function writeValue(type: NameAttribute['type'], value: string): Buffer {
  return type === 'C' ? printableString(value) : directoryString(value)
}

/**
 * The attributes that have a short name here, in their order; others are left out.
 * @throws {Asn1Error}
 */
export const readName = (name: Asn1Node): Name =>
  members(name, tags.sequence)
    .flatMap((part) => members(part, tags.set))
    .flatMap((attribute) => {
      const { take } = fields(attribute)
      const type = typesByOid.get(oidOf(take()))
      return type ? [{ type, value: textOf(take()) }] : []
    })

function members(node: Asn1Node, tag: number): Asn1Node[] {
  fields(node, tag)
  return node.children
}
