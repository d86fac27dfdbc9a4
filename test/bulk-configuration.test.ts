import { expect, test } from 'vitest'
import { readCodes } from './support/read-codes.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const checksum = 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg'
const agent = {
  component: 'com.example.agent/.Admin',
  downloadUrl: 'https://mdm.example.org/agent.apk',
  signatureChecksum: Buffer.from(checksum, 'base64url').toString('hex'),
}
const wifi = { WIFI_SSID: 'Büro', WIFI_SECURITY_TYPE: 'WPA', WIFI_PASSWORD: 'correct horse' }
const prefix = 'android.app.extra.PROVISIONING_'

const bulkOf = async (app: TestApp, more: object = {}) =>
  (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5', ...more })).body
const configure = (app: TestApp, id: string, configuration: object) =>
  app.api('PUT', `/bulk-enrollments/${id}/configuration`, configuration)

async function pngOf({ url, token }: TestApp, id: string): Promise<Uint8Array<ArrayBuffer>> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${url}/api/v1/bulk-enrollments/${id}/qr.png`, { headers })
  expect(answer.headers.get('content-type')).toBe('image/png')
  return new Uint8Array(await answer.arrayBuffer())
}

test('I43, I44: a phone reads from the code what was configured, with the token', async () => {
  const app = await testApp()
  const { id, token } = await bulkOf(app)
  const configuration = {
    agent,
    systemExtras: { ...wifi, LEAVE_ALL_SYSTEM_APPS_ENABLED: true },
    productKeys: { quickStart: true },
  }
  expect(await configure(app, id, configuration)).toMatchObject({ status: 200, body: { findings: [] } })
  const said = {
    [`${prefix}DEVICE_ADMIN_COMPONENT_NAME`]: agent.component,
    [`${prefix}DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION`]: agent.downloadUrl,
    [`${prefix}DEVICE_ADMIN_SIGNATURE_CHECKSUM`]: checksum,
    [`${prefix}WIFI_SSID`]: 'Büro',
    [`${prefix}WIFI_SECURITY_TYPE`]: 'WPA',
    [`${prefix}WIFI_PASSWORD`]: 'correct horse',
    [`${prefix}LEAVE_ALL_SYSTEM_APPS_ENABLED`]: true,
    [`${prefix}ADMIN_EXTRAS_BUNDLE`]: {
      quickStart: true,
      'muster.server': expect.any(String),
      'muster.token': token,
    },
  }
  const [text] = await readCodes(await pngOf(app, id))
  expect(JSON.parse(text!)).toEqual(said)
  expect((await app.api('GET', `/bulk-enrollments/${id}/qr.json`)).body).toEqual(said)
  const { body } = await app.api('GET', `/bulk-enrollments/${id}/payloads`)
  expect(body.payload).toEqual(said)
  expect(body.zeroTouch).toEqual({
    [`${prefix}LEAVE_ALL_SYSTEM_APPS_ENABLED`]: true,
    [`${prefix}ADMIN_EXTRAS_BUNDLE`]: said[`${prefix}ADMIN_EXTRAS_BUNDLE`],
  })
  expect(body.knox).toEqual(said[`${prefix}ADMIN_EXTRAS_BUNDLE`])
  expect(body.shortCode).toMatch(/^[0-9A-F]{6}$/)
})

test('the code of a bulk enrollment without token has none', async () => {
  const app = await testApp()
  const { id } = await bulkOf(app, { withoutToken: true })
  await configure(app, id, { agent })
  const { body } = await app.api('GET', `/bulk-enrollments/${id}/payloads`)
  expect(Object.keys(body.payload[`${prefix}ADMIN_EXTRAS_BUNDLE`])).toEqual(['muster.server'])
})

test('secrets are named, not shown, and stay until they are given anew or left out', async () => {
  const app = await testApp()
  const { id } = await bulkOf(app)
  const { body } = await configure(app, id, { agent, systemExtras: wifi, productKeys: { password: 'p' } })
  const { configuration } = body
  expect(configuration.secrets).toEqual(['productKeys.password', 'systemExtras.WIFI_PASSWORD'])
  expect(JSON.stringify((await app.api('GET', `/bulk-enrollments/${id}/configuration`)).body)).not.toContain(
    'horse',
  )
  const password = async () => {
    const { payload } = (await app.api('GET', `/bulk-enrollments/${id}/payloads`)).body
    return payload[`${prefix}WIFI_PASSWORD`]
  }
  await configure(app, id, { ...configuration, compact: false })
  expect(await password()).toBe('correct horse')
  const { WIFI_SECURITY_TYPE: _, ...open } = configuration.systemExtras
  await configure(app, id, {
    ...configuration,
    systemExtras: { ...open, WIFI_SECURITY_TYPE: 'NONE' },
    secrets: [],
  })
  expect(await password()).toBeUndefined()
  const audited = await app.platform.db.selectFrom('audit_event').select(['before', 'after']).execute()
  expect(JSON.stringify(audited)).not.toContain('horse')
})

test('what would not work on a phone is refused by name', async () => {
  const app = await testApp()
  const { id } = await bulkOf(app)
  const { WIFI_SSID: _, ...nameless } = wifi
  for (const [configuration, code] of [
    [{ agent: { ...agent, component: 'x' } }, 'agent.component'],
    [{ agent: { ...agent, signatureChecksum: 'abc' } }, 'agent.checksum'],
    [{ agent, systemExtras: nameless }, 'wifi.no-ssid'],
    [{ agent, systemExtras: { LEAVE_ALL_SYSTEM_APPS_ENABLED: 'true' } }, 'extra.type'],
  ] as const)
    expect(await configure(app, id, configuration)).toMatchObject({
      status: 400,
      body: { code: 'bulk-enrollment.configuration-invalid', errors: [{ code }] },
    })
})

test('a value that no code can hold is refused in words', async () => {
  const app = await testApp()
  const { id } = await bulkOf(app)
  expect(await configure(app, id, { productKeys: { a: { b: 1 } } })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/productKeys/a', message: expect.stringContaining('must be text') }] },
  })
})

test('a code is drawn when it can work: with an agent, a token that holds, and room for it', async () => {
  const app = await testApp()
  const { id } = await bulkOf(app)
  const svg = () => app.api('GET', `/bulk-enrollments/${id}/qr.svg`)
  const refused = (code: string) => ({
    status: 409,
    body: { code: 'bulk-enrollment.not-configured', errors: [{ code }] },
  })
  expect(await svg()).toMatchObject(refused('agent.missing'))
  await configure(app, id, { agent })
  expect(await svg()).toMatchObject({ status: 200, body: expect.stringContaining('<svg') })
  const long = await configure(app, id, { agent, productKeys: { text: 'x'.repeat(2000) } })
  expect(long.body.qr).toMatchObject({ errorCorrection: 'L', version: expect.any(Number) })
  expect(long.body.findings).toMatchObject([{ code: 'qr.crowded', severity: 'warning' }])
  const tooLong = await configure(app, id, { agent, productKeys: { text: 'x'.repeat(3000) } })
  expect(tooLong.body).toMatchObject({ qr: { version: null }, findings: [{ code: 'qr.too-long' }] })
  expect(await svg()).toMatchObject(refused('qr.too-long'))
  await configure(app, id, { agent })
  await app.platform.db
    .updateTable('bulk_enrollment')
    .set({ token_expires_at: new Date(0) })
    .execute()
  expect(await svg()).toMatchObject(refused('token.expired'))
})

test('the catalogue names what can be chosen, with its type', async () => {
  const app = await testApp()
  const { body } = await app.api('GET', '/android/extras')
  expect(body.extras).toContainEqual(
    expect.objectContaining({ name: 'WIFI_PASSWORD', type: 'string', secret: true, hasEffect: true }),
  )
  expect(body.agents.length).toBeGreaterThan(0)
})
