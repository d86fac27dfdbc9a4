import { expect, test } from 'vitest'
import { laterSeconds, settlementOf, type Outcome } from './push-rules.ts'

const claimed = { enrollmentId: 'e', generation: 3, repeats: 0, failures: 0 }
const answer = (status: number, reason = ''): Outcome => ({ status, reason, apnsId: null })

test('a device is told again while commands wait, less and less often, and then no more', () => {
  const dues = [0, 1, 2, 3, 4, 5].map(
    (repeats) => settlementOf({ ...claimed, repeats }, answer(200)).dueInSeconds,
  )
  expect(dues).toEqual([300, 900, 3600, 21_600, 86_400, null])
  expect(settlementOf({ ...claimed, repeats: 2 }, 'unwanted')).toMatchObject({
    dueInSeconds: null,
    repeats: 0,
  })
})

test('what Apple wants later waits longer each time, up to an hour', () => {
  expect([0, 1, 2, 9, 500].map(laterSeconds)).toEqual([10, 20, 40, 3600, 3600])
  expect(settlementOf({ ...claimed, failures: 1 }, answer(503, 'ServiceUnavailable'))).toEqual({
    ...claimed,
    failures: 2,
    dueInSeconds: 20,
    taken: false,
    answer: '503 ServiceUnavailable',
  })
})

test('a refused certificate leaves the push for the next one; a token that is gone ends it', () => {
  expect(settlementOf(claimed, answer(403, 'BadCertificate'))).toMatchObject({ dueInSeconds: 0, failures: 0 })
  expect(settlementOf(claimed, 'unsent')).toMatchObject({ dueInSeconds: 0, answer: null })
  for (const outcome of [
    answer(410, 'Unregistered'),
    answer(413, 'PayloadTooLarge'),
    'no-token',
    'other-topic',
  ])
    expect(settlementOf(claimed, outcome as Outcome)).toMatchObject({
      dueInSeconds: null,
      answer: expect.any(String),
    })
})
