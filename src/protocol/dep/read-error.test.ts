import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDepError, readErrorBody } from './read-error.ts'

const now = new Date('2026-11-24T12:00:00Z')
const read = (status: number, body: string, isSession = false) =>
  readDepError({ status, headers: new Headers(), body }, { isSession, now })

test.each([
  ['EXPIRED_CURSOR', { code: 'EXPIRED_CURSOR' }],
  ['EXPIRED_CURSOR \r\n', { code: 'EXPIRED_CURSOR' }],
  ['"EXPIRED_CURSOR"', { code: 'EXPIRED_CURSOR' }],
  ['{"code":"EXPIRED_CURSOR"}', { code: 'EXPIRED_CURSOR' }],
  ['{"error":"EXPIRED_CURSOR"}', { code: 'EXPIRED_CURSOR' }],
  ['token_expiredForbidden', { deadToken: 'token_expired' }],
  ['oauth_problem=token_rejected', { deadToken: 'token_rejected' }],
  ['oauth_problem_adviceBad Request', {}],
  ['<html>EXPIRED_CURSOR</html>', {}],
  ['{"code":', {}],
  ['{"code":5}', {}],
  ['', {}],
])('reads the body %j', (body, expected) => {
  expect(readErrorBody(body)).toEqual(expected)
})

test.each([
  [400, 'CURSOR_REQUIRED', 'cursor-invalid'],
  [400, 'INVALID_CURSOR', 'cursor-invalid'],
  [400, 'EXPIRED_CURSOR', 'cursor-expired'],
  [400, 'EXHAUSTED_CURSOR', 'cursor-exhausted'],
  [400, 'NOT_FOUND', 'not-found'],
  [400, 'PROFILE_NOT_FOUND', 'not-found'],
  [404, 'NOT_FOUND', 'not-found'],
  [404, '', 'not-found'],
  [400, 'CONFIG_NAME_INVALID', 'bad-request'],
  [400, '', 'bad-request'],
  [401, '', 'denied'],
  [401, 'token_rejected', 'token-invalid'],
  [403, 'FORBIDDEN', 'denied'],
  [403, 'ACCESS_DENIED', 'denied'],
  [403, 'APPLE_SEED_FOR_IT_TURNED_OFF', 'denied'],
  [403, 'T_C_NOT_SIGNED', 'terms'],
  [403, 'signature_invalid', 'token-invalid'],
  [405, '', 'protocol'],
  [413, '', 'bad-request'],
  [429, '', 'throttled'],
  [500, 'EXPIRED_CURSOR', 'unavailable'],
  [504, '', 'unavailable'],
])('%d %s is %s', (status, body, kind) => {
  expect(read(status, body).kind).toBe(kind)
})

test('never more than a day of patience, never less than none', () => {
  const wait = (value: string) =>
    readDepError(
      { status: 429, headers: new Headers({ 'retry-after': value }), body: '' },
      { isSession: false, now },
    ).retryAfterSeconds
  expect(['0', '60', '99999999', 'Mon, 23 Nov 2026 12:00:00 GMT', 'soon'].map(wait)).toEqual([
    0,
    60,
    86_400,
    0,
    undefined,
  ])
})

test('makes something of every answer', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 300, max: 599 }),
      fc.string({ unit: 'binary' }),
      fc.boolean(),
      (status, body, isSession) => {
        expect(read(status, body, isSession).message).toMatch(/^Apple's service answered \d{3}/)
      },
    ),
  )
})
