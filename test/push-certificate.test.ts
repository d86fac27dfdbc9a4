import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { pushCertificateState } from '../src/push/certificate-state.ts'
import { readCsr } from '../src/protocol/x509/csr.ts'
import { selfSignedCertificate } from '../src/protocol/x509/issue-certificate.ts'
import { pem } from '../src/protocol/x509/pem.ts'
import { readEnrollmentProfile } from '../src/protocol/mdm/read-enrollment-profile.ts'
import { postMachineInfo } from './support/apple-hand.ts'
import { appleWorld } from './support/apple-world.ts'
import { apnsSimulator, pushWorld, putCertificate } from './support/push-world.ts'
import { testApp } from './support/test-app.ts'

const dayMs = 86_400_000
const daysFromNow = (days: number) => new Date(Date.now() + days * dayMs)
const derOf = (text: string) => Buffer.from(text.replace(/-----[^-]*-----/g, ''), 'base64')

test('from nothing by a request to a certificate; the key never leaves', async () => {
  const apns = await apnsSimulator()
  const app = await testApp()
  expect((await app.api('GET', '/push-certificate')).body).toMatchObject({ state: 'none', topic: null })
  expect((await app.api('GET', '/push-certificate/csr')).body.code).toBe('push-certificate.no-request')
  const made = await app.api('POST', '/push-certificate/csr')
  expect(made.status).toBe(201)
  expect(readCsr(derOf(made.body.csr)).subject).toContainEqual({ type: 'CN', value: 'Muster MDM push' })
  expect((await app.api('GET', '/push-certificate')).body).toMatchObject({
    state: 'requested',
    request: { madeAt: made.body.madeAt },
  })
  const again = await app.api('POST', '/push-certificate/csr')
  expect(again.body).toEqual(made.body)
  const download = await app.api('GET', '/push-certificate/csr')
  expect(download.body).toBe(made.body.csr)
  expect(download.headers.get('content-disposition')).toContain('muster-push.csr')

  const put = await putCertificate(app, apns.authority.certify(made.body.csr))
  expect(put.status).toBe(200)
  expect(put.body).toMatchObject({ state: 'valid', text: null, request: null, daysLeft: 364, devices: [] })
  expect(put.body.topic).toMatch(/^com\.apple\.mgmt\.External\./)
  expect(put.body.subject).toContain(`UID=${put.body.topic}`)
  const { items } = (await app.api('GET', '/audit-events')).body
  expect(items.map(({ action }: { action: string }) => action)).toEqual([
    'push-certificate.changed',
    'push-certificate.requested',
  ])
  const stored = await app.platform.db.selectFrom('push_certificate').selectAll().executeTakeFirstOrThrow()
  expect(stored.private_key_sealed!.toString('latin1')).not.toContain('PRIVATE KEY')
  expect(await pushCertificateState(app.platform.db)).toMatchObject({ state: 'valid' })
})

test('another request takes the place of one that waits only when that is said', async () => {
  const apns = await apnsSimulator()
  const app = await testApp()
  const first = await app.api('POST', '/push-certificate/csr')
  const second = await app.api('POST', '/push-certificate/csr?replace=true')
  expect(second.body.csr).not.toBe(first.body.csr)
  const put = await putCertificate(app, apns.authority.certify(first.body.csr))
  expect([put.status, put.body.code]).toEqual([400, 'push-certificate.wrong-key'])
  expect((await putCertificate(app, apns.authority.certify(second.body.csr))).status).toBe(200)
})

test('a certificate that is of no use is refused with the reason', async () => {
  const apns = await apnsSimulator()
  const app = await testApp()
  const codeOf = async (text: string) => (await putCertificate(app, text)).body.code
  const pair = apns.authority.pair()
  expect(await codeOf(pair.certificate)).toBe('push-certificate.wrong-key')
  expect(await codeOf(pair.certificate + apns.authority.pair().key)).toBe('push-certificate.wrong-key')
  const over = apns.authority.pair({ notAfter: daysFromNow(-1) })
  expect(await codeOf(over.certificate + over.key)).toBe('push-certificate.expired')
  const appKind = apns.authority.pair({ topic: 'com.example.app' })
  const answer = await putCertificate(app, appKind.certificate + appKind.key)
  expect(answer.body).toMatchObject({
    code: 'push-certificate.wrong-kind',
    detail: expect.stringContaining('com.example.app'),
  })
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const web = selfSignedCertificate({
    subject: [{ type: 'CN', value: 'muster.example' }],
    key,
    notBefore: daysFromNow(-1),
    notAfter: daysFromNow(1),
    extensions: [],
  })
  expect(await codeOf(pem('CERTIFICATE', web))).toBe('push-certificate.wrong-kind')
  for (const text of ['', 'no PEM', pair.certificate.replace('MII', 'AAA'), pair.certificate.repeat(11)])
    expect(await codeOf(text)).toBe('push-certificate.unreadable')
  const locked = createPrivateKey(pair.key).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
  })
  expect(await codeOf(pair.certificate + String(locked))).toBe('push-certificate.unreadable')
  expect((await app.api('GET', '/push-certificate')).body.state).toBe('none')
})

test('a renewal keeps the topic, for the key in use or for a new one', async () => {
  const world = await pushWorld()
  const { topic } = (await world.api('GET', '/push-certificate')).body
  const renew = async (query = '') => {
    const { csr } = (await world.api('POST', `/push-certificate/csr${query}`)).body
    return putCertificate(world, world.apns.authority.certify(csr, { topic, notAfter: daysFromNow(30.5) }))
  }
  expect((await renew()).body).toMatchObject({ state: 'soon', daysLeft: 30, topic })
  const expiring = (await world.api('GET', '/expiring')).body.items
  expect(expiring).toContainEqual(
    expect.objectContaining({
      kind: 'push-certificate',
      name: 'Push certificate',
      state: 'soon',
      daysLeft: 30,
    }),
  )
  expect((await renew()).status).toBe(200)
})

