import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { allowance, mostAttempts, nextTryAfter, reasonToCancel, windowMs } from './mail-rules.ts'
import type { MailDevice } from './mail-device.ts'

const now = new Date('2026-11-24T12:00:00Z')
const minutesAfter = (attempts: number) => (nextTryAfter(attempts, now).getTime() - now.getTime()) / 60_000

test('delays grow from a minute to four hours, and all tries together take about a day', () => {
  expect([1, 2, 3, 8, 9, 13].map(minutesAfter)).toEqual([1, 2, 4, 128, 240, 240])
  const all = Array.from({ length: mostAttempts - 1 }, (_, n) => minutesAfter(n + 1))
  expect(all.reduce((sum, minutes) => sum + minutes) / 60).toBeGreaterThan(20)
})

const device: MailDevice = {
  id: '0190a000-0000-7000-8000-000000000001',
  identifier: 'IPAD-01',
  displayName: null,
  platform: 'ios',
  status: 'enrolling',
  depMethod: null,
  authentication: 'none',
  expiresAt: null,
  userName: null,
  code: '1',
  registrationEmail: 'Ana@school.example',
  mobile: '0170 1',
}
const mail = { channel: 'mail', recipient: 'ana@SCHOOL.example' } as const
const reason = (changes: Partial<MailDevice>, expiryEnforced = true) =>
  reasonToCancel(mail, { ...device, ...changes }, { expiryEnforced })

test('a mail is sent as long as its device may check in and has the address, however that is spelled', () => {
  expect(reason({})).toBeUndefined()
  expect(reason({ status: 'expired' }, false)).toBeUndefined()
  expect(reason({ status: 'expired' })).toBe('The time to check in is over')
  expect(reason({ status: 'enrolled' })).toBe('The device is enrolled')
  expect(reason({ registrationEmail: null })).toBe('The device has another address now')
  const text = { channel: 'sms', recipient: '0170 1' } as const
  expect(reasonToCancel(text, device, { expiryEnforced: true })).toBeUndefined()
  expect(reasonToCancel(text, { ...device, mobile: null }, { expiryEnforced: true })).toContain(
    'mobile number',
  )
})

test('whenever it is asked, no window of a minute has more mails than allowed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 0, max: 50_000 }), { maxLength: 40 }),
      (limit, waits) => {
        const sent: number[] = []
        let ms = 0
        for (const wait of waits) {
          ms += wait
          const inWindow = sent.filter((at) => at > ms - windowMs)
          const first = inWindow[0] === undefined ? null : new Date(inWindow[0]).toISOString()
          const { mails, waitMs } = allowance(limit, { tried: inWindow.length, first }, new Date(ms))
          expect(mails > 0 || waitMs > 0).toBe(true)
          sent.push(...Array.from({ length: mails }, () => ms))
        }
        for (const at of sent)
          expect(sent.filter((other) => other >= at && other < at + windowMs).length).toBeLessThanOrEqual(
            limit,
          )
      },
    ),
  )
})
