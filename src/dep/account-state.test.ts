import { expect, test } from 'vitest'
import { DepAccountState } from '../contract/dep.ts'
import { DepError } from '../protocol/dep/dep-error.ts'
import { outcomeOf, stateAt, stateText } from './account-state.ts'

const now = new Date('2026-11-24T12:00:00Z')

test('every state but one has a sentence', () => {
  for (const state of DepAccountState.options) {
    const text = stateText(state, null, {})
    expect(text === null).toBe(state === 'ok')
  }
})

test('a refusal of one request says nothing against the account', () => {
  for (const kind of ['bad-request', 'not-found', 'cursor-expired'] as const)
    expect(outcomeOf(new DepError(kind, 'x', { status: 400 }), now).state).toBe('ok')
})

test('a wrong clock is named as the cause, with its distance', () => {
  const refused = new DepError('token-invalid', 'x', { status: 401, clockSkewSeconds: -1200 })
  const { state, appleCode, facts } = outcomeOf(refused, now)
  expect(stateText(state, appleCode, facts)).toContain('20 minutes behind Apple')
  const near = new DepError('token-invalid', 'x', { status: 401, clockSkewSeconds: 2 })
  expect(outcomeOf(near, now)).toEqual({ state: 'token-invalid', appleCode: '401', facts: {} })
})

test('Apple’s pause becomes a time', () => {
  const throttled = new DepError('throttled', 'x', { status: 429, retryAfterSeconds: 90 })
  const { state, appleCode, facts } = outcomeOf(throttled, now)
  expect(facts.retryAt).toBe('2026-11-24T12:01:30.000Z')
  expect(stateText(state, appleCode, facts)).toContain('until 2026-11-24 12:01 UTC')
})

test('a token that has expired is told before Apple is asked', () => {
  expect(stateAt('ok', '2026-11-24T11:59:59Z', now)).toBe('token-expired')
  expect(stateAt('ok', '2026-11-24T12:00:01Z', now)).toBe('ok')
  expect(stateAt('no-token', null, now)).toBe('no-token')
})
