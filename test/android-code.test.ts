import { expect, test } from 'vitest'
import { readCodes } from './support/read-codes.ts'
import { readSvgCode } from './support/read-svg-code.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const agent = {
  component: 'com.example.agent/.Admin',
  downloadUrl: 'https://mdm.example.org/agent.apk',
  signatureChecksum: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
}
const wifi = { WIFI_SSID: 'School', WIFI_SECURITY_TYPE: 'WPA', WIFI_PASSWORD: 'correct horse' }
const bundleKey = 'android.app.extra.PROVISIONING_ADMIN_EXTRAS_BUNDLE'
const imeis = ['490154203237518', '356938035643809']
const settings = '/settings/android-codes'

async function bulkWith(app: TestApp, configuration: object, more: object = {}) {
  const { body } = await app.api('POST', '/bulk-enrollments', { name: 'Staff phones', ...more })
  await app.api('PUT', `/bulk-enrollments/${body.id}/configuration`, configuration)
  return body
}

const choose = (app: TestApp, bulkEnrollmentId: string | null) =>
  app.api('PUT', settings, { bulkEnrollmentId })

const record = async (app: TestApp, fields: object = {}) =>
  (
    await app.api('POST', '/devices', {
      identifier: 'phone-1',
      platform: 'android',
      imei: imeis[0],
      ...fields,
    })
  ).body

const shown = async (app: TestApp) =>
  (await app.api('GET', '/audit-events?action=device.code-shown')).body.items

test('which configuration phones on no list get is chosen in the settings, and none at first', async () => {
  const app = await testApp()
  expect((await app.api('GET', settings)).body).toEqual({ bulkEnrollment: null, fault: null })
  const bulk = await bulkWith(app, {})
  const chosen = await choose(app, bulk.id)
  expect(chosen.body).toEqual({
    bulkEnrollment: { id: bulk.id, name: 'Staff phones' },
    fault: expect.stringContaining('The agent is not set'),
  })
  const stale = await app.api(
    'PUT',
    settings,
    { bulkEnrollmentId: null },
    { headers: { 'if-match': '"old"' } },
  )
  expect(stale.status).toBe(412)
  const unknown = await choose(app, '0190a000-0000-7000-8000-000000000001')
  expect(unknown).toMatchObject({ status: 404, body: { code: 'bulk-enrollment.not-found' } })
  expect((await app.api('GET', '/audit-events?action=setting.changed')).body.items).toMatchObject([
    { after: { bulkEnrollment: { name: 'Staff phones' } } },
  ])
  await app.api('DELETE', `/bulk-enrollments/${bulk.id}`)
  expect((await app.api('GET', settings)).body.bulkEnrollment).toBeNull()
})

test('a phone on no list has the code of the chosen configuration, without its token', async () => {
  const app = await testApp()
  const device = await record(app, { authentication: 'keycode', code: '48151623' })
  const path = `/devices/${device.id}/qr`
  expect((await app.api('GET', path)).body).toMatchObject({ fault: 'no-list', shortCode: null })
  expect(await app.api('GET', `${path}.svg`)).toMatchObject({
    status: 409,
    body: { code: 'device.no-qr-code', reason: 'no-list' },
  })
  const bulk = await bulkWith(app, { agent, systemExtras: wifi })
  await choose(app, bulk.id)
  const { body: facts } = await app.api('GET', path)
  expect(facts).toMatchObject({
    fault: null,
    listed: false,
    bulkEnrollment: { id: bulk.id },
    tokenExpiresAt: null,
    secret: true,
    asks: 'code',
    key: 'phone-1',
    shortCode: expect.stringMatching(/^[0-9A-F]{6}$/),
  })
  expect(JSON.stringify(facts)).not.toContain('correct horse')
  const svg = await app.api('GET', `/devices/identifier:phone-1/qr.svg`)
  const text = await readSvgCode(svg.body)
  expect(text).not.toContain(bulk.token)
  const { body } = await app.api('GET', `${path}.json`)
  expect(body).toEqual(JSON.parse(text!))
  expect(body[bundleKey]).toEqual({ 'muster.server': app.url })
  const png = await fetch(`${app.url}/api/v1${path}.png?scale=3`, {
    headers: { authorization: `Bearer ${app.token}` },
  })
  expect(png.headers.get('cache-control')).toBe('no-store')
  expect(await readCodes(new Uint8Array(await png.arrayBuffer()))).toEqual([text])
  const { body: found } = await app.api('GET', `/bulk-enrollments?q=${facts.shortCode}`)
  expect(found.items).toMatchObject([{ id: bulk.id }])
  // Once an hour for each person and code.
  expect(await shown(app)).toMatchObject([
    { targetId: device.id, targetName: 'phone-1', after: { shortCode: facts.shortCode, hasToken: false } },
  ])
})

