import { assert, integer, property, uuid } from 'fast-check'
import { expect, test } from 'vitest'
import { isDue, nightlyTimes } from './nightly.ts'

const id = '0198f0c0-0000-7000-8000-000000000001'
const hourMs = 3_600_000
const at = (base: Date, hours: number) => new Date(base.getTime() + hours * hourMs)

test('every account has its own minute of the night, the same every night', () => {
  assert(
    property(
      uuid(),
      integer({ min: 0, max: 366 * 24 * 60 }).map((minute) => new Date(Date.UTC(2026, 0, 1, 0, minute))),
      (account, now) => {
        const { last, next } = nightlyTimes(account, now)
        expect(last <= now && now < next).toBe(true)
        expect([last.getMinutes(), last.getHours()]).toEqual([next.getMinutes(), next.getHours()])
        const minute = last.getHours() * 60 + last.getMinutes()
        expect(minute >= 30 && minute < 330).toBe(true)
      },
    ),
  )
})

test('an account is due in its night, once', () => {
  const { last } = nightlyTimes(id, new Date(2026, 5, 1, 12))
  const listedAt = at(last, -100).toISOString()
  expect(isDue({ id, listedAt, lastStartedAt: null }, at(last, 0.1))).toBe(true)
  expect(isDue({ id, listedAt, lastStartedAt: at(last, -24).toISOString() }, at(last, 0.1))).toBe(true)
  expect(isDue({ id, listedAt, lastStartedAt: at(last, 0.05).toISOString() }, at(last, 0.1))).toBe(false)
})

test('an account is not due by day, nor before its first listing, nor in the night of it', () => {
  const { last } = nightlyTimes(id, new Date(2026, 5, 1, 12))
  const listedAt = at(last, -100).toISOString()
  expect(isDue({ id, listedAt, lastStartedAt: null }, at(last, 7))).toBe(false)
  expect(isDue({ id, listedAt: null, lastStartedAt: null }, at(last, 0.1))).toBe(false)
  expect(isDue({ id, listedAt: at(last, 0.05).toISOString(), lastStartedAt: null }, at(last, 0.1))).toBe(
    false,
  )
})
