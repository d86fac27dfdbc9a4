import { readAsn1, type Asn1Node } from '../asn1/asn1.ts'
import { fields } from '../asn1/fields.ts'
import { octets } from '../asn1/read-values.ts'
import { tags } from '../asn1/tags.ts'
import { certificateParts, extensionValue } from '../x509/certificate.ts'

const subjectKeyIdentifier = '2.5.29.14'

/**
 * Whether a SignerIdentifier or RecipientIdentifier (RFC 5652 5.3, 6.2.1) means this certificate. Names are compared
 * byte by byte: whoever writes an identifier copies them from the certificate.
 * @throws {Asn1Error}
 */
export function matchesCertificate(id: Asn1Node, certificate: Asn1Node): boolean {
  const parts = certificateParts(certificate)
  if (id.tag === tags.sequence) {
    const { take } = fields(id)
    return take(tags.sequence).raw.equals(parts.issuer.raw) && take(tags.integer).raw.equals(parts.serial.raw)
  }
  const keyId = extensionValue(parts, subjectKeyIdentifier)
  return keyId !== undefined && octets(readAsn1(keyId)).equals(octets(id))
}