test('a listed phone has the code of its list: with the token while it holds, without it afterwards', async () => {
  const app = await testApp()
  const bulk = await bulkWith(app, { agent })
  const { body: device } = await app.api('POST', `/bulk-enrollments/${bulk.id}/devices`, { imei: imeis[0] })
  const path = `/devices/${device.id}/qr`
  expect((await app.api('GET', path)).body).toMatchObject({
    listed: true,
    tokenExpiresAt: bulk.tokenExpiresAt,
    secret: true,
    asks: 'nothing',
  })
  const { body } = await app.api('GET', `${path}.json`)
  expect(body).toEqual((await app.api('GET', `/bulk-enrollments/${bulk.id}/qr.json`)).body)
  // The phone that has enrolled says more than its record, and the same again.
  const registered = await fetch(`${app.url}/android/v1/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ imei: imeis[0], serial: 'R58M1', token: bulk.token }),
  })
  expect(registered.status).toBe(200)
  expect((await app.api('GET', path)).body).toMatchObject({ asks: 'nothing' })
  await app.platform.db
    .updateTable('bulk_enrollment')
    .set({ token_expires_at: new Date(0) })
    .execute()
  expect((await app.api('GET', path)).body).toMatchObject({
    tokenExpiresAt: null,
    secret: false,
    asks: 'login',
  })
  expect((await app.api('GET', `${path}.json`)).body[bundleKey]).toEqual({ 'muster.server': app.url })
})

test('there is no code for other devices, withdrawn ones, and those that an agent could not name', async () => {
  const app = await testApp()
  await choose(app, (await bulkWith(app, { agent })).id)
  const faultOf = async (fields: object) => {
    const { id } = await record(app, { imei: null, ...fields })
    return (await app.api('GET', `/devices/${id}/qr`)).body.fault
  }
  expect(await faultOf({ identifier: 'a', platform: 'ios' })).toBe('other-platform')
  expect(await faultOf({ identifier: 'b' })).toBe('no-numbers')
  expect(await faultOf({ identifier: 'b2', serial: 'R58M2' })).toBeNull()
  expect(await faultOf({ identifier: 'c', serial: 'R58M1', manufacturer: 'Samsung' })).toBeNull()
  const { id } = await record(app, { identifier: 'd' })
  await app.api('POST', `/devices/${id}/withdraw`)
  expect((await app.api('GET', `/devices/${id}/qr`)).body.fault).toBe('withdrawn')
})

test('pictures are for those who may change bulk enrollments; the others learn whether there is one', async () => {
  const app = await testApp()
  const { id } = await record(app)
  await choose(app, (await bulkWith(app, { agent })).id)
  const token = await app.tokenFor('Auditor')
  expect((await app.api('GET', `/devices/${id}/qr`, undefined, { token })).status).toBe(200)
  for (const kind of ['svg', 'png', 'json'])
    expect(await app.api('GET', `/devices/${id}/qr.${kind}`, undefined, { token })).toMatchObject({
      status: 403,
      body: { permission: 'bulk-enrollment:write' },
    })
  expect((await app.api('PUT', settings, { bulkEnrollmentId: null }, { token })).status).toBe(403)
})
