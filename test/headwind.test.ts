import { expect, test } from 'vitest'
import type { AppOptions } from '../src/app.ts'
import { createHeadwindAgent, type HeadwindHardware } from '../src/simulator/headwind/headwind-agent.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const imei = '490154203237518'
const phone = { imei, serial: 'R58M1', model: 'SM-G525F', androidVersion: '13' }
const component = 'com.hmdm.launcher/com.hmdm.launcher.AdminReceiver'

async function headwindApp(settings: object = {}, options: Partial<AppOptions> = {}): Promise<TestApp> {
  const app = await testApp(options)
  const { status } = await app.api('PUT', '/settings/headwind', { enabled: true, ...settings })
  expect(status).toBe(200)
  return app
}

/** A list with one device, and the bundle of its QR code as a phone reads it. */
async function listWith(app: TestApp, device: object, idUse: 'imei' | 'serial' = 'serial') {
  const { body: bulk } = await app.api('POST', '/bulk-enrollments', { name: 'Tablets' })
  const { body: listed } = await app.api('POST', `/bulk-enrollments/${bulk.id}/devices`, device)
  await app.api('PUT', `/bulk-enrollments/${bulk.id}/configuration`, {
    agent: {
      component,
      downloadUrl: 'https://mdm.example.org/agent.apk',
      signatureChecksum: 'I5YvS0O5hXY46mb01BlRjq4oJJGs2kuUcHvVkAPEXlg',
      tokenKey: 'com.hmdm.CUSTOMER',
      serverKey: 'com.hmdm.BASE_URL',
    },
    productKeys: { 'com.hmdm.DEVICE_ID_USE': idUse },
  })
  const { body: code } = await app.api('GET', `/bulk-enrollments/${bulk.id}/qr.json`)
  const bundle = code['android.app.extra.PROVISIONING_ADMIN_EXTRAS_BUNDLE']
  const agent = (hardware: HeadwindHardware = phone, more: object = {}) =>
    createHeadwindAgent({ bundle, hardware, ...more })
  return { bulk, device: listed, bundle, agent }
}

const statusOf = async (app: TestApp, id: string) => (await app.api('GET', `/devices/${id}`)).body.status

test('a phone whose IMEI is listed enrolls, gets a configuration and a secret number, and reports', async () => {
  const app = await headwindApp()
  const { device, agent } = await listWith(app, { imei, serial: 'R58M1', manufacturer: 'samsung' }, 'imei')
  const one = agent()
  expect(await one.enroll()).toBe('running')
  expect(one.number()).toMatch(/^[\w-]{43}$/)
  expect(one.configuration()).toMatchObject({ pushOptions: 'polling', title: 'none', applications: [] })
  await one.report()
  const { body } = await app.api('GET', `/devices/${device.id}/android`)
  expect(body.registration).toMatchObject({ reported: { battery: 80, osVersion: '13', serial: 'R58M1' } })
  expect(JSON.stringify(body)).not.toMatch(/4915112345678|262011234567890/)
  expect((await app.api('GET', `/devices/${device.id}`)).body).toMatchObject({
    status: 'enrolled',
    model: 'SM-G525F',
  })
  const stored = await app.platform.db.selectFrom('android_registration').selectAll().execute()
  expect(JSON.stringify(stored)).not.toContain(one.number())
})

