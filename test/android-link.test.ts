import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { languages } from '../src/pages/language.ts'
import { createAndroidPhone, type PhoneOptions } from '../src/simulator/android/android-phone.ts'
import { readScannedCode } from '../src/simulator/android/scanned-code.ts'
import { apply, plan } from './support/import.ts'
import { mailServer } from './support/mail-server.ts'
import { mailApp } from './support/mails.ts'
import { readSvgCode } from './support/read-svg-code.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const agent = {
  component: 'com.example.agent/.Admin',
  downloadUrl: 'https://mdm.example.org/agent.apk',
  signatureChecksum: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
}
const wifi = { WIFI_SSID: 'School', WIFI_SECURITY_TYPE: 'WPA', WIFI_PASSWORD: 'correct horse' }
const imei = '490154203237518'
const requests = '/enrollment-requests'

async function codesFrom(app: TestApp, configuration: object) {
  const { body } = await app.api('POST', '/bulk-enrollments', { name: 'Staff phones' })
  await app.api('PUT', `/bulk-enrollments/${body.id}/configuration`, configuration)
  await app.api('PUT', '/settings/android-codes', { bulkEnrollmentId: body.id })
  return body
}

async function invite(app: TestApp, whom: object): Promise<{ id: string; link: string }> {
  const { body } = await app.api('POST', requests, { ...whom, channel: 'qr' })
  return body.items[0]
}

async function invited(app: TestApp, fields: object = {}) {
  const device = { identifier: 'phone-1', platform: 'android', imei, code: '48151623' }
  const { body } = await app.api('POST', '/devices', { ...device, ...fields })
  return { ...(await invite(app, { deviceIds: [body.id] })), deviceId: body.id as string }
}

type Page = { status: number; text: string; headers: Headers }

async function answered(response: Response): Promise<Page> {
  return { status: response.status, text: await response.text(), headers: response.headers }
}

const read = async (link: string, language = 'en'): Promise<Page> =>
  answered(await fetch(link, { headers: { 'accept-language': language, 'user-agent': 'Mozilla/5.0 (X11)' } }))

/** Sends the form of a page that has this field. */
async function press(link: string, { text }: Page, fields: Record<string, string>): Promise<Page> {
  const state = /name="state" value="([^"]+)"/.exec(text)?.[1] ?? ''
  return answered(await fetch(link, { method: 'POST', body: new URLSearchParams({ state, ...fields }) }))
}

const pictureIn = ({ text }: Page) =>
  /<img class="qr" src="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')

async function scan(app: TestApp, page: Page): Promise<string> {
  const svg = await fetch(`${app.url}${pictureIn(page)}`)
  expect(svg.headers.get('content-type')).toContain('image/svg+xml')
  return (await readSvgCode(await svg.text()))!
}

function enroll(text: string, options: Partial<PhoneOptions>) {
  const { url, token } = readScannedCode(text)
  return createAndroidPhone({ serial: 'R58M1', manufacturer: 'samsung', ...options, url, token }).enroll()
}

