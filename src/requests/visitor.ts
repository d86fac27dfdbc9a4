import type { Platform } from '../contract/device.ts'

/** What looks at a page, as its browser says. A claim, good for words and nothing else. */
export type Visitor = 'iphone' | 'ipad' | 'mac' | 'other'

/** Safari of an iPad calls itself a Mac unless it is told not to, so "mac" may be one. */
export function visitorOf(userAgent: string | undefined): Visitor {
  const text = (userAgent ?? '').slice(0, 1000)
  if (/\b(iPhone|iPod)\b/.test(text)) return 'iphone'
  if (/\biPad\b/.test(text)) return 'ipad'
  return /\bMacintosh\b/.test(text) ? 'mac' : 'other'
}

/** Whether this may be the device that the link is for. */
export function mayBe(visitor: Visitor, platform: Platform | null): boolean {
  if (visitor === 'other') return false
  if (platform === null) return true
  if (platform === 'macos') return visitor === 'mac'
  if (platform === 'ipados') return visitor !== 'iphone'
  return true
}
