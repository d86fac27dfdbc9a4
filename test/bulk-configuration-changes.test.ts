import { expect, test } from 'vitest'
import { testApp, type TestApp } from './support/test-app.ts'

const agent = {
  component: 'com.example.agent/.Admin',
  downloadUrl: 'https://mdm.example.org/agent.apk',
  signatureChecksum: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
}
const wifi = { WIFI_SSID: 'Library', WIFI_SECURITY_TYPE: 'WPA', WIFI_PASSWORD: 'correct horse' }

async function aConfigured(app: TestApp) {
  const { id } = (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5' })).body
  const path = `/bulk-enrollments/${id}/configuration`
  const put = (configuration: object, etag?: string) =>
    app.api('PUT', path, configuration, etag === undefined ? {} : { headers: { 'if-match': etag } })
  const first = await put({ agent, systemExtras: wifi })
  return { id, path, put, configuration: first.body.configuration, etag: first.headers.get('etag')! }
}

const audited = async (app: TestApp, action: string) =>
  app.platform.db
    .selectFrom('audit_event')
    .select(['actor', 'after'])
    .where('action', '=', action)
    .orderBy('seq')
    .execute()

test('of two people who change one configuration the second is told, and nothing of the first is lost', async () => {
  const app = await testApp()
  const { path, put, configuration, etag } = await aConfigured(app)
  const mine = await put({ ...configuration, compact: true }, etag)
  expect(mine).toMatchObject({ status: 200 })
  const theirs = await put({ ...configuration, productKeys: { site: 'north' } }, etag)
  expect(theirs).toMatchObject({ status: 412, body: { code: 'resource.changed' } })
  const now = await app.api('GET', path)
  expect(now.body.configuration).toMatchObject({ compact: true, productKeys: {} })
  expect(now.headers.get('etag')).toBe(mine.headers.get('etag'))
  expect(await put({ ...now.body.configuration, productKeys: { site: 'north' } }, '*')).toMatchObject({
    status: 200,
  })
})

test('another password is another tag, though it is not shown', async () => {
  const app = await testApp()
  const { put, configuration, etag } = await aConfigured(app)
  const other = await put({ ...configuration, systemExtras: { ...wifi, WIFI_PASSWORD: 'battery staple' } })
  expect(other.body.configuration).toEqual(configuration)
  expect(other.headers.get('etag')).not.toBe(etag)
  expect((await put(configuration, etag)).status).toBe(412)
})

test('a change that changes nothing keeps the tag and is not noted', async () => {
  const app = await testApp()
  const { put, configuration, etag } = await aConfigured(app)
  const { WIFI_SSID, WIFI_SECURITY_TYPE, WIFI_PASSWORD } = wifi
  const systemExtras = { WIFI_PASSWORD, WIFI_SECURITY_TYPE, WIFI_SSID }
  expect((await put({ ...configuration, systemExtras, secrets: [] })).headers.get('etag')).toBe(etag)
  expect(await audited(app, 'bulk-enrollment.configured')).toHaveLength(1)
})

test('a device of a list is changed under the tag of the device', async () => {
  const app = await testApp()
  const { id } = await aConfigured(app)
  const path = `/bulk-enrollments/${id}/devices`
  const device = (await app.api('POST', path, { imei: '490154203237518' })).body
  const etag = (await app.api('GET', `/devices/${device.id}`)).headers.get('etag')!
  const change = (model: string) =>
    app.api('PATCH', path, { ids: [device.id], set: { model } }, { headers: { 'if-match': etag } })
  expect(await change('A')).toMatchObject({ status: 200, body: { done: 1 } })
  expect(await change('B')).toMatchObject({ status: 412, body: { code: 'resource.changed' } })
})

test('a check says what would be said, counts the secrets that stay, and changes nothing', async () => {
  const app = await testApp()
  const { path, configuration, etag } = await aConfigured(app)
  const check = async (some: object) =>
    (await app.api('POST', `${path}/check`, { ...configuration, ...some })).body
  const stored = (await app.api('GET', path)).body
  expect(await check({})).toEqual(stored)
  const longer = await check({ productKeys: { site: 'x'.repeat(100) } })
  expect(longer.qr.bytes - stored.qr.bytes).toBeGreaterThan(100)
  expect(longer.qr.version).toBeGreaterThan(stored.qr.version)
  const open = await check({ secrets: [], systemExtras: { ...configuration.systemExtras } })
  expect(stored.qr.bytes - open.qr.bytes).toBeGreaterThan('correct horse'.length)
  const wrong = await check({
    agent: { ...configuration.agent, component: '', signatureChecksum: 'abc' },
    systemExtras: { ...configuration.systemExtras, LEAVE_ALL_SYSTEM_APPS_ENABLED: 'true' },
  })
  expect(wrong.findings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ pointer: '/agent/component', code: 'agent.missing', severity: 'error' }),
      expect.objectContaining({ pointer: '/agent/signatureChecksum', code: 'agent.checksum' }),
      expect.objectContaining({ pointer: '/systemExtras/LEAVE_ALL_SYSTEM_APPS_ENABLED', code: 'extra.type' }),
    ]),
  )
  expect(JSON.stringify(wrong)).not.toContain('horse')
  const after = await app.api('GET', path)
  expect(after.body).toEqual(stored)
  expect(after.headers.get('etag')).toBe(etag)
  expect(await audited(app, 'bulk-enrollment.configured')).toHaveLength(1)
})

test('a check tells how long secrets are, so it is for those who may draw the code', async () => {
  const app = await testApp()
  const { path, configuration } = await aConfigured(app)
  const token = await app.tokenFor('Auditor')
  expect((await app.api('GET', path, undefined, { token })).status).toBe(200)
  expect(await app.api('POST', `${path}/check`, configuration, { token })).toMatchObject({
    status: 403,
    body: { permission: 'bulk-enrollment:write' },
  })
})

test('a code that is looked at again and again is noted once an hour, for each person and code', async () => {
  const app = await testApp()
  const { id, put, configuration } = await aConfigured(app)
  const at = (what: string, token = app.token) =>
    app.api('GET', `/bulk-enrollments/${id}/${what}`, undefined, { token })
  await Promise.all([at('qr.svg'), at('payloads'), at('qr.png'), at('qr.svg')])
  const { shortCode } = (await at('payloads')).body
  expect(await audited(app, 'bulk-enrollment.code-shown')).toMatchObject([{ after: { shortCode } }])
  const other = await app.tokenFor('Enrollment manager')
  await at('qr.svg', other)
  expect(await audited(app, 'bulk-enrollment.code-shown')).toHaveLength(2)
  await put({ ...configuration, compact: true })
  await at('qr.svg')
  expect(await audited(app, 'bulk-enrollment.code-shown')).toHaveLength(3)
  await app.platform.db
    .updateTable('audit_event')
    .set({ at: new Date(Date.now() - 3_700_000) })
    .execute()
  await at('qr.svg')
  expect(await audited(app, 'bulk-enrollment.code-shown')).toHaveLength(4)
})

test('the short code under a print leads to its list, also when the list has another code by now', async () => {
  const app = await testApp()
  const { id, put, configuration } = await aConfigured(app)
  await app.api('POST', '/bulk-enrollments', { name: 'Grade 6' })
  const { shortCode } = (await app.api('GET', `/bulk-enrollments/${id}/payloads`)).body
  await put({ ...configuration, compact: true })
  const found = await app.api('GET', `/bulk-enrollments?q=${shortCode.toLowerCase()}`)
  expect(found.body).toMatchObject({ total: 1, items: [{ id }] })
})
