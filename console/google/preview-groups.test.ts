import { expect, test } from 'vitest'
import type { ZeroTouchEntry } from '../../src/contract/google.ts'
import { groupsOf } from './preview-groups.ts'

const entry = (
  deviceId: string,
  outcome: ZeroTouchEntry['outcome'],
  reason: ZeroTouchEntry['reason'],
): ZeroTouchEntry => ({
  deviceId,
  outcome,
  reason,
  claimed: {},
  configuration: null,
  summary: '',
  recordId: null,
  deviceIdentifier: null,
})

test('devices of which the same would become stand together, those that are let in first', () => {
  const items = [
    entry('1', 'refuse', 'withdrawn'),
    entry('2', 'refuse', 'unknown-device'),
    entry('3', 'admit', 'admitted'),
    entry('4', 'refuse', 'unknown-device'),
    entry('5', 'challenge', 'login-needed'),
  ]
  expect(
    groupsOf(items).map(({ outcome, reason, entries }) => [
      outcome,
      reason,
      entries.map(({ deviceId }) => deviceId).join(),
    ]),
  ).toEqual([
    ['admit', 'admitted', '3'],
    ['challenge', 'login-needed', '5'],
    ['refuse', 'unknown-device', '2,4'],
    ['refuse', 'withdrawn', '1'],
  ])
  expect(groupsOf([])).toEqual([])
})
