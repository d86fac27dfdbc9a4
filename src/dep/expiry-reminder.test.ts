import { expect, test } from 'vitest'
import { dueReminder, reminderText } from './expiry-reminder.ts'

const expiresAt = '2027-03-01T12:00:00.000Z'
const before = (days: number) => new Date(Date.parse(expiresAt) - days * 86_400_000)
const thresholdAt = (days: number, reminded: number | null) =>
  dueReminder(expiresAt, reminded, before(days))?.threshold

test('reminds once at each threshold', () => {
  expect(thresholdAt(60.1, null)).toBeUndefined()
  expect(thresholdAt(60, null)).toBe(60)
  expect(thresholdAt(59, 60)).toBeUndefined()
  expect([30, 14, 7, 3, 1, 0].map((days) => thresholdAt(days, days + 1))).toEqual([30, 14, 7, 3, 1, 0])
  expect([30, 14, 7, 3, 1, 0].map((days) => thresholdAt(days, days))).toEqual(Array(6).fill(undefined))
})

test('of thresholds that passed while the server was off, the last counts', () => {
  expect(dueReminder(expiresAt, 60, before(5))).toEqual({ threshold: 7, daysLeft: 5 })
  expect(thresholdAt(-20, 1)).toBe(0)
  expect(thresholdAt(-20, 0)).toBeUndefined()
})

test('says when, and what to do', () => {
  expect(reminderText('School', expiresAt, { threshold: 7, daysLeft: 7 })).toBe(
    'The server token of “School” ends on 2027-03-01, in 7 days. Download a new token for this MDM server at Apple and upload it here; the account and its devices stay as they are.',
  )
  expect(reminderText('School', expiresAt, { threshold: 1, daysLeft: 1 })).toContain('tomorrow')
  expect(reminderText('School', expiresAt, { threshold: 0, daysLeft: 0 })).toContain('ended on 2027-03-01')
})