test('commands reach the configuration while a poll is open, and are confirmed', async () => {
  const app = await headwindApp()
  const { device, agent } = await listWith(app, { imei }, 'imei')
  const one = agent()
  await one.enroll()
  const order = (body: object) => app.api('POST', `/devices/${device.id}/android/commands`, body)
  const states = async () =>
    (await app.api('GET', `/devices/${device.id}/android`)).body.commands.map(
      ({ kind, state }: { kind: string; state: string }) => `${kind} ${state}`,
    )

  const waiting = one.poll()
  await order({ kind: 'message', text: 'Come to room 5' })
  expect(await waiting).toBe(true)
  expect(one.configuration()).toMatchObject({ title: 'description', description: 'Come to room 5' })
  await order({ kind: 'lock' })
  await order({ kind: 'sync' })
  await one.poll()
  expect(one.configuration()).toMatchObject({ lock: true })
  expect(await states()).toEqual(['sync sent', 'lock sent', 'message sent'])
  await one.report()
  expect(await states()).toEqual(['sync done', 'lock done', 'message done'])
  await one.poll()
  expect(one.configuration()!.lock).toBeUndefined()
  expect(one.configuration()!.description).toBe('Come to room 5')

  await order({ kind: 'wipe', confirm: device.identifier })
  await one.poll()
  expect(one.state()).toBe('erased')
  expect(await statusOf(app, device.id)).toBe('enrolling')
  // The answer may have been lost: the agent asks again, and still erases.
  await one.refresh()
  expect(one.state()).toBe('erased')
  expect(await agent().enroll()).toBe('running')
})

test('a serial number alone waits, empty-handed, until a report names an IMEI of the list', async () => {
  const app = await headwindApp()
  const { device, agent } = await listWith(app, { imei, serial: 'R58M1', manufacturer: 'samsung' })
  const one = agent({ ...phone, imei: '356938035643809', imei2: imei })
  expect(await one.enroll()).toBe('running')
  expect(await statusOf(app, device.id)).toBe('enrolling')
  const number = one.number()
  const waiting = one.poll()
  await one.report()
  expect(await waiting).toBe(true)
  expect(one.number()).toBe(number)
  expect(await statusOf(app, device.id)).toBe('enrolled')
  const { items } = (await app.api('GET', '/arrivals?channel=android')).body
  expect(items).toMatchObject([{ outcome: 'admit', deviceId: device.id }])
})

test('a report that names nothing of the list ends in a refusal', async () => {
  const app = await headwindApp()
  const { agent } = await listWith(app, { serial: 'R58M1', manufacturer: 'samsung' })
  const one = agent({ serial: 'R58M1' })
  await one.enroll()
  await one.report()
  await one.poll()
  expect(one.state()).toBe('refused')
  const { items } = (await app.api('GET', '/arrivals?channel=android')).body
  expect(items).toMatchObject([{ outcome: 'refuse', reason: 'unknown-device' }])
})

test('a waiting agent is looked at again when the list was corrected, but not with every report', async () => {
  let later = 0
  const app = await headwindApp({}, { clock: () => new Date(Date.now() + later) })
  const { bulk, agent } = await listWith(app, { serial: 'R58M1', manufacturer: 'samsung' })
  const one = agent()
  await one.enroll()
  for (let again = 0; again < 3; again++) await one.report()
  await one.refresh()
  expect(one.state()).toBe('refused')
  expect((await app.api('GET', '/arrivals')).body.total).toBe(1)
  const { body: added } = await app.api('POST', `/bulk-enrollments/${bulk.id}/devices`, { imei })
  later = 11 * 60 * 1000
  await one.report()
  await one.refresh()
  expect(one.state()).toBe('running')
  expect(await statusOf(app, added.id)).toBe('enrolled')
})

test('a token that ends while an agent waits lets it in no more', async () => {
  const app = await headwindApp()
  const { device, agent } = await listWith(app, { imei })
  const one = agent()
  await one.enroll()
  await app.platform.db
    .updateTable('bulk_enrollment')
    .set({ token_expires_at: new Date(0) })
    .execute()
  await one.report()
  expect(await statusOf(app, device.id)).toBe('enrolling')
  const { items } = (await app.api('GET', '/arrivals')).body
  expect(items).toMatchObject([{ outcome: 'challenge', reason: 'login-needed', deviceId: device.id }])
})

test('with the setting a serial number is enough, in the list of the token only, and the arrival says so', async () => {
  const app = await headwindApp({ acceptSerialAlone: true })
  await app.api('POST', '/devices', {
    identifier: 'other',
    platform: 'android',
    serial: 'ELSEWHERE',
    manufacturer: 'samsung',
  })
  const { device, agent } = await listWith(app, { serial: 'R58M1', manufacturer: 'samsung' })
  expect(await agent().enroll()).toBe('running')
  expect(await statusOf(app, device.id)).toBe('enrolled')
  const { items } = (await app.api('GET', '/arrivals?channel=android')).body
  expect(JSON.stringify(items[0].decision)).toContain('names no manufacturer')
  const other = agent({ serial: 'ELSEWHERE' })
  await other.enroll()
  await other.report()
  await other.poll()
  expect(other.state()).toBe('refused')
})

