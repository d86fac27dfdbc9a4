import { expect, test } from 'vitest'
import type { Import } from '../../src/contract/import.ts'
import { firstChoice, isBlocked, isConfirmed, mailsOf, toRequest } from './apply-choice.ts'

const plan = {
  counts: { rows: 10, create: 2, update: 3, unchanged: 4, reject: 1, clear: 1312, mails: 4 },
  mails: { changed: 4, all: 9 },
  clearsToConfirm: 1312,
} as Import

test('the number of cleared values is typed with or without separators, and nothing else', () => {
  for (const typed of ['1312', '1,312', ' 1.312 ', '1 312'])
    expect(isConfirmed(plan, { ...firstChoice, typed })).toBe(true)
  for (const typed of ['', '1311', '13', 'yes'])
    expect(isConfirmed(plan, { ...firstChoice, typed })).toBe(false)
  expect(isConfirmed({ ...plan, clearsToConfirm: null }, firstChoice)).toBe(true)
})

test('rejected rows stop the import until somebody wants the good ones', () => {
  expect(isBlocked(plan, firstChoice)).toBe(true)
  expect(isBlocked(plan, { ...firstChoice, onReject: 'skip' })).toBe(false)
})

test('mails are counted as they will be sent', () => {
  const some = { ...firstChoice, mailExcept: [2, 5] }
  expect(mailsOf(plan, some)).toBe(2)
  expect(mailsOf(plan, { ...some, mail: 'none' })).toBe(0)
  expect(mailsOf(plan, { ...some, mail: 'all' })).toBe(9)
  expect(toRequest(plan, { ...some, mail: 'all' })).toEqual({
    onReject: 'abort',
    mail: 'all',
    mailExcept: [],
    confirmClears: 1312,
  })
})
