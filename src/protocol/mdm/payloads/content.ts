/** What a form says; each makes one profile. A member that is absent leaves the device as it is. Bytes are base64. */
export type PayloadContent = Passcode | Wifi | Restrictions | WebClip | Certificate

export type Passcode = {
  kind: 'passcode'
  required?: boolean | undefined
  /** Whether repeated and running characters such as 1111 and 1234 are taken. */
  allowSimple?: boolean | undefined
  requireAlphanumeric?: boolean | undefined
  /** 0 to 16. */
  minLength?: number | undefined
  /** 0 to 4 characters that are neither letter nor digit. */
  minComplexCharacters?: number | undefined
  /** 0 to 730. */
  maxAgeDays?: number | undefined
  /** So many earlier passcodes cannot be used again: 1 to 50. */
  history?: number | undefined
  /** 2 to 11. An iPhone erases itself after the last one, a Mac locks. */
  maxFailedAttempts?: number | undefined
  /** 0 to 15. */
  autoLockMinutes?: number | undefined
  /** How long a locked device opens without the passcode; 0 asks at once. */
  graceMinutes?: number | undefined
}

export const wifiSecurities = ['none', 'wep', 'wpa', 'wpa2', 'wpa3', 'any'] as const
export type WifiSecurity = (typeof wifiSecurities)[number]

export type Wifi = {
  kind: 'wifi'
  ssid: string
  hidden?: boolean | undefined
  autoJoin?: boolean | undefined
  security: WifiSecurity
  /** Of a personal network; absent in an enterprise network. */
  password?: string | null | undefined
  enterprise?: WifiEnterprise | undefined
  proxy?: WifiProxy | undefined
  /** False makes the device show its true address to this network. */
  randomizeMac?: boolean | undefined
}

export const eapTypes = { tls: 13, ttls: 21, peap: 25, fast: 43 } as const
export type EapType = keyof typeof eapTypes
export const ttlsInnerAuthentications = ['PAP', 'CHAP', 'MSCHAP', 'MSCHAPv2', 'EAP'] as const

export type WifiEnterprise = {
  eapTypes: EapType[]
  /** Without one the person is asked. */
  userName?: string | undefined
  password?: string | null | undefined
  /** Shown outside of the tunnel in place of the name. */
  outerIdentity?: string | undefined
  ttlsInner?: (typeof ttlsInnerAuthentications)[number] | undefined
  /** Names in the certificate of the server; `*` stands for a part of one. */
  trustedServerNames?: string[] | undefined
  /** DER or PEM; they travel in the same profile. */
  trustedCertificates?: string[] | undefined
  /** PKCS#12 with the identity for EAP-TLS. */
  identity?: { file: string; password: string } | null | undefined
}

export type WifiProxy =
  | {
      type: 'manual'
      server: string
      port: number
      userName?: string | undefined
      password?: string | null | undefined
    }
  | { type: 'auto'; pacUrl?: string | undefined; directWhenUnreachable?: boolean | undefined }

export type RestrictionValue = boolean | number | string | string[]
/** By Apple's keys, as in the catalogue. */
export type Restrictions = { kind: 'restrictions'; values: Record<string, RestrictionValue> }

export type WebClip = {
  kind: 'web-clip'
  label: string
  url: string
  /** PNG. */
  icon?: string | null | undefined
  removable?: boolean | undefined
  fullScreen?: boolean | undefined
}

export type Certificate = {
  kind: 'certificate'
  /** PEM, DER or PKCS#12. */
  file: string
  fileName?: string | undefined
  /** Of a PKCS#12 file. */
  password?: string | null | undefined
}
