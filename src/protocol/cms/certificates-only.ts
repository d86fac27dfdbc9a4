import { readingCms } from './cms-error.ts'
import { readSignedData } from './signed-data.ts'

/** The certificates of a SignedData in its order, as DER; whether and by whom it is signed does not matter. @throws {CmsError} */
export const readCertificatesOnly = (bytes: Uint8Array): Buffer[] =>
  readingCms(() => readSignedData(bytes).certificates.map(({ raw }) => raw))