test('H17: from the import of a list over the mail and its link to an enrolled Android phone', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from: 'muster@school.example' })
  await codesFrom(app, { agent, systemExtras: wifi })
  const list = `name,email,mobile,ownership,devicename,SerialNumber,platform,Manufacturer
Ana,ana@school.example,,corporate,Phone of Ana,R58M1,android,Samsung
`
  const mapping = JSON.stringify([{ column: 'Manufacturer', field: 'manufacturer' }])
  const planned = await plan(app, list, { format: 'pre-enrollment', mapping })
  expect(planned.counts).toMatchObject({ create: 1, reject: 0 })
  await apply(app, planned.id, { mail: 'none' })
  const [device] = (await app.api('GET', '/devices?platform=android')).body.items
  await app.api('PATCH', `/devices/${device.id}`, { authentication: 'keycode', code: '48151623' })

  const { body: made } = await app.api('POST', requests, { deviceIds: [device.id] })
  await app.send()
  const mail = server.received[0]!.raw.replace(/=\r\n/g, '').replace(/=3D/g, '=')
  expect(mail).toContain('Open the link on a computer or on another phone.')
  expect(mail).toContain('Code: 48151623')
  const link = /http:\/\/\S+\/e\/[\w-]{32}/.exec(mail)![0]

  const first = await read(link)
  expect(first).toMatchObject({ status: 200, text: expect.stringContaining('Show the code') })
  expect(pictureIn(first)).toBeUndefined()
  const requestOf = async () => (await app.api('GET', `${requests}/${made.items[0].id}`)).body
  expect(await requestOf()).toMatchObject({ status: 'sent', openedAt: null })

  const page = await press(link, first, { show: 'yes' })
  expect(page.text).toContain('Tap its first screen six times')
  expect(page.text).toContain('type this key')
  expect(page.text).toContain(device.identifier)
  expect(page.text).not.toContain('48151623')
  expect(page.headers.get('content-security-policy')).toContain("img-src 'self'")
  expect(await requestOf()).toMatchObject({ status: 'opened' })
  app.later(1)

  const text = await scan(app, page)
  expect(readScannedCode(text)).toMatchObject({ url: app.url, token: null, wifi: 'School' })
  const hardware = { serial: 'r58m1', manufacturer: 'SAMSUNG' }
  expect(await enroll(text, hardware)).toMatchObject({ outcome: 'refused', code: 'code-needed' })
  const keyAndCode = { key: device.identifier, code: '48151623' }
  expect(await enroll(text, { ...hardware, keyAndCode })).toMatchObject({
    outcome: 'enrolled',
    deviceId: device.id,
  })
  expect(await requestOf()).toMatchObject({ status: 'accepted', acceptedAt: expect.any(String) })
  expect((await app.api('GET', `${requests}?status=accepted`)).body.items).toMatchObject([
    { device: { id: device.id, status: 'enrolled' } },
  ])
  expect(await read(link)).toMatchObject({ status: 410, text: expect.stringContaining('This link was used') })
  expect((await fetch(`${app.url}${pictureIn(page)}`)).status).toBe(410)
})

test('a code with something secret is shown to whoever asks for it, and that is noted with the address', async () => {
  const app = await testApp()
  await codesFrom(app, { agent, systemExtras: wifi })
  const { link, deviceId } = await invited(app)
  const noted = async () => (await app.api('GET', '/audit-events?action=device.code-shown')).body.items
  const bare = await fetch(`${link}/qr.svg`)
  expect(bare.status).toBe(410)
  expect((await fetch(`${link}/qr.svg?state=x`)).status).toBe(410)
  const first = await read(link)
  expect(await noted()).toEqual([])
  for (let n = 0; n < 3; n++) await press(link, first, { show: 'yes' })
  expect(await noted()).toMatchObject([
    { actorKind: 'device', targetId: deviceId, address: expect.stringContaining('127.0.0.1') },
  ])
  const kinds = (await app.api('GET', `/devices/${deviceId}/timeline`)).body.items.map(
    ({ kind }: { kind: string }) => kind,
  )
  expect(kinds.filter((kind: string) => kind === 'device.code-shown')).toHaveLength(1)
  expect(kinds).toContain('enrollment-request.opened')
  const { link: other } = await invited(app, { identifier: 'phone-2', imei: '356938035643809' })
  const page = await press(other, await read(other), { show: 'yes' })
  const state = pictureIn(page)!.split('?')[1]
  expect((await fetch(`${link}/qr.svg?${state}`)).status).toBe(410)
})

