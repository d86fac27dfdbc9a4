import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { attemptDays, isWithinGrace, nextAttemptAt, renewBefore, type AttemptState } from './renewal-rules.ts'

const dayMs = 86_400_000
const at = new Date('2026-03-01T00:00:00Z')
const days = (from: Date, to: Date) => (to.getTime() - from.getTime()) / dayMs

test.each<[AttemptState, number, number]>([
  ['queued', 1, attemptDays],
  ['not-now', 3, attemptDays],
  ['sent', 9, attemptDays],
  ['error', 1, 1],
  ['error', 2, 2],
  ['acknowledged', 3, 4],
  ['error', 4, 7],
  ['dropped', 400, 7],
  ['gone', 1, 1],
])('an attempt that is %s, the %s., is made anew after %s days', (state, attempts, expected) => {
  const attempt = { attempts, attemptedAt: at, state, answeredAt: null }
  expect(days(at, nextAttemptAt(attempt))).toBe(expected)
})

test('the pause begins with the answer', () => {
  const answeredAt = new Date(at.getTime() + 3 * dayMs)
  const next = nextAttemptAt({ attempts: 1, attemptedAt: at, state: 'error', answeredAt })
  expect(days(at, next)).toBe(4)
})

test('whatever happened, a device is asked again within two weeks of the last word', () => {
  const states: AttemptState[] = ['queued', 'sent', 'not-now', 'acknowledged', 'error', 'cancelled', 'gone']
  fc.assert(
    fc.property(
      fc.constantFrom(...states),
      fc.nat({ max: 5000 }),
      fc.nat({ max: 400 }),
      (state, attempts, d) => {
        const answeredAt = new Date(at.getTime() + d * dayMs)
        const next = nextAttemptAt({ attempts, attemptedAt: at, state, answeredAt })
        expect(days(at, next)).toBeLessThanOrEqual(d + attemptDays)
        expect(next > at).toBe(true)
      },
    ),
  )
})

test('the grace begins with the end, and a grace of no days is none', () => {
  const ended = new Date(at.getTime() - dayMs)
  expect(isWithinGrace(at, new Date(at.getTime() - 1), 0)).toBe(true)
  expect(isWithinGrace(at, at, 0)).toBe(false)
  expect(isWithinGrace(ended, at, 1)).toBe(false)
  expect(isWithinGrace(ended, at, 2)).toBe(true)
  expect(days(at, renewBefore(at, 90))).toBe(90)
})
