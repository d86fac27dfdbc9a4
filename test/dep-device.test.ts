import { expect, test } from 'vitest'
import type { DepDevice } from '../src/contract/dep.ts'
import { depTest } from './support/dep-test.ts'

test('lists devices by serial number, in pages, with filters', async () => {
  const apple = [
    { serial: 'DEPL00000001', model: 'iPad' as const, assetTag: 'Room 1' },
    { serial: 'DEPL00000002', model: 'Mac' as const },
    { serial: 'DEPL00000003' },
  ]
  const dep = await depTest({ apple: { devices: apple } })
  const account = await dep.account('School')
  const list = async (query: string) => {
    const { body } = await dep.app.api('GET', `/dep/devices?${query}`)
    return { ...body, serials: body.items.map(({ serial }: DepDevice) => serial.slice(-1)).join('') }
  }
  const first = await list('limit=2')
  expect(first).toMatchObject({ serials: '12', total: 3 })
  expect(await list(`limit=2&cursor=${first.nextCursor}`)).toMatchObject({ serials: '3', nextCursor: null })
  expect((await list('sort=-serial')).serials).toBe('321')
  expect((await list('family=mac')).serials).toBe('2')
  expect((await list('q=room%201')).serials).toBe('1')
  expect((await list('account=School')).serials).toBe('123')
  expect((await list(`account=${account.id}`)).serials).toBe('123')
  expect((await list('account=Other')).serials).toBe('')
  expect((await list('profileStatus=assigned')).serials).toBe('')
  expect((await list('unassigned=true')).serials).toBe('123')
  expect((await dep.app.api('GET', '/dep/devices/UNKNOWN')).body.code).toBe('dep-device.not-found')
})

test('a device belongs to a user named now, or to whoever signs in', async () => {
  const dep = await depTest({ apple: { devices: ['DEPM00000001'] } })
  await dep.account()
  await dep.app.api('POST', '/users', { userName: 'ana', name: 'Ana' })
  await dep.app.api('PUT', '/settings/enrollment', { tenantDomain: 'example.com' })
  const decide = (body: Record<string, unknown>) =>
    dep.app.api('PUT', '/dep/devices/DEPM00000001/enrollment', body)
  const codeOf = async (body: Record<string, unknown>) => (await decide(body)).body.code

  expect(await codeOf({ username: 'ana', loginRequired: true })).toBe('dep-enrollment.both')
  expect(await codeOf({ loginRequired: false })).toBe('dep-enrollment.neither')
  expect(await codeOf({ username: 'bob', loginRequired: false })).toBe('user.not-found')
  expect((await decide({ username: 'ana@EXAMPLE.com', loginRequired: false })).body).toMatchObject({
    code: 'dep-enrollment.qualified-name',
    suggestion: 'ana',
  })
  expect(await codeOf({ username: 'ana@elsewhere.org', loginRequired: false })).toBe(
    'dep-enrollment.qualified-name',
  )
  expect((await dep.app.api('GET', '/devices')).body.total).toBe(0)

  const named = await decide({ username: 'ana', loginRequired: false, agentInstallRequired: true })
  expect(named).toMatchObject({
    status: 200,
    body: {
      serial: 'DEPM00000001',
      userName: 'ana',
      authentication: 'none',
      agentInstallRequired: true,
      source: 'dep',
    },
  })
  const login = await decide({ username: '', loginRequired: true })
  expect(login.status).toBe(400)
  expect((await decide({ loginRequired: true })).body).toMatchObject({
    id: named.body.id,
    userName: null,
    authentication: 'login',
    agentInstallRequired: false,
  })
  expect((await dep.app.api('GET', '/dep/devices/DEPM00000001')).body.deviceId).toBe(named.body.id)
})
