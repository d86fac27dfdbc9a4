import { expect, test } from 'vitest'
import { platformOf } from './platform-of.ts'

test.each([
  ['iPhone14,5', 'ios'],
  ['iPod9,1', 'ios'],
  ['iPad13,18', 'ipados'],
  ['Mac16,10', 'macos'],
  ['MacBookPro18,3', 'macos'],
  ['Macmini9,1', 'macos'],
  ['iMac21,1', 'macos'],
  ['iMacPro1,1', 'macos'],
  ['VirtualMac2,1', 'macos'],
  ['AppleTV14,1', 'tvos'],
  ['RealityDevice14,1', 'visionos'],
  ['Watch7,1', 'unknown'],
  ['AudioAccessory5,1', 'unknown'],
  ['notaniPad1,1', 'unknown'],
  ['constructor', 'unknown'],
  ['', 'unknown'],
])('%s runs %s', (product, platform) => {
  expect(platformOf(product)).toBe(platform)
})
