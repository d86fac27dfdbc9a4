import { checkHeadwindBundle } from '../headwind/check-bundle.ts'
import { extraPrefix, findExtra, systemExtras, type SystemExtra } from './extras.ts'
import type { ExtraValue, Provisioning, ProvisioningAgent } from './provisioning.ts'

export type Finding = { pointer: string; code: string; severity: 'error' | 'warning'; message: string }

/**
 * What is wrong with a provisioning, before a code is printed that no phone accepts (android.md 1.9). An error stops the whole
 * set-up or the enrollment; a warning is what is likely not meant.
 */
export function checkProvisioning(provisioning: Provisioning): Finding[] {
  const { agent, systemExtras, customKeys } = provisioning
  return [
    ...checkAgent(agent),
    ...Object.entries(systemExtras).flatMap(([short, value]) => checkExtra(short, value)),
    ...checkWifi(systemExtras),
    ...Object.keys(customKeys).flatMap((key) => checkCustomKey(key, provisioning)),
    ...checkHeadwindBundle(provisioning),
  ]
}

const error = (pointer: string, code: string, message: string): Finding => ({
  pointer,
  code,
  severity: 'error',
  message,
})
const warning = (pointer: string, code: string, message: string): Finding => ({
  pointer,
  code,
  severity: 'warning',
  message,
})

const component = new RegExp(findExtra('DEVICE_ADMIN_COMPONENT_NAME')!.validate!)

function checkAgent({
  component: name,
  downloadUrl,
  signatureChecksum,
  packageChecksum,
}: ProvisioningAgent): Finding[] {
  const findings: Finding[] = []
  if (name === '')
    findings.push(
      error(
        '/agent/component',
        'agent.missing',
        'The agent is not set: a phone would not know which app to install',
      ),
    )
  else if (!component.test(name))
    findings.push(
      error(
        '/agent/component',
        'agent.component',
        'The component is "package/class", such as com.example.agent/.AdminReceiver',
      ),
    )
  if (downloadUrl === null) {
    findings.push(
      warning(
        '/agent/downloadUrl',
        'agent.no-download',
        'Without an address only phones that have the app in their system enroll',
      ),
    )
    return findings
  }
  if (!/^https:\/\/[^\s/]+/.test(downloadUrl))
    findings.push(
      error('/agent/downloadUrl', 'agent.download', 'The app is downloaded from an https address'),
    )
  else if (isPrivate(downloadUrl))
    findings.push(
      warning(
        '/agent/downloadUrl',
        'agent.private',
        'The address belongs to a private network: a phone elsewhere does not reach it',
      ),
    )
  if (signatureChecksum === null && packageChecksum === null)
    findings.push(
      error(
        '/agent/signatureChecksum',
        'agent.checksum',
        'A downloaded app needs the checksum of its signing certificate, or of the file',
      ),
    )
  if (signatureChecksum !== null && packageChecksum !== null)
    findings.push(
      warning(
        '/agent/packageChecksum',
        'agent.two-checksums',
        'Of two checksums Android looks at one only; that of the certificate is used',
      ),
    )
  return findings
}