test('a code without anything secret is there at once, small, and in every language', async () => {
  const app = await testApp()
  await codesFrom(app, { agent })
  const { link, id } = await invited(app, { displayName: '<b>Ana’s phone</b>' })
  for (const language of languages) {
    const page = await read(link, language)
    expect(page.text).toContain(`<html lang="${language}">`)
    expect(page.text).toContain('&lt;b&gt;')
    expect(page.text).not.toMatch(/<script|undefined/)
    expect(Buffer.byteLength(page.text)).toBeLessThan(30_000)
    expect(readScannedCode(await scan(app, page)).token).toBeNull()
  }
  expect((await fetch(`${link}/qr.svg`)).status).toBe(200)
  expect((await app.api('GET', `${requests}/${id}`)).body.openedAt).toBeNull()
  const seen = await press(link, await read(link), { seen: 'yes' })
  expect(seen.text).toContain('nothing to type')
  expect((await app.api('GET', `${requests}/${id}`)).body.status).toBe('opened')
})

test('a listed phone gets the code of its list with the token, and without it once it has ended', async () => {
  const app = await testApp()
  await app.api('POST', '/users', { userName: 'ana' })
  const bulk = await codesFrom(app, { agent })
  const { body: device } = await app.api('POST', `/bulk-enrollments/${bulk.id}/devices`, { imei })
  await app.api('PATCH', `/devices/${device.id}`, { userName: 'ana' })
  const { link } = await invite(app, { deviceIds: [device.id] })
  const page = await press(link, await read(link), { show: 'yes' })
  const text = await scan(app, page)
  expect(readScannedCode(text).token).toBe(bulk.token)
  await app.platform.db
    .updateTable('bulk_enrollment')
    .set({ token_expires_at: new Date(0) })
    .execute()
  const later = await read(link)
  expect(later.text).toContain('sign in with your user name')
  expect(later.text).toContain('>ana<')
  expect(readScannedCode(await scan(app, later)).token).toBeNull()
})

test('without a configuration the page explains as before; a link that ended leads nowhere', async () => {
  const app = await testApp()
  const { link, id } = await invited(app)
  expect(await read(link)).toMatchObject({
    status: 200,
    text: expect.stringContaining('Ask the help desk how'),
  })
  expect((await fetch(`${link}/qr.svg`)).status).toBe(410)
  await codesFrom(app, { agent })
  expect(pictureIn(await read(link))).toBeDefined()
  await app.api('POST', `${requests}/${id}/revoke`)
  expect((await read(link)).status).toBe(410)
  expect((await fetch(`${link}/qr.svg`)).status).toBe(410)
})

test('a phone whose time is over is not promised anything', async () => {
  let now = new Date()
  const app = await testApp({ clock: () => now })
  await codesFrom(app, { agent })
  const { link, id } = await invited(app)
  now = new Date(now.getTime() + 8 * 86_400_000)
  await app.platform.db
    .updateTable('enrollment_request')
    .set({ expires_at: new Date(now.getTime() + 86_400_000) })
    .where('id', '=', id)
    .execute()
  expect(await read(link)).toMatchObject({ status: 403, text: expect.stringContaining('time to set up') })
})

test('somebody without a device may bring an Android phone, where the settings have a code for it', async () => {
  const app = await testApp()
  await app.api('PUT', '/settings/enrollment', { preEnrolledDevicesOnly: false })
  for (const userName of ['ana', 'ben']) {
    const { body } = await app.api('POST', '/users', { userName })
    await app.api('PUT', `/users/${body.id}/password`, { password: `${userName}-secret-1` })
  }
  const { link, id } = await invite(app, { userNames: ['ana'] })
  expect((await read(link)).text).not.toContain('Android')
  await codesFrom(app, { agent, systemExtras: wifi })
  const first = await read(link)
  expect(first.text).toContain('My device runs Android')
  const asked = await press(link, first, { platform: 'android' })
  expect(asked.text).toContain('Show the code')
  const page = await press(link, asked, { show: 'yes' })
  expect(page.text).toContain('sign in with your user name')
  const text = await scan(app, page)

  const login = (userName: string, password = `${userName}-secret-1`) => ({ login: { userName, password } })
  const hardware = { imei, model: 'SM-G525F' }
  expect(await enroll(text, hardware)).toMatchObject({ outcome: 'refused', code: 'login-needed' })
  expect(await enroll(text, { ...hardware, ...login('ana', 'wrong') })).toMatchObject({ code: 'wrong-login' })
  expect((await app.api('GET', '/devices')).body.total).toBe(0)
  const result = await enroll(text, { ...hardware, ...login('ana') })
  expect(result).toMatchObject({ outcome: 'enrolled', user: 'ana' })

  expect((await app.api('GET', `${requests}/${id}`)).body).toMatchObject({
    status: 'accepted',
    device: { platform: 'android', status: 'enrolled' },
  })
  const { items } = (await app.api('GET', '/devices?user=ana')).body
  expect(items).toMatchObject([
    { source: 'self', imei, serial: 'R58M1', manufacturer: 'samsung', authentication: 'login' },
  ])
  // Its numbers are claims: after a reset nobody is let in with them alone.
  expect(await enroll(text, hardware)).toMatchObject({ outcome: 'refused', code: 'login-needed' })
  expect((await app.api('GET', '/devices')).body.total).toBe(1)
})

