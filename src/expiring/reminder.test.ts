import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dueReminder, endText, longestThreshold, type LastReminder } from './reminder.ts'

const expiresAt = '2027-03-01T12:00:00.000Z'
const before = (days: number) => new Date(Date.parse(expiresAt) - days * 86_400_000)
const at = (threshold: number): LastReminder => ({ expiresAt, threshold })
const thresholdAt = (days: number, last?: LastReminder) =>
  dueReminder(expiresAt, last, before(days))?.threshold

test('reminds once at each threshold', () => {
  expect(thresholdAt(60.1)).toBeUndefined()
  expect(thresholdAt(60)).toBe(60)
  expect(thresholdAt(59, at(60))).toBeUndefined()
  const days = [30, 14, 7, 3, 1, 0]
  expect(days.map((left) => thresholdAt(left, at(left + 1)))).toEqual(days)
  expect(days.map((left) => thresholdAt(left, at(left)))).toEqual(days.map(() => undefined))
})

test('of thresholds that passed while the server was off, the most urgent counts', () => {
  expect(dueReminder(expiresAt, at(60), before(5))).toEqual({ threshold: 7, daysLeft: 5 })
  expect(thresholdAt(-20, at(1))).toBe(0)
  expect(thresholdAt(-20, at(0))).toBeUndefined()
})

test('what was renewed begins anew', () => {
  const other = { expiresAt: '2026-03-01T12:00:00.000Z', threshold: 0 }
  expect(thresholdAt(90, other)).toBeUndefined()
  expect(thresholdAt(20, other)).toBe(30)
})

test('however often and whenever one looks, each threshold is told once at most, and ever more urgent ones', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -100, max: 100, noNaN: true })), (looks) => {
      let last: LastReminder | undefined
      const told: number[] = []
      // A clock may be set back.
      for (const days of looks) {
        const due = dueReminder(expiresAt, last, before(days))
        if (!due) continue
        told.push(due.threshold)
        last = at(due.threshold)
      }
      expect(told).toEqual([...new Set(told)].toSorted((a, b) => b - a))
    }),
  )
})

test('says when', () => {
  expect(endText(expiresAt, before(7))).toBe('ends on 2027-03-01, in 7 days')
  expect(endText(expiresAt, before(0.9))).toBe('ends on 2027-03-01, tomorrow')
  expect(endText(expiresAt, before(0.4))).toBe('ends on 2027-03-01, today')
  expect(endText(expiresAt, before(0))).toBe('ended on 2027-03-01')
})

test('at a pace of its own: on the day of the end, and of no threshold that lay before it had this end', () => {
  const paceSince = (days: number) => ({
    thresholds: [0, 3, 14],
    onTheDay: true,
    since: before(days).toISOString(),
  })
  const at = (days: number, life: number) =>
    dueReminder(expiresAt, undefined, before(days), paceSince(life))?.threshold
  expect([20, 14, 4, 3, 0.6, 0.5, -1].map((days) => at(days, 30))).toEqual([undefined, 14, 14, 3, 3, 0, 0])
  expect([7, 3.1, 3, 0.4].map((days) => at(days, 7))).toEqual([undefined, undefined, 3, 0])
  expect([30, 14, 7, 2, 0.1].map((life) => longestThreshold(expiresAt, paceSince(life)))).toEqual([
    14, 3, 3, 0, 0,
  ])
})
