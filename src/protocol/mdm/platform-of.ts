export type ApplePlatform = 'ios' | 'ipados' | 'macos' | 'tvos' | 'visionos' | 'unknown'

/** The letters in front of the numbers of a product such as `iPhone14,5` or `Mac16,10`. */
const platforms = new Map<string, ApplePlatform>([
  ['iPhone', 'ios'],
  ['iPod', 'ios'],
  ['iPad', 'ipados'],
  ['Mac', 'macos'],
  ['MacBook', 'macos'],
  ['MacBookAir', 'macos'],
  ['MacBookPro', 'macos'],
  ['Macmini', 'macos'],
  ['MacPro', 'macos'],
  ['iMac', 'macos'],
  ['iMacPro', 'macos'],
  ['VirtualMac', 'macos'],
  ['VMware', 'macos'], // virtual machines say who made them
  ['Parallels', 'macos'],
  ['AppleTV', 'tvos'],
  ['RealityDevice', 'visionos'],
])

/** Whole prefixes, not substrings: `iPad` must not match what merely contains it. */
export const platformOf = (product: string): ApplePlatform =>
  platforms.get(/^[A-Za-z]*/.exec(product)?.[0] ?? '') ?? 'unknown'
