import type { PolicyCertificate, ShownPolicyContent } from '../contract/policy-content.ts'
import { readCertificateFile } from '../protocol/mdm/payloads/certificate-file.ts'
import type { WholeContent, WholeContentOf } from './content.ts'
import { readUpload } from './upload.ts'

/** Content without its secrets and files. @throws {ProfileError} for a file that cannot be read */
export function showContent(content: WholeContent): ShownPolicyContent {
  if (content.kind === 'configuration-profile') {
    const { kind, fileName, bytes } = content
    return { kind, fileName, profile: readUpload(Buffer.from(bytes, 'base64')).summary }
  }
  if (content.kind === 'certificate') {
    const { kind, fileName = null, file, password } = content
    return { kind, fileName, certificate: certificateIn(file, '/file', password) }
  }
  if (content.kind === 'web-clip') {
    const { icon, ...shown } = content
    return { ...shown, hasIcon: Boolean(icon) }
  }
  return content.kind === 'wifi' ? showWifi(content) : content
}

function showWifi({ password, enterprise, proxy, ...shown }: WholeContentOf<'wifi'>): ShownPolicyContent {
  return {
    ...shown,
    hasPassword: Boolean(password),
    ...(enterprise && { enterprise: showEnterprise(enterprise) }),
    ...(proxy && { proxy: proxy.type === 'manual' ? showProxy(proxy) : proxy }),
  }
}

type Enterprise = NonNullable<WholeContentOf<'wifi'>['enterprise']>
type Proxy = Extract<WholeContentOf<'wifi'>['proxy'], { type: 'manual' }>

const showEnterprise = ({ password, trustedCertificates = [], identity, ...shown }: Enterprise) => ({
  ...shown,
  hasPassword: Boolean(password),
  hasIdentity: Boolean(identity),
  trustedCertificates: trustedCertificates.map((file, i) =>
    certificateIn(file, `/enterprise/trustedCertificates/${i}`),
  ),
})

const showProxy = ({ password, ...shown }: Proxy) => ({ ...shown, hasPassword: Boolean(password) })

export function certificateIn(base64: string, pointer: string, password?: string | null): PolicyCertificate {
  const file = readCertificateFile(Buffer.from(base64, 'base64'), { password, pointer })
  if (file.format === 'pkcs12')
    return { format: 'pkcs12', subject: null, issuer: null, notAfter: null, fingerprint: null }
  const { format, subject, issuer, notAfter, fingerprint } = file
  return { format, subject, issuer, notAfter: notAfter.toISOString(), fingerprint }
}
