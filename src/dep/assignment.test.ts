import { expect, test } from 'vitest'
import { answerText, chunksOf, hasProfile, readAnswer } from './assignment.ts'

const now = new Date('2026-11-24T12:00:00Z')
const read = (
  result: Parameters<typeof readAnswer>[0]['result'],
  failures = 0,
  retryAfterSeconds?: number,
) => {
  const { state, nextTryAt } = readAnswer({ result, failures, retryAfterSeconds, now })
  return [state, nextTryAt?.toISOString() ?? null]
}

test('each of Apple’s answers has its own clock', () => {
  expect(read('SUCCESS')).toEqual(['assigned', null])
  expect(read('NOT_ACCESSIBLE')).toEqual(['failed', null])
  expect(read('THROTTLED')).toEqual(['waiting', '2026-11-25T12:00:00.000Z'])
  expect(read('THROTTLED', 2, 600)).toEqual(['waiting', '2026-11-24T12:10:00.000Z'])
  expect(read('FAILED')).toEqual(['waiting', '2026-11-24T13:00:00.000Z'])
  expect(read('FAILED', 1)).toEqual(['waiting', '2026-11-25T12:00:00.000Z'])
  expect(read('FAILED', 2)).toEqual(['failed', null])
})

test('says what to do beside Apple’s word', () => {
  expect(answerText({ wish: 'assign', status: 'FAILED', nextTryAt: null })).toContain('wait a day')
  expect(answerText({ wish: 'remove', status: 'SUCCESS', nextTryAt: null })).toContain('until it is erased')
  expect(answerText({ wish: 'assign', status: 'THROTTLED', nextTryAt: now })).toContain(
    '2026-11-24 12:00 UTC',
  )
})

test('a removed profile is none, although Apple still shows its UUID', () => {
  expect(hasProfile({ profile_status: 'removed', profile_uuid: 'U' }, 'U')).toBe(false)
  expect(hasProfile({ profile_status: 'pushed', profile_uuid: 'U' }, 'U')).toBe(true)
  expect(hasProfile({ profile_status: 'assigned', profile_uuid: 'V' }, 'U')).toBe(false)
})

test('cuts a list into pieces', () => {
  expect(chunksOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
  expect(chunksOf([])).toEqual([])
})
