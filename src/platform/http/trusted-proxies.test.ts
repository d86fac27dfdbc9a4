import { expect, test } from 'vitest'
import { proxyMatcher } from './trusted-proxies.ts'

test.each([
  ['10.1.2.3', '10.0.0.0/8', true],
  ['11.1.2.3', '10.0.0.0/8', false],
  ['::ffff:10.1.2.3', '10.0.0.0/8', true],
  ['10.0.0.1', '10.0.0.1', true],
  ['10.0.0.2', '10.0.0.1', false],
  ['::1', 'loopback', true],
  ['127.9.9.9', 'loopback', true],
  ['192.168.1.1', 'loopback, uniquelocal', true],
  ['fd00::1', 'uniquelocal', true],
  ['2001:db8::1', '2001:db8::/32', true],
  ['2001:db9::1', '2001:db8::/32', false],
  [undefined, 'loopback', false],
  ['', 'loopback', false],
])('%s is one of "%s": %s', (address, list, expected) => {
  expect(proxyMatcher(list)(address)).toBe(expected)
})
