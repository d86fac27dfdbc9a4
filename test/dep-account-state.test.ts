import { expect, test } from 'vitest'
import { depTest, type DepTest } from './support/dep-test.ts'

type Case = {
  name: string
  fault: Record<string, unknown>
  state: string
  appleCode: string | null
  says: string
  /** The problem that an upload of a token meets. */
  upload: [status: number, code: string]
}

const cases: Case[] = [
  {
    name: 'unaccepted terms',
    fault: { termsNotSigned: true },
    state: 'terms-not-accepted',
    appleCode: 'T_C_NOT_SIGNED',
    says: 'sign in at Apple Business Manager',
    upload: [409, 'dep.terms-not-accepted'],
  },
  {
    name: 'denied access',
    fault: { accessDenied: true },
    state: 'access-denied',
    appleCode: 'ACCESS_DENIED',
    says: 'the person who made the token still has a role',
    upload: [409, 'dep.access-denied'],
  },
  {
    name: 'a revoked token',
    fault: { tokenRevoked: true },
    state: 'token-invalid',
    appleCode: 'token_rejected',
    says: 'Download a new token',
    upload: [400, 'dep-token.refused'],
  },
  {
    name: 'too many requests',
    fault: { next: [{ path: '*', status: 429, retryAfter: 7200 }] },
    state: 'throttled',
    appleCode: '429',
    says: 'Muster waits until',
    upload: [503, 'dep.throttled'],
  },
  {
    name: 'an outage',
    fault: { next: [{ path: '*', status: 503 }] },
    state: 'unavailable',
    appleCode: '503',
    says: 'does not work at the moment',
    upload: [502, 'dep.unavailable'],
  },
  {
    name: 'a page of a proxy',
    fault: { next: [{ path: '*', status: 502, html: true }] },
    state: 'unavailable',
    appleCode: '502',
    says: 'does not work at the moment',
    upload: [502, 'dep.unavailable'],
  },
  {
    name: 'no answer',
    fault: { next: [{ path: '*', dropConnection: 'before' }] },
    state: 'unavailable',
    appleCode: null,
    says: 'did not answer',
    upload: [502, 'dep.unavailable'],
  },
]

const accountOf = async ({ app }: DepTest, id: string) => (await app.api('GET', `/dep/accounts/${id}`)).body

test.for(cases)('$name is told in words, and over when Apple answers again', async (expected) => {
  const dep = await depTest({ apple: { devices: 2 } })
  const { id } = await dep.account()
  await dep.portal('/faults', expected.fault)
  await dep.portal('/sessions/drop', {})
  const sync = await dep.sync(id)
  expect(sync.state).toBe('failed')
  expect(sync.error).toContain(expected.says)
  const account = await accountOf(dep, id)
  expect(account).toMatchObject({ state: expected.state, appleCode: expected.appleCode })
  expect(account.stateText).toContain(expected.says)

  await dep.portal('/faults', { reset: true })
  expect(await dep.sync(id)).toMatchObject({ state: 'done' })
  expect(await accountOf(dep, id)).toMatchObject({ state: 'ok', stateText: null, appleCode: null })
  const events = await dep.app.platform.db
    .selectFrom('event')
    .select('kind')
    .where('subject_id', '=', id)
    .orderBy('seq')
    .execute()
  expect(events.map(({ kind }) => kind)).toEqual([
    'dep-account.token-saved',
    'dep-account.listed',
    `dep-account.${expected.state}`,
    'dep-account.ok',
  ])
})

test.for(cases)('$name while a token is uploaded changes nothing', async ({ fault, says, upload }) => {
  const dep = await depTest()
  const { body: account } = await dep.app.api('POST', '/dep/accounts', { name: 'New' })
  const file = await dep.tokenFor(account.id)
  await dep.portal('/faults', fault)
  const { status, body } = await dep.putToken(account.id, file)
  expect([status, body.code]).toEqual(upload)
  expect(body.detail).toContain(says)
  expect(await accountOf(dep, account.id)).toMatchObject({ state: 'no-token', lastSync: null })
})

test('a token that expires is known without asking', async () => {
  let now = new Date()
  const dep = await depTest({ apple: { now: () => now }, app: { clock: () => now } })
  const { id } = await dep.account()
  now = new Date(now.getTime() + 366 * 86_400_000)
  const account = await accountOf(dep, id)
  expect(account).toMatchObject({ state: 'token-expired' })
  expect(account.stateText).toContain('has expired')
})
