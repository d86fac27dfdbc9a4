import type { PlistDict } from '../../plist/plist.ts'
import { present } from '../present.ts'
import { readCertificateFile } from './certificate-file.ts'
import type { Certificate, Passcode, Restrictions, WebClip } from './content.ts'
import { certificatePayload, payload, type ProfileNames } from './payload.ts'
import { checkIcon } from './png.ts'
import { ProfileError } from './profile-error.ts'
import { faultOfRestriction, restrictionOf } from './restrictions.ts'

/** `com.apple.mobiledevice.passwordpolicy`; several on one device: the strictest value of each member counts. */
export function buildPasscode(passcode: Passcode, names: ProfileNames): PlistDict {
  const members = present({
    forcePIN: passcode.required,
    allowSimple: passcode.allowSimple,
    requireAlphanumeric: passcode.requireAlphanumeric,
    minLength: passcode.minLength,
    minComplexChars: passcode.minComplexCharacters,
    maxPINAgeInDays: passcode.maxAgeDays,
    pinHistory: passcode.history,
    maxFailedAttempts: passcode.maxFailedAttempts,
    maxInactivity: passcode.autoLockMinutes,
    maxGracePeriod: passcode.graceMinutes,
  })
  if (Object.keys(members).length === 0) throw nothing('The passcode policy asks for nothing yet.')
  return {
    ...payload(names, { type: 'com.apple.mobiledevice.passwordpolicy', suffix: 'passcode' }),
    ...members,
  }
}

/** `com.apple.applicationaccess`; several on one device: the strictest value counts. */
export function buildRestrictions({ values }: Restrictions, names: ProfileNames): PlistDict {
  const entries = Object.entries(values)
  if (entries.length === 0) throw nothing('The policy restricts nothing yet.')
  for (const [key, value] of entries) {
    const restriction = restrictionOf(key)
    const fault = restriction ? faultOfRestriction(restriction, value) : 'is no restriction in the catalogue'
    if (fault) throw new ProfileError('content', `${key} ${fault}.`, { pointer: `/values/${key}` })
  }
  return { ...payload(names, { type: 'com.apple.applicationaccess', suffix: 'restrictions' }), ...values }
}

/** `com.apple.webClip.managed`. */
export function buildWebClip(clip: WebClip, names: ProfileNames): PlistDict {
  const icon = clip.icon ? Buffer.from(clip.icon, 'base64') : undefined
  if (icon) checkIcon(icon, '/icon')
  return {
    ...payload(names, { type: 'com.apple.webClip.managed', suffix: 'web-clip', displayName: clip.label }),
    ...present({
      Label: clip.label,
      URL: clip.url,
      IsRemovable: clip.removable,
      FullScreen: clip.fullScreen,
      Icon: icon,
      Precomposed: icon && true,
    }),
  }
}

export function buildCertificate(content: Certificate, names: ProfileNames): PlistDict {
  const { password, fileName } = content
  const file = readCertificateFile(Buffer.from(content.file, 'base64'), { password, pointer: '/file' })
  return certificatePayload(names, 'certificate', { file, password, fileName })
}

const nothing = (message: string) => new ProfileError('content', message, { pointer: '' })
