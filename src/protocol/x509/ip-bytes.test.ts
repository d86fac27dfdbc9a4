import { expect, test } from 'vitest'
import { ipBytes } from './ip-bytes.ts'

test.each([
  ['192.0.2.7', 'c0000207'],
  ['::', '0'.repeat(32)],
  ['::1', '1'.padStart(32, '0')],
  ['2001:db8::', '20010db8'.padEnd(32, '0')],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ['::ffff:192.0.2.7', 'ffffc0000207'.padStart(32, '0')],
])('%s', (address, hex) => {
  expect(ipBytes(address).toString('hex')).toBe(hex)
})

test.each(['', '1.2.3', 'fe80::1%eth0', 'muster.example'])('"%s" is refused', (address) => {
  expect(() => ipBytes(address)).toThrow(RangeError)
})