test('a check-in mail has the link of an Android device where there is a code behind it', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from: 'muster@school.example' })
  const phone = { platform: 'android', depMethod: null }
  await app.addDevice('phone-1', { ...phone, imei })
  await app.send()
  await codesFrom(app, { agent })
  await app.addDevice('phone-2', { ...phone, imei: '356938035643809' })
  await app.addDevice('phone-3', phone)
  await app.send()
  const withLink = server.received.filter(({ raw }) => /\/e\/[\w-]{32}/.test(raw.replace(/=\r\n/g, '')))
  expect(server.received).toHaveLength(3)
  expect(withLink.map(({ to }) => to)).toEqual([['phone-2@school.example']])
})

test('whatever a phone says of itself, its user is answered', async () => {
  const app = await testApp()
  await app.api('PUT', '/settings/enrollment', { preEnrolledDevicesOnly: false })
  const { body } = await app.api('POST', '/users', { userName: 'ana' })
  await app.api('PUT', `/users/${body.id}/password`, { password: 'ana-secret-1' })
  const said = fc.option(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom(imei, 'R58M1', '0', '\u0000', '\ud800', 'x'.repeat(200)),
    ),
    { nil: null },
  )
  const phone = fc.record({
    imei: said,
    imei2: said,
    meid: said,
    serial: said,
    manufacturer: said,
    model: said,
    imeis: fc.option(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 4 }), {
      nil: undefined,
    }),
  })
  const answers = fc.asyncProperty(phone, async (claims) => {
    const answer = await fetch(`${app.url}/android/v1/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...claims, username: 'ana', password: 'ana-secret-1' }),
    })
    expect([200, 400, 401, 403, 429]).toContain(answer.status)
  })
  await fc.assert(answers, { numRuns: 80 })
})

test('two calls at once bring one phone; with pre-enrolled devices only, or nothing to name it by, there is none', async () => {
  const app = await testApp()
  const { body } = await app.api('POST', '/users', { userName: 'ana' })
  await app.api('PUT', `/users/${body.id}/password`, { password: 'ana-secret-1' })
  const login = { userName: 'ana', password: 'ana-secret-1' }
  const bring = (options: Partial<PhoneOptions>) =>
    createAndroidPhone({ serial: 'R58M1', manufacturer: 'samsung', ...options, url: app.url, login }).enroll()
  expect(await bring({ imei })).toMatchObject({ outcome: 'refused', code: 'unknown-device' })
  await app.api('PUT', '/settings/enrollment', { preEnrolledDevicesOnly: false })
  expect(await bring({ manufacturer: undefined })).toMatchObject({ code: 'unknown-device' })
  const both = await Promise.all([bring({ imei }), bring({ imei })])
  expect(both).toMatchObject([{ outcome: 'enrolled' }, { outcome: 'enrolled' }])
  expect((await app.api('GET', '/devices')).body.total).toBe(1)
})
