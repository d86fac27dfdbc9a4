import type { Wifi, WifiEnterprise, WifiSecurity } from './content.ts'
import { ProfileError } from './profile-error.ts'

/**
 * What would leave a device without a network although the profile installs. Lengths of passwords are those of
 * IEEE 802.11 (12.7 and annex M.4 for WPA; WPA3 alone takes any).
 * @throws {ProfileError}
 */
export function checkWifi({ security, password, enterprise }: Wifi): void {
  if (enterprise) {
    if (password)
      throw fault(
        '/password',
        'A network of an enterprise has no password of its own: leave one of the two out.',
      )
    if (security === 'none' || security === 'wep')
      throw fault('/security', 'A network of an enterprise needs WPA, WPA2, WPA3 or any of these.')
    return checkEnterprise(enterprise)
  }
  if (security === 'none') {
    if (password) throw fault('/password', 'An open network has no password.')
    return
  }
  if (!password) throw fault('/password', 'The network needs its password.')
  if (!fits(security, password)) throw fault('/password', lengths[security])
}

type Secured = Exclude<WifiSecurity, 'none'>
const wpa = 'The password of WPA has 8 to 63 characters without accents, or 64 hexadecimal digits.'
const lengths: Record<Secured, string> = {
  wep: 'A WEP key has 5 or 13 characters, or 10 or 26 hexadecimal digits.',
  wpa,
  wpa2: wpa,
  wpa3: 'The password may not contain control characters.',
  any: `${wpa} WEP keys need the security WEP.`,
}
const forms: Record<Secured, RegExp> = {
  wep: /^([ -~]{5}|[ -~]{13}|[0-9A-Fa-f]{10}|[0-9A-Fa-f]{26})$/,
  wpa: /^([ -~]{8,63}|[0-9A-Fa-f]{64})$/,
  wpa2: /^([ -~]{8,63}|[0-9A-Fa-f]{64})$/,
  wpa3: /^\P{Cc}+$/u,
  any: /^([ -~]{8,63}|[0-9A-Fa-f]{64})$/,
}
const fits = (security: Secured, password: string): boolean => forms[security].test(password)

function checkEnterprise({ eapTypes, identity, ttlsInner }: WifiEnterprise): void {
  if (eapTypes.length === 0) throw fault('/enterprise/eapTypes', 'Choose at least one kind of EAP.')
  if (eapTypes.includes('tls') && !identity)
    throw fault('/enterprise/identity', 'EAP-TLS needs the identity of the device, a PKCS#12 file.')
  if (ttlsInner && !eapTypes.includes('ttls'))
    throw fault('/enterprise/ttlsInner', 'The inner authentication is for EAP-TTLS only.')
}

const fault = (pointer: string, message: string) => new ProfileError('content', message, { pointer })