const clone = { ...phone, serial: 'CLONE' }
const reasons = async (app: TestApp): Promise<string[]> =>
  (await app.api('GET', '/arrivals?channel=android')).body.items
    .map(({ reason }: { reason: string }) => reason)
    .toReversed()

test('a second phone that names the IMEI of one that is enrolled waits, and is refused by what it reports', async () => {
  let later = 0
  const app = await headwindApp({}, { clock: () => new Date(Date.now() + later) })
  const { device, agent } = await listWith(app, { imei }, 'imei')
  const [first, second] = [agent(), agent(clone)]
  await first.enroll()
  // Before the first has reported, nobody knows it well enough to be taken for it.
  expect(await second.enroll()).toBe('running')
  expect(second.configuration()).toMatchObject({ title: 'none', applications: [] })
  await second.report()
  await second.refresh()
  expect(second.state()).toBe('refused')
  await first.report()
  later = 11 * 60 * 1000
  await second.report()
  expect(await reasons(app)).toEqual(['admitted', 'already-registered', 'already-registered'])
  const { items } = (await app.api('GET', '/arrivals?outcome=refuse')).body
  expect(items[0]).toMatchObject({ deviceId: device.id, claimed: { serial: 'CLONE' } })
  expect(items[0].summary).toContain('revoke the token')
  await first.refresh()
  expect(first.state()).toBe('running')
  expect(await statusOf(app, device.id)).toBe('enrolled')

  await app.api('POST', `/devices/${device.id}/android/token/revoke`)
  later = 22 * 60 * 1000
  await second.report()
  await second.refresh()
  expect(second.state()).toBe('running')
  expect(await statusOf(app, device.id)).toBe('enrolled')
  await first.refresh()
  expect(first.state()).toBe('refused')
})

test('the phone that is enrolled may be set up anew: it waits until its report says the same as before', async () => {
  const app = await headwindApp()
  const { device, agent } = await listWith(app, { imei }, 'imei')
  const first = agent()
  await first.enroll()
  await first.report()
  const again = agent()
  expect(await again.enroll()).toBe('running')
  expect(await reasons(app)).toEqual(['admitted'])
  const number = again.number()
  await again.report()
  expect(await reasons(app)).toEqual(['admitted', 'admitted'])
  await again.refresh()
  expect([again.state(), again.number()]).toEqual(['running', number])
  expect(await statusOf(app, device.id)).toBe('enrolled')
  await first.refresh()
  expect(first.state()).toBe('refused')
})

