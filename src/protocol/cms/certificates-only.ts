import { explicit, integer, oid, seq, set, tlv } from '../asn1/asn1.ts'
import { contextTag } from '../asn1/tags.ts'
import { readingCms } from './cms-error.ts'
import { contentTypes } from './content-info.ts'
import { readSignedData } from './signed-data.ts'

/** A SignedData that signs nothing and only carries certificates (RFC 5652 5.2), in the given order. */
export function certificatesOnly(certificates: Buffer[]): Buffer {
  const signedData = seq(
    integer(1),
    set(),
    seq(oid(contentTypes.data)),
    tlv(contextTag(0), ...certificates),
    set(),
  )
  return seq(oid(contentTypes.signedData), explicit(0, signedData))
}

/** The certificates of a SignedData in its order, as DER; whether and by whom it is signed does not matter. @throws {CmsError} */
export const readCertificatesOnly = (bytes: Uint8Array): Buffer[] =>
  readingCms(() => readSignedData(bytes).certificates.map(({ raw }) => raw))