const privateHost =
  /^(localhost|.*\.local|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[(::1|f[cd]|fe80))/i
const isPrivate = (url: string): boolean => privateHost.test(URL.canParse(url) ? new URL(url).hostname : '')

function checkExtra(short: string, value: ExtraValue): Finding[] {
  const pointer = `/systemExtras/${short}`
  const extra = findExtra(short)
  if (!extra) return [error(pointer, 'extra.unknown', `Android knows no extra ${short}`)]
  if (!fitsType(extra, value))
    return [error(pointer, 'extra.type', `${short} must be ${typesInWords[extra.type] ?? extra.type}`)]
  return [...checkStatus(extra, pointer), ...checkValue(extra, String(value), pointer)]
}

const typesInWords: Record<string, string> = {
  string: 'text',
  boolean: 'true or false',
  integer: 'a whole number',
}

function fitsType({ type, numberKind }: SystemExtra, value: ExtraValue): boolean {
  if (type !== 'integer') return typeof value === type
  const limit = numberKind === 'int64' ? Number.MAX_SAFE_INTEGER : 2 ** 31 - 1
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= limit
}

function checkStatus({ short, qrStatus }: SystemExtra, pointer: string): Finding[] {
  if (qrStatus === 'usable') return []
  if (qrStatus === 'usable-unofficial')
    return [
      warning(pointer, 'extra.unofficial', `${short} is not for apps of others; some phones leave it out`),
    ]
  if (qrStatus === 'ignored-in-qr' || qrStatus === 'legacy' || qrStatus === 'no-effect')
    return [warning(pointer, 'extra.no-effect', `${short} has no effect in a QR code on current phones`)]
  return [error(pointer, 'extra.not-for-qr', `${short} cannot be given by a QR code`)]
}

function checkValue({ short, values, validate }: SystemExtra, value: string, pointer: string): Finding[] {
  if (values && !values.map(String).includes(value))
    return [error(pointer, 'extra.value', `${short} must be one of ${values.join(', ')}`)]
  if (validate && !new RegExp(validate).test(value))
    return [error(pointer, 'extra.value', `${short} is not of the form that Android reads`)]
  if (short === 'TIME_ZONE' && !isTimeZone(value))
    return [error(pointer, 'extra.value', 'TIME_ZONE is a name such as Europe/Berlin')]
  if (short === 'LOCALE' && !isLocale(value))
    return [error(pointer, 'extra.value', 'LOCALE is a language and a country such as de_DE')]
  if (short === 'WIFI_PROXY_PORT' && (Number(value) < 1 || Number(value) > 65_535))
    return [error(pointer, 'extra.value', 'WIFI_PROXY_PORT must be 1 to 65535')]
  return []
}

/** A name of the IANA time zone database. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** A BCP 47 tag, with hyphens or, as Android writes it, underscores. */
export function isLocale(name: string): boolean {
  try {
    return Boolean(new Intl.Locale(name.replaceAll('_', '-')))
  } catch {
    return false
  }
}

/** Android joins a network whose security it is not told as an open one, and reads no Wi-Fi key without a name (android.md 1.6). */
function checkWifi(extras: Readonly<Record<string, ExtraValue>>): Finding[] {
  const names = Object.keys(extras).filter((short) => short.startsWith('WIFI_'))
  if (names.length === 0) return []
  const { WIFI_SSID: ssid, WIFI_SECURITY_TYPE: security, WIFI_PASSWORD: password } = extras
  const at = (short: string) => `/systemExtras/${short}`
  if (typeof ssid !== 'string' || ssid === '')
    return [error(at('WIFI_SSID'), 'wifi.no-ssid', 'Without WIFI_SSID the other Wi-Fi extras are not read')]
  const findings: Finding[] = []
  if (Buffer.byteLength(ssid) > 32)
    findings.push(error(at('WIFI_SSID'), 'wifi.ssid', 'A network name has at most 32 bytes'))
  if (password !== undefined && security === undefined)
    findings.push(
      error(
        at('WIFI_SECURITY_TYPE'),
        'wifi.no-security',
        'With a password WIFI_SECURITY_TYPE must be given: without it the phone joins an open network',
      ),
    )
  if (security === 'WPA' && !isPassphrase(password))
    findings.push(
      error(
        at('WIFI_PASSWORD'),
        'wifi.password',
        'A WPA password has 8 to 63 visible characters, or 64 hexadecimal digits',
      ),
    )
  if (security === 'EAP') findings.push(...checkEap(extras))
  return findings
}

const isPassphrase = (password: ExtraValue | undefined): boolean =>
  typeof password === 'string' && (/^[\x20-\x7e]{8,63}$/.test(password) || /^[0-9a-f]{64}$/i.test(password))

function checkEap(extras: Readonly<Record<string, ExtraValue>>): Finding[] {
  const at = (short: string) => `/systemExtras/${short}`
  const { WIFI_EAP_METHOD: method } = extras
  if (method === undefined)
    return [error(at('WIFI_EAP_METHOD'), 'wifi.eap-method', 'EAP needs WIFI_EAP_METHOD')]
  const tunnelled = method === 'PEAP' || method === 'TTLS'
  if (!tunnelled || (extras['WIFI_CA_CERTIFICATE'] !== undefined && extras['WIFI_DOMAIN'] !== undefined))
    return []
  return [
    warning(
      at('WIFI_CA_CERTIFICATE'),
      'wifi.eap-trust',
      `${method} without WIFI_CA_CERTIFICATE and WIFI_DOMAIN is refused by phones, or open to a false access point`,
    ),
  ]
}

const known = new Set(
  systemExtras.flatMap(({ short, alias }) => [`${extraPrefix}${short}`, ...(alias ? [alias] : [])]),
)

function checkCustomKey(key: string, { systemExtras: extras }: Provisioning): Finding[] {
  const pointer = `/customKeys/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
  const short = key.startsWith(extraPrefix) ? key.slice(extraPrefix.length) : undefined
  if (
    known.has(key) &&
    (short === undefined ||
      short in extras ||
      findExtra(short)?.group === 'dpc' ||
      short === 'ADMIN_EXTRAS_BUNDLE')
  )
    return [error(pointer, 'custom.taken', `${key} is said elsewhere in the configuration`)]
  if (known.has(key)) return []
  return [
    warning(
      pointer,
      'custom.unknown',
      `Android reads no key ${key}: check its spelling, or give it to the agent as a product key`,
    ),
  ]
}