test('another topic is refused while devices are enrolled, and taken when none is and somebody says so', async () => {
  const world = await pushWorld()
  const { topic } = (await world.api('GET', '/push-certificate')).body
  const other = world.apns.authority.pair()
  const unconfirmed = await putCertificate(world, other.certificate + other.key)
  expect(unconfirmed.body).toMatchObject({
    code: 'push-certificate.other-topic',
    devices: 0,
    expected: topic,
  })
  await world.enrolled('C02PUSH00020')
  const refused = await putCertificate(world, other.certificate + other.key, '?confirmOtherTopic=true')
  expect(refused.body).toMatchObject({
    code: 'push-certificate.other-topic',
    devices: 1,
    detail: expect.stringContaining('enroll again'),
  })
  await world.platform.db.updateTable('enrollment').set({ state: 'ended' }).execute()
  const taken = await putCertificate(world, other.certificate + other.key, '?confirmOtherTopic=true')
  expect(taken.status).toBe(200)
  expect(taken.body.topic).not.toBe(topic)
})

test('devices enroll with the topic of the certificate; those before it keep theirs and are named', async () => {
  const apns = await apnsSimulator()
  const world = await appleWorld({ apnsUrl: apns.url, apnsCa: apns.ca })
  const { id } = await world.record('C02PUSH00021')
  await world.device('C02PUSH00021').enroll()
  const pair = apns.authority.pair()
  const put = await putCertificate(world, pair.certificate + pair.key)
  expect(put.body.devices).toEqual([
    { topic: expect.not.stringContaining(put.body.topic), current: false, enrolled: 1, tokenGone: 0 },
  ])
  const tested = await world.api('POST', '/push-certificate/test', { deviceId: id })
  expect(tested.body.code).toBe('push.other-topic')
  await world.record('C02PUSH00022')
  const answer = await postMachineInfo(world, world.device('C02PUSH00022'))
  const { mdm } = readEnrollmentProfile(Buffer.from(await answer.arrayBuffer()))
  expect(mdm.Topic).toBe(put.body.topic)
})

test('an expired certificate is a state of its own, and nothing is sent with it', async () => {
  let now = new Date()
  const world = await pushWorld({ clock: () => now })
  const { id } = await world.enrolled('C02PUSH00023')
  now = daysFromNow(366)
  expect((await world.api('GET', '/push-certificate')).body).toMatchObject({
    state: 'expired',
    text: expect.stringContaining('identity.apple.com'),
  })
  const tested = await world.api('POST', '/push-certificate/test', { deviceId: id })
  expect([tested.status, tested.body.code]).toEqual([409, 'push-certificate.missing'])
  expect(world.apns.pushes).toEqual([])
})

test('the test tells what Apple really answered', async () => {
  const world = await pushWorld()
  const { id, token } = await world.enrolled('C02PUSH00024')
  const push = async () => (await world.api('POST', '/push-certificate/test', { deviceId: id })).body
  expect(await push()).toMatchObject({ taken: true, status: 200, apnsId: expect.any(String) })
  world.apns.script({ token, status: 429, reason: 'TooManyRequests' })
  expect(await push()).toMatchObject({ taken: false, status: 429, reason: 'TooManyRequests' })
  world.apns.script({ token, status: 403, reason: 'BadCertificate' })
  expect(await push()).toMatchObject({ taken: false, text: expect.stringContaining('certificate') })
  expect((await world.api('GET', '/push-certificate')).body.state).toBe('refused')
  expect(await push()).toMatchObject({ taken: true })
  expect((await world.api('GET', '/push-certificate')).body.state).toBe('valid')
  world.apns.script({ token, status: 410, reason: 'Unregistered' })
  expect(await push()).toMatchObject({ taken: false, status: 410 })
  const nobody = await world.api('POST', '/push-certificate/test', { deviceId: 'serial:NOBODY' })
  expect(nobody.body.code).toBe('device.not-found')
  const { id: waiting } = await world.record('C02PUSH00025')
  const early = await world.api('POST', '/push-certificate/test', { deviceId: waiting })
  expect(early.body.code).toBe('push.not-enrolled')
})

test('who may not change settings may read the state, and no more', async () => {
  const app = await testApp()
  const token = await app.tokenFor('Enrollment manager')
  expect((await app.api('GET', '/push-certificate', undefined, { token })).status).toBe(200)
  for (const [method, path, body] of [
    ['POST', '/push-certificate/csr', undefined],
    ['POST', '/push-certificate/test', { deviceId: 'serial:X' }],
    ['PUT', '/push-certificate', 'x'],
  ] as const)
    expect((await app.api(method, path, body, { token })).status).toBe(403)
  const helpDesk = await app.tokenFor('Help desk')
  expect((await app.api('GET', '/push-certificate', undefined, { token: helpDesk })).status).toBe(403)
})

test('metrics have what an alarm is set on', async () => {
  const world = await pushWorld()
  const { id } = await world.enrolled('C02PUSH00026')
  await world.api('POST', '/push-certificate/test', { deviceId: id })
  const metrics = await (await fetch(`${world.url}/metrics`)).text()
  expect(metrics).toContain('muster_push_answers{status="200"} 1')
  expect(metrics).toContain('muster_push_devices{state="token-gone"} 0')
  expect(metrics).toMatch(
    /muster_push_certificate_seconds_left\{topic="com\.apple\.mgmt\.External\.[^"]+"\} \d+/,
  )
})
