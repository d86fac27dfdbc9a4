import type { PlistDict } from '../../plist/plist.ts'
import { present } from '../present.ts'
import { readCertificateFile } from './certificate-file.ts'
import { eapTypes, type Wifi, type WifiEnterprise, type WifiProxy } from './content.ts'
import { certificatePayload, payload, type ProfileNames } from './payload.ts'
import { ProfileError } from './profile-error.ts'
import { checkWifi } from './wifi-rules.ts'

const encryption = { none: 'None', wep: 'WEP', wpa: 'WPA', wpa2: 'WPA2', wpa3: 'WPA3', any: 'Any' } as const

/** `com.apple.wifi.managed`, and the certificates that it points to. @throws {ProfileError} */
export function buildWifi(wifi: Wifi, names: ProfileNames): PlistDict[] {
  checkWifi(wifi)
  const { anchors, identity } = certificatesOf(wifi.enterprise, names)
  const network: PlistDict = {
    ...payload(names, { type: 'com.apple.wifi.managed', suffix: 'wifi', displayName: wifi.ssid }),
    ...present({
      SSID_STR: wifi.ssid,
      HIDDEN_NETWORK: wifi.hidden ?? false,
      AutoJoin: wifi.autoJoin,
      EncryptionType: encryption[wifi.security],
      Password: wifi.password ?? undefined,
      DisableAssociationMACRandomization: wifi.randomizeMac === undefined ? undefined : !wifi.randomizeMac,
      PayloadCertificateUUID: identity?.PayloadUUID,
      EAPClientConfiguration: wifi.enterprise && eapConfiguration(wifi.enterprise, anchors),
    }),
    ...proxyMembers(wifi.proxy),
  }
  return [...anchors, ...(identity ? [identity] : []), network]
}

type Payload = ReturnType<typeof certificatePayload>

function certificatesOf(enterprise: WifiEnterprise | undefined, names: ProfileNames) {
  const anchors = (enterprise?.trustedCertificates ?? []).map((base64, i): Payload => {
    const pointer = `/enterprise/trustedCertificates/${i}`
    const file = readCertificateFile(Buffer.from(base64, 'base64'), { pointer })
    if (file.format === 'pkcs12')
      throw new ProfileError('certificate', 'Devices trust certificates without a key only.', { pointer })
    return certificatePayload(names, `wifi.authority${i + 1}`, { file })
  })
  return { anchors, identity: identityOf(enterprise, names) }
}

function identityOf(enterprise: WifiEnterprise | undefined, names: ProfileNames): Payload | undefined {
  if (!enterprise?.identity) return undefined
  const { file: base64, password } = enterprise.identity
  const pointer = '/enterprise/identity/file'
  const file = readCertificateFile(Buffer.from(base64, 'base64'), { password, pointer })
  if (file.format !== 'pkcs12')
    throw new ProfileError('certificate', 'The identity needs its key: give it as PKCS#12 (.p12).', {
      pointer,
    })
  return certificatePayload(names, 'wifi.identity', { file, password })
}

const eapConfiguration = (enterprise: WifiEnterprise, anchors: Payload[]): PlistDict =>
  present({
    AcceptEAPTypes: enterprise.eapTypes.map((type) => eapTypes[type]),
    UserName: enterprise.userName,
    UserPassword: enterprise.password ?? undefined,
    OuterIdentity: enterprise.outerIdentity,
    TTLSInnerAuthentication: enterprise.ttlsInner,
    TLSTrustedServerNames: filled(enterprise.trustedServerNames),
    PayloadCertificateAnchorUUID: filled(anchors.map(({ PayloadUUID }) => PayloadUUID)),
  })

const filled = (list: string[] | undefined) => (list && list.length > 0 ? list : undefined)

function proxyMembers(proxy: WifiProxy | undefined): PlistDict {
  if (!proxy) return { ProxyType: 'None' }
  if (proxy.type === 'auto')
    return present({
      ProxyType: 'Auto',
      ProxyPACURL: proxy.pacUrl,
      ProxyPACFallbackAllowed: proxy.directWhenUnreachable,
    })
  return present({
    ProxyType: 'Manual',
    ProxyServer: proxy.server,
    ProxyServerPort: proxy.port,
    ProxyUsername: proxy.userName,
    ProxyPassword: proxy.password ?? undefined,
  })
}
