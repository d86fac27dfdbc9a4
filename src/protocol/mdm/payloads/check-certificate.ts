import type { PlistDict } from '../../plist/plist.ts'
import { readCertificateFile } from './certificate-file.ts'
import { at, warning, type Finding } from './finding.ts'
import { ProfileError } from './profile-error.ts'

const certificateTypes = ['root', 'pem', 'pkcs1', 'pkcs12'].map((name) => `com.apple.security.${name}`)

/** Whether the file in a certificate payload can be read, and has not ended. */
export function checkCertificate(payload: PlistDict, path: string, now: Date | undefined): Finding[] {
  const { PayloadType: type, PayloadContent: content, Password: password } = payload
  if (typeof type !== 'string' || !certificateTypes.includes(type) || !(content instanceof Uint8Array))
    return []
  const place = at(path, 'PayloadContent')
  try {
    const file = readCertificateFile(content, { password: typeof password === 'string' ? password : '' })
    if (file.format !== 'x509' || !now || file.notAfter > now) return []
    const day = file.notAfter.toISOString().slice(0, 10)
    return [warning('certificate-expired', place, `is a certificate that ended on ${day}: ${file.subject}`)]
  } catch (cause) {
    if (!(cause instanceof ProfileError)) throw cause
    // Whoever installs an identity without its password is asked for it.
    if (cause.reason === 'password' && password === undefined) return []
    return [warning('bad-certificate', place, `cannot be used: ${cause.message.replace(/\.$/, '')}`)]
  }
}
