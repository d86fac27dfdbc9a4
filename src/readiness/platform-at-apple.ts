import type { Platform } from '../contract/device.ts'
import type { DepFacts } from './facts.ts'

/** Which records Apple's word for a family fits; "ios" is what lists say for iPads too (B31). */
export const fittingPlatforms = {
  ios: ['ios'],
  ipados: ['ipados', 'ios'],
  macos: ['macos'],
  tvos: ['tvos'],
} as const satisfies Partial<Record<Platform, readonly Platform[]>> as Record<AppleKind, readonly Platform[]>

export type AppleKind = 'ios' | 'ipados' | 'macos' | 'tvos'

/** The families that Apple names, in small letters; a family that is not among them is not judged. */
export const families: Record<string, AppleKind> = {
  iphone: 'ios',
  ipod: 'ios',
  ipad: 'ipados',
  mac: 'macos',
  appletv: 'tvos',
}

export const platformAtApple = ({ family }: Pick<DepFacts, 'family'>): AppleKind | undefined =>
  family === null ? undefined : families[family.toLowerCase()]
