/** The bytes are not the ASN.1 structure that was expected. */
export class Asn1Error extends Error {
  override name = 'Asn1Error'
}
