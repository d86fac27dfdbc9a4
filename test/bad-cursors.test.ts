import { expect, test } from 'vitest'
import { testApp } from './support/test-app.ts'

const lists = [
  '/devices',
  '/devices?sort=serial',
  '/users',
  '/organizations',
  '/tags',
  '/templates',
  '/groups',
  '/arrivals',
  '/imports',
  '/dep/devices',
  '/dep/devices?sort=account',
  '/dep/assignments',
  '/dep/assignment-runs',
  '/dep/profiles',
  '/dep/revisions',
  '/mails',
  '/jobs',
  '/audit-events',
]

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const madeUp = [
  'nonsense',
  encode([null, 'x']),
  encode(['x', 'x']),
  encode(['', '1e400']),
  encode({}),
  encode(['\0', '\0']),
]

test('a made-up cursor is refused by every list and never fails on the server', async () => {
  const app = await testApp()
  for (const list of lists)
    for (const cursor of madeUp) {
      const { status, body } = await app.api(
        'GET',
        `${list}${list.includes('?') ? '&' : '?'}cursor=${cursor}`,
      )
      expect([list, cursor, status, body.code]).toEqual([list, cursor, 400, 'request.invalid'])
    }
})