test('a phone that did not hear the answer asks again and is let in, until it was heard', async () => {
  const app = await headwindApp()
  const { bundle, agent } = await listWith(app, { imei }, 'imei')
  const ask = async () => {
    const answer = await fetch(`${app.url}/rest/public/sync/configuration/${imei}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customer: bundle['com.hmdm.CUSTOMER'] }),
    })
    return (await answer.json()) as { data: { newNumber: string } }
  }
  await ask()
  const { data } = await ask()
  expect(await reasons(app)).toEqual(['admitted', 'admitted'])
  // The next call by its new number is the first sign of it.
  await fetch(`${app.url}/rest/plugins/devicelog/log/rules/${data.newNumber}`)
  const second = agent(clone)
  await second.enroll()
  await second.report()
  expect(await reasons(app)).toEqual(['admitted', 'admitted', 'already-registered'])
})

test('without a token that holds, whoever names the numbers of an enrolled phone is refused at once', async () => {
  const app = await headwindApp()
  const { bundle, agent } = await listWith(app, { imei }, 'imei')
  await agent().enroll()
  const wrong = { ...bundle, 'com.hmdm.CUSTOMER': 'wrong' }
  expect(await createHeadwindAgent({ bundle: wrong, hardware: phone }).enroll()).toBe('refused')
  expect(await reasons(app)).toEqual(['admitted', 'already-registered'])
})

test('with serial numbers alone, too, a second one waits and is refused', async () => {
  const app = await headwindApp({ acceptSerialAlone: true })
  const { agent } = await listWith(app, { serial: 'R58M1', manufacturer: 'samsung' })
  const first = agent()
  await first.enroll()
  await first.report()
  const second = agent({ ...phone, imei: '356938035643809' })
  expect(await second.enroll()).toBe('running')
  await second.report()
  await second.refresh()
  expect(second.state()).toBe('refused')
  expect(await reasons(app)).toEqual(['admitted', 'already-registered'])
})

test('strangers, wrong and expired tokens are refused', async () => {
  const app = await headwindApp({ acceptSerialAlone: true })
  const { bundle, agent } = await listWith(app, { imei, serial: 'R58M1', manufacturer: 'samsung' }, 'imei')
  expect(await agent({ ...phone, imei: '356938035643809' }).enroll()).toBe('refused')
  const refused = { ...bundle, 'com.hmdm.CUSTOMER': 'wrong' }
  expect(await createHeadwindAgent({ bundle: refused, hardware: phone }).enroll()).toBe('refused')
  await app.platform.db
    .updateTable('bulk_enrollment')
    .set({ token_expires_at: new Date(0) })
    .execute()
  expect(await agent().enroll()).toBe('refused')
  const serial = { ...bundle, 'com.hmdm.DEVICE_ID_USE': 'serial' }
  expect(await createHeadwindAgent({ bundle: serial, hardware: phone }).enroll()).toBe('refused')
})

test('with a secret of its own only an app that has it is heard, and answers are signed', async () => {
  const app = await headwindApp({ sharedSecret: 'our own' })
  expect((await app.api('GET', '/settings/headwind')).body).toEqual({
    enabled: true,
    acceptSerialAlone: false,
    sharedSecretSet: true,
  })
  const { agent } = await listWith(app, { imei }, 'imei')
  await expect(agent().enroll()).rejects.toThrow('error.permission.denied')
  const one = agent(phone, { secret: 'our own' })
  expect(await one.enroll()).toBe('running')
  const waiting = one.poll()
  const { items } = (await app.api('GET', '/devices')).body
  await app.api('POST', `/devices/${items[0].id}/android/commands`, { kind: 'sync' })
  expect(await waiting).toBe(true)
})

test('nothing is there unless it is switched on, and only those who may change settings do that', async () => {
  const app = await testApp()
  const { agent } = await listWith(app, { imei }, 'imei')
  await expect(agent().enroll()).rejects.toThrow('404')
  const token = await app.tokenFor('Help desk')
  expect((await app.api('PUT', '/settings/headwind', { enabled: true }, { token })).status).toBe(403)
})

test('numbers of phones can be guessed, but not fast', async () => {
  const app = await headwindApp()
  const { bundle } = await listWith(app, { imei }, 'imei')
  const tries = Array.from({ length: 70 }, (_, n) => `S${n}`)
  let waited = false
  for (const serial of tries) {
    const answer = await fetch(`${app.url}/rest/public/sync/configuration/${serial}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customer: bundle['com.hmdm.CUSTOMER'] }),
    })
    waited ||= answer.status === 429
  }
  expect(waited).toBe(true)
})

test('odd bodies and numbers are refused in the words of the protocol', async () => {
  const app = await headwindApp()
  for (const [method, path, body] of [
    ['POST', 'public/sync/info', '[]'],
    ['POST', 'public/sync/info', '{"deviceId":"x"}'],
    ['POST', 'public/sync/configuration/%20', '{}'],
    ['GET', 'public/sync/configuration/DEV1', undefined],
    ['POST', `plugins/devicereset/public/${'x'.repeat(43)}`, '{}'],
    ['GET', 'notification/polling/DEV1', undefined],
  ] as const) {
    const answer = await fetch(`${app.url}/rest/${path}`, {
      method,
      ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
    })
    expect(await answer.json()).toMatchObject({ status: 'ERROR' })
  }
})
