import { expect, test } from 'vitest'
import { testApp, type TestApp } from '../../test/support/test-app.ts'

/** Adds a device and answers it as the API shows it; what is not given is small. */
async function aDevice(app: TestApp, fields: Record<string, unknown> = {}) {
  const { status, body } = await app.api('POST', '/devices', {
    identifier: 'IPAD-01',
    platform: 'ipados',
    ...fields,
  })
  expect(body).toMatchObject({ id: expect.any(String) })
  expect(status).toBe(201)
  return body
}

/** Sets a status that only an arrival leads to. */
const setStatus = (app: TestApp, id: string, status: string) =>
  app.platform.db.updateTable('device').set({ status }).where('id', '=', id).execute()

test('adds a device, fills in what is left out, and finds it under each of its names', async () => {
  const app = await testApp()
  for (const [path, name] of [
    ['tags', 'loan'],
    ['groups', 'Class 3b'],
    ['templates', 'Pupil'],
  ])
    await app.api('POST', `/${path}`, { name })
  await app.api('POST', '/users', { userName: 'ana' })

  const device = await aDevice(app, {
    serial: 'c02xk1zljgh5',
    imei: '35-209900-176148-1',
    userName: 'ana',
    template: 'Pupil',
    groups: ['Class 3b'],
    tags: ['loan', 'loan'],
    depMethod: 'Serial',
  })

  expect(device).toMatchObject({
    identifier: 'IPAD-01',
    status: 'enrolling',
    serial: 'C02XK1ZLJGH5',
    imei: '352099001761481',
    code: expect.stringMatching(/^\d{8}$/),
    authentication: 'none',
    source: 'manual',
    userName: 'ana',
    template: 'Pupil',
    groups: ['Class 3b'],
    tags: ['loan'],
    dep: null,
  })
  const days = (Date.parse(device.expiresAt) - Date.parse(device.createdAt)) / 86_400_000
  expect(days).toBeCloseTo(7, 3)
  for (const key of [device.id, 'identifier:ipad-01', 'serial:C02xK1ZLJGH5'])
    expect((await app.api('GET', `/devices/${key}`)).body).toEqual(device)
})
