import { expect, test } from 'vitest'
import { pem } from './pem.ts'

test('lines are 64 characters wide', () => {
  expect(pem('X', Buffer.alloc(49))).toBe(`-----BEGIN X-----\n${'A'.repeat(64)}\nAA==\n-----END X-----\n`)
  expect(pem('X', Buffer.alloc(0))).toBe('-----BEGIN X-----\n-----END X-----\n')
})
