import { expect, test } from 'vitest'
import { formatBytes, formatDuration, formatRelativeTime } from './format.ts'

const now = Date.parse('2026-05-04T12:00:00Z')
const ago = (seconds: number) => formatRelativeTime(new Date(now - seconds * 1000).toISOString(), now)

test('tells how long ago or how far ahead a time is, in the unit that fits', () => {
  expect(ago(10)).toBe('now')
  expect(ago(60)).toBe('1 minute ago')
  expect(ago(59 * 60)).toBe('1 hour ago')
  expect(ago(50 * 60)).toBe('50 minutes ago')
  expect(ago(86_400)).toBe('yesterday')
  expect(ago(-12 * 86_400)).toBe('in 2 weeks')
  expect(ago(-3 * 86_400)).toBe('in 3 days')
  expect(ago(400 * 86_400)).toBe('last year')
})

test('writes sizes in the unit people know', () => {
  expect(formatBytes(0)).toBe('0 byte')
  expect(formatBytes(200 * 1024 * 1024)).toBe('200 MB')
  expect(formatBytes(1536 * 1024)).toBe('1.5 MB')
})

test('writes how long work will take', () => {
  expect(formatDuration(0.4)).toBe('0 s')
  expect(formatDuration(59.6)).toBe('1 min')
  expect(formatDuration(4800)).toBe('1 h 20 min')
})
