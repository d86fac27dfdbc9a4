import type { PlistDict } from '../../plist/plist.ts'
import { stableUuid } from '../stable-uuid.ts'
import type { CertificateFile } from './certificate-file.ts'

export type ProfileNames = {
  /** Reverse-DNS and the same for ever: the device replaces a profile by it. */
  identifier: string
  uuid: string
  displayName: string
  organization: string
  description?: string | undefined
}

type Wanted = { type: string; suffix: string; displayName?: string }

/** What every payload begins with. */
export const payload = (names: ProfileNames, { type, suffix, displayName }: Wanted) => ({
  PayloadType: type,
  PayloadVersion: 1,
  PayloadIdentifier: `${names.identifier}.${suffix}`,
  PayloadUUID: stableUuid(names.uuid, suffix),
  PayloadDisplayName: displayName ?? names.displayName,
})

type File = { file: CertificateFile; password?: string | null | undefined; fileName?: string | undefined }

/** A certificate as a payload: an authority's, another one, or an identity. Node and Apple write the last as PKCS#12. */
export function certificatePayload(
  names: ProfileNames,
  suffix: string,
  { file, password, fileName }: File,
): PlistDict & { PayloadUUID: string } {
  const more = fileName === undefined ? {} : { PayloadCertificateFileName: fileName }
  if (file.format === 'pkcs12') {
    const secret = password ? { Password: password } : {}
    const begin = payload(names, { type: 'com.apple.security.pkcs12', suffix })
    return { ...begin, ...more, PayloadContent: file.bytes, ...secret }
  }
  const type = file.root ? 'com.apple.security.root' : 'com.apple.security.pkcs1'
  const begin = payload(names, { type, suffix, displayName: commonName(file.subject) ?? names.displayName })
  return { ...begin, ...more, PayloadContent: file.der }
}

const commonName = (subject: string): string | undefined => /(?:^|, )CN=([^,]+)/.exec(subject)?.[1]
