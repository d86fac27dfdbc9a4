import type {
  PolicyCertificate,
  PolicyContent,
  ShownPolicyContent,
} from '../../src/contract/policy-content.ts'

type Content = Extract<PolicyContent, { kind: 'wifi' }>
type Shown = Extract<ShownPolicyContent, { kind: 'wifi' }>
type Enterprise = NonNullable<Content['enterprise']>

export const eapTypes = ['peap', 'ttls', 'tls', 'fast'] as const
export const ttlsInners = ['PAP', 'CHAP', 'MSCHAP', 'MSCHAPv2', 'EAP'] as const
export const wifiSecurities = ['wpa2', 'wpa3', 'wpa', 'any', 'wep', 'none'] as const

/** Files in base64; an empty secret is the one that is there, if there is one. */
export type WifiValues = {
  ssid: string
  hidden: boolean
  autoJoin: boolean
  randomizeMac: boolean
  security: Content['security']
  password: string
  hasPassword: boolean
  isEnterprise: boolean
  enterprise: {
    eapTypes: Enterprise['eapTypes']
    userName: string
    password: string
    hasPassword: boolean
    outerIdentity: string
    ttlsInner: NonNullable<Enterprise['ttlsInner']> | null
    trustedServerNames: string[]
    /** Null: those that are there stay. */
    trustedCertificates: string[] | null
    known: PolicyCertificate[]
    identity: string
    identityPassword: string
    hasIdentity: boolean
  }
  proxy: 'none' | 'manual' | 'auto'
  proxyServer: string
  proxyPort: number | ''
  proxyUserName: string
  proxyPassword: string
  hasProxyPassword: boolean
  pacUrl: string
  directWhenUnreachable: boolean
}

export const blankWifi: WifiValues = {
  ssid: '',
  hidden: false,
  autoJoin: true,
  randomizeMac: true,
  security: 'wpa2',
  password: '',
  hasPassword: false,
  isEnterprise: false,
  enterprise: {
    eapTypes: ['peap'],
    userName: '',
    password: '',
    hasPassword: false,
    outerIdentity: '',
    ttlsInner: null,
    trustedServerNames: [],
    trustedCertificates: [],
    known: [],
    identity: '',
    identityPassword: '',
    hasIdentity: false,
  },
  proxy: 'none',
  proxyServer: '',
  proxyPort: '',
  proxyUserName: '',
  proxyPassword: '',
  hasProxyPassword: false,
  pacUrl: '',
  directWhenUnreachable: false,
}

export function wifiValuesOf(content: Shown): WifiValues {
  const { ssid, security, hasPassword, enterprise } = content
  return {
    ...blankWifi,
    ssid,
    security,
    hasPassword,
    hidden: content.hidden ?? false,
    autoJoin: content.autoJoin ?? true,
    randomizeMac: content.randomizeMac ?? true,
    isEnterprise: enterprise !== undefined,
    enterprise: enterprise ? enterpriseValuesOf(enterprise) : blankWifi.enterprise,
    ...proxyValuesOf(content.proxy),
  }
}

const enterpriseValuesOf = (shown: NonNullable<Shown['enterprise']>): WifiValues['enterprise'] => ({
  ...blankWifi.enterprise,
  eapTypes: shown.eapTypes,
  userName: shown.userName ?? '',
  hasPassword: shown.hasPassword,
  outerIdentity: shown.outerIdentity ?? '',
  ttlsInner: shown.ttlsInner ?? null,
  trustedServerNames: shown.trustedServerNames ?? [],
  trustedCertificates: shown.trustedCertificates.length > 0 ? null : [],
  known: shown.trustedCertificates,
  hasIdentity: shown.hasIdentity,
})

function proxyValuesOf(proxy: Shown['proxy']): Partial<WifiValues> {
  if (!proxy) return {}
  if (proxy.type === 'auto')
    return {
      proxy: 'auto',
      pacUrl: proxy.pacUrl ?? '',
      directWhenUnreachable: proxy.directWhenUnreachable ?? false,
    }
  return {
    proxy: 'manual',
    proxyServer: proxy.server,
    proxyPort: proxy.port,
    proxyUserName: proxy.userName ?? '',
    hasProxyPassword: proxy.hasPassword,
  }
}

export function wifiContentOf(values: WifiValues): Content {
  const { ssid, hidden, autoJoin, randomizeMac, security, isEnterprise, password } = values
  const isPersonal = security !== 'none' && !isEnterprise
  return {
    kind: 'wifi',
    ssid,
    hidden,
    autoJoin,
    randomizeMac,
    security,
    ...(isPersonal && password && { password }),
    ...(isEnterprise && { enterprise: enterpriseOf(values.enterprise) }),
    ...(values.proxy !== 'none' && { proxy: proxyOf(values) }),
  }
}

function enterpriseOf(values: WifiValues['enterprise']): Enterprise {
  const { userName, password, outerIdentity, ttlsInner, trustedServerNames, trustedCertificates } = values
  const hasTls = values.eapTypes.includes('tls')
  return {
    eapTypes: values.eapTypes,
    ...(userName && { userName }),
    ...(password && { password }),
    ...(outerIdentity && { outerIdentity }),
    ...(ttlsInner && values.eapTypes.includes('ttls') && { ttlsInner }),
    trustedServerNames,
    ...(trustedCertificates && { trustedCertificates }),
    ...(values.identity && { identity: { file: values.identity, password: values.identityPassword } }),
    ...(!hasTls && values.hasIdentity && { identity: null }),
  }
}

function proxyOf(values: WifiValues): NonNullable<Content['proxy']> {
  const { pacUrl, proxyServer, proxyPort, proxyUserName, proxyPassword } = values
  if (values.proxy === 'auto')
    return { type: 'auto', ...(pacUrl && { pacUrl }), directWhenUnreachable: values.directWhenUnreachable }
  return {
    type: 'manual',
    server: proxyServer,
    port: Number(proxyPort),
    ...(proxyUserName && { userName: proxyUserName }),
    ...(proxyPassword && { password: proxyPassword }),
  }
}
