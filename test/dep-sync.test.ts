import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { depTest, type DepTest } from './support/dep-test.ts'

const listed = async ({ app }: DepTest, query = '') =>
  (await app.api('GET', `/dep/devices?limit=500${query}`)).body.items as { serial: string }[]

test('stores every device that Apple lists, in pages', async () => {
  const dep = await depTest({ apple: { devices: 250, limits: { default: 100, maximum: 100 } } })
  const account = await dep.account()
  expect(account).toMatchObject({ state: 'ok', stateText: null, deviceCount: 250 })
  expect(account.lastSync).toMatchObject({ state: 'done', mode: 'full', pages: 4, received: 250, added: 250 })
  expect(await listed(dep)).toHaveLength(250)
})
