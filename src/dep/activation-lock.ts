/** Pure: what Apple's word about a wish to lock a device means (apple-dep.md 3.7). */
export type LockWord = {
  locked: boolean
  message: string
}

export function lockWord(status: string | null, hasBypassCode: boolean): LockWord {
  const unlock = hasBypassCode
    ? 'Whoever types the bypass code on it unlocks it.'
    : 'Only the person who made the MDM server at Apple can unlock it.'
  if (status === 'SUCCESS') return { locked: true, message: `Apple has locked the device. ${unlock}` }
  if (status !== null) return { locked: false, message: texts[status] ?? `Apple answered ${status}.` }
  const code = hasBypassCode ? ' If it is locked, the bypass code kept here unlocks it.' : ''
  return { locked: false, message: `Apple’s answer was lost: the device may be locked.${code}` }
}

const texts: Record<string, string> = {
  NOT_ACCESSIBLE:
    'Apple does not know this device on this MDM server. Check at Apple which server it is assigned to.',
  ORG_NOT_SUPPORTED: 'Apple does not offer Activation Lock by the MDM server to your kind of organization.',
  DEVICE_NOT_SUPPORTED: 'Apple cannot lock devices of this kind from here; Macs are among them.',
  DEVICE_ALREADY_LOCKED:
    'The device is locked already, with another code or by somebody’s Apple Account. Nothing was changed.',
  FAILED: 'Apple could not lock the device. Try again later.',
}
