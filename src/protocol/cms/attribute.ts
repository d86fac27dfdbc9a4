import { Asn1Error, octetString, oid, seq, set, time, type Asn1Node } from '../asn1/asn1.ts'
import { fields } from '../asn1/fields.ts'
import { octets, oidOf } from '../asn1/read-values.ts'
import { tags } from '../asn1/tags.ts'

/** A signed attribute with one value, given in DER. */
export type Attribute = { oid: string; value: Buffer }

/** RFC 5652 11. */
export const attributeTypes = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
} as const

export const contentTypeAttribute = (type: string): Attribute => ({
  oid: attributeTypes.contentType,
  value: oid(type),
})
export const messageDigestAttribute = (digest: Buffer): Attribute => ({
  oid: attributeTypes.messageDigest,
  value: octetString(digest),
})
/** When the signer claims to have signed. Left out unless asked for: some clients compare it with our certificate. */
export const signingTimeAttribute = (date: Date): Attribute => ({
  oid: attributeTypes.signingTime,
  value: time(date),
})

export const writeAttribute = ({ oid: id, value }: Attribute): Buffer => seq(oid(id), set(value))

/**
 * The single values by their type. Attributes with several values are left out, those that come twice are refused:
 * nothing here may depend on which of two is looked at.
 * @throws {Asn1Error}
 */
export function readAttributes(attributes: Asn1Node[]): Map<string, Asn1Node> {
  const seen = new Set<string>()
  const values = new Map<string, Asn1Node>()
  for (const attribute of attributes) {
    const { take, end } = fields(attribute)
    const type = oidOf(take())
    const [value, ...more] = take(tags.set).children
    end()
    if (seen.has(type)) throw new Asn1Error(`The attribute ${type} comes twice`)
    seen.add(type)
    if (value && more.length === 0) values.set(type, value)
  }
  return values
}

export const octetsOf = (value: Asn1Node | undefined): Buffer | undefined =>
  value && (value.tag & ~0x20) === tags.octetString ? octets(value) : undefined
