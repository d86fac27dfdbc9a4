import { expect, test } from 'vitest'
import { googleWorld } from './support/google-world.ts'
import { testApp } from './support/test-app.ts'

const imei = '490154203237518'
const hardware = (serialNumber: string, manufacturer = 'samsung') => ({
  serialNumber,
  manufacturer,
  model: 'SM-X',
})

test('a token at Google ends with that of the bulk enrollment, and its code has our network', async () => {
  const { app, google, list } = await googleWorld()
  const { id } = await list([{ imei }])
  await app.api('PUT', `/bulk-enrollments/${id}/configuration`, {
    systemExtras: { WIFI_SSID: 'Setup', WIFI_SECURITY_TYPE: 'NONE', LOCALE: 'de_DE' },
  })
  const path = `/bulk-enrollments/${id}/google/enrollment-token`
  expect(await app.api('GET', path)).toMatchObject({ status: 404, body: { code: 'google.no-token' } })
  const made = await app.api('POST', path)
  expect(made).toMatchObject({ status: 201, body: { policyName: 'enterprises/LC01/policies/default' } })
  expect(google.state.tokens).toMatchObject([
    {
      additionalData: JSON.stringify({ bulkEnrollment: id }),
      allowPersonalUsage: 'PERSONAL_USAGE_DISALLOWED',
    },
  ])
  const seconds = Number.parseInt(google.state.tokens[0]!.duration, 10)
  expect(seconds).toBeGreaterThan(7 * 86_400 - 60)
  expect(seconds).toBeLessThanOrEqual(7 * 86_400)
  const prefix = 'android.app.extra.PROVISIONING_'
  expect(made.body.payload).toMatchObject({
    [`${prefix}WIFI_SSID`]: 'Setup',
    [`${prefix}LOCALE`]: 'de_DE',
    [`${prefix}ADMIN_EXTRAS_BUNDLE`]: {
      'com.google.android.apps.work.clouddpc.EXTRA_ENROLLMENT_TOKEN': made.body.value,
    },
  })
  expect((await app.api('GET', `/bulk-enrollments/${id}/google/qr.svg`)).status).toBe(200)
  const { items: shown } = (await app.api('GET', '/audit-events?action=bulk-enrollment.code-shown')).body
  expect(shown).toMatchObject([{ after: { shortCode: made.body.shortCode } }])
  const found = await app.api('GET', `/bulk-enrollments?q=${made.body.shortCode}`)
  expect(found.body.items).toMatchObject([{ id }])
  const stored = await app.platform.db.selectFrom('google_enrollment_token').selectAll().execute()
  expect(JSON.stringify(stored)).not.toContain(made.body.value)
  expect((await app.api('GET', path, undefined, { token: await app.tokenFor('Help desk') })).status).toBe(403)
})

test('devices are matched as all Android devices are; who is not on the list is an arrival that was refused', async () => {
  const { app, list, enroll, sync } = await googleWorld()
  const { id, devices } = await list([
    { imei },
    { serial: 'R58M1', manufacturer: 'Samsung' },
    { serial: 'R58M2', manufacturer: 'Nokia' },
  ])
  const { body: token } = await app.api('POST', `/bulk-enrollments/${id}/google/enrollment-token`)
  enroll(token, { hardwareInfo: hardware('OTHER'), networkInfo: { imei } })
  enroll(token, { hardwareInfo: hardware('R58M1') })
  enroll(token, { hardwareInfo: hardware('R58M2') })
  enroll(null, { hardwareInfo: hardware('STRANGER') })
  expect(await sync()).toMatchObject({ ok: true, message: '4 devices' })
  const found = (await app.api('GET', '/google/devices')).body
  expect(found.total).toBe(4)
  expect(found.items[0]).toMatchObject({ bulkEnrollmentId: id, bulkEnrollmentName: 'Tablets' })
  expect((await app.api('GET', '/google')).body.lastSync).toMatchObject({ ok: true })
  expect(
    found.items.map(({ outcome, reason, deviceId }: Record<string, string>) => [outcome, reason, deviceId]),
  ).toEqual([
    ['admit', 'admitted', devices[0]!.id],
    ['admit', 'admitted', devices[1]!.id],
    ['refuse', 'unknown-device', null],
    ['refuse', 'unknown-device', null],
  ])
  expect((await app.api('GET', `/devices/${devices[0]!.id}`)).body).toMatchObject({
    status: 'enrolled',
    model: 'SM-X',
  })
  const { items } = (await app.api('GET', '/arrivals?channel=android&outcome=refuse')).body
  expect(items.map(({ summary }: { summary: string }) => summary).join()).toContain('"Nokia"')

  // Reading the same again is no news; a corrected list is.
  await sync()
  expect((await app.api('GET', '/arrivals?channel=android')).body.total).toBe(4)
  await app.api('POST', `/bulk-enrollments/${id}/devices`, { serial: 'STRANGER', manufacturer: 'samsung' })
  await sync()
  expect((await app.api('GET', '/google/devices?outcome=challenge')).body.items).toMatchObject([
    { reason: 'login-needed' },
  ])
})

test('an IMEI that the policy hides finds nothing until it is shown', async () => {
  const { app, google, list, enroll, sync } = await googleWorld()
  const { id, devices } = await list([{ imei }])
  const { body: token } = await app.api('POST', `/bulk-enrollments/${id}/google/enrollment-token`)
  enroll(token, { hardwareInfo: hardware('R58M1'), networkInfo: { imei } })
  google.state.faults.hideNetworkInfo = true
  await sync()
  const status = async () => (await app.api('GET', `/devices/${devices[0]!.id}`)).body.status
  expect(await status()).toBe('enrolling')
  google.state.faults.hideNetworkInfo = false
  await sync()
  expect(await status()).toBe('enrolled')
})

test('refused devices are disabled where that is wanted, and enabled when they are admitted', async () => {
  const { app, google, list, enroll, sync } = await googleWorld({ disableRefused: true })
  const { id } = await list([{ imei }])
  const { body: token } = await app.api('POST', `/bulk-enrollments/${id}/google/enrollment-token`)
  const phone = enroll(token, { hardwareInfo: hardware('R58M1') })
  await sync()
  expect(phone).toMatchObject({ state: 'DISABLED', disabledReason: { defaultMessage: expect.any(String) } })
  await app.api('POST', `/bulk-enrollments/${id}/devices`, { serial: 'R58M1', manufacturer: 'samsung' })
  await sync()
  expect(phone.state).toBe('ACTIVE')
  expect(google.state.calls.filter((call) => call.startsWith('PATCH'))).toHaveLength(2)
})

test('what is gone at Google is enrolled no more; set up again it stays enrolled under its new name', async () => {
  const { app, google, list, enroll, sync } = await googleWorld()
  const { id, devices } = await list([{ imei }])
  const { body: token } = await app.api('POST', `/bulk-enrollments/${id}/google/enrollment-token`)
  const seen = { hardwareInfo: hardware('R58M1'), networkInfo: { imei } }
  const first = enroll(token, seen)
  await sync()
  google.state.devices.length = 0
  const second = enroll(token, { ...seen, previousDeviceNames: [first.name] })
  await sync()
  const status = async () => (await app.api('GET', `/devices/${devices[0]!.id}`)).body.status
  expect(await status()).toBe('enrolled')
  second.state = 'DELETED'
  await sync()
  expect(await status()).toBe('enrolling')
  const { items } = (await app.api('GET', `/devices/${devices[0]!.id}/timeline`)).body
  expect(JSON.stringify(items)).toContain('not managed by Google any more')
})

test('another phone with the same IMEI is refused', async () => {
  const { app, list, enroll, sync } = await googleWorld()
  const { id } = await list([{ imei }])
  const { body: token } = await app.api('POST', `/bulk-enrollments/${id}/google/enrollment-token`)
  enroll(token, { hardwareInfo: hardware('R58M1'), networkInfo: { imei } })
  enroll(token, { hardwareInfo: hardware('CLONE'), networkInfo: { imei } })
  await sync()
  const { items } = (await app.api('GET', '/google/devices?outcome=refuse')).body
  expect(items).toMatchObject([{ reason: 'already-registered', claimed: { serial: 'CLONE' } }])
})

test('neither takes the other’s place: a device of Google’s and an agent with the same numbers', async () => {
  const { app, google, list, enroll, sync } = await googleWorld()
  const otherImei = '356938035643809'
  const { id, token: listToken, devices } = await list([{ imei }, { imei: otherImei }])
  const { body: token } = await app.api('POST', `/bulk-enrollments/${id}/google/enrollment-token`)
  const register = async (claims: object) => {
    const answer = await fetch(`${app.url}/android/v1/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...claims, token: listToken }),
    })
    return answer.status
  }
  const whatIf = async (claimed: object) => {
    const asked = { channel: 'android', claimed, bulkEnrollmentId: id }
    return (await app.api('POST', '/admission/what-if', asked)).body.reason
  }
  const refused = async () => (await app.api('GET', '/arrivals?reason=already-registered')).body.items
  const atGoogle = { serial: 'R58M1', manufacturer: 'samsung', imei }
  enroll(token, { hardwareInfo: hardware('R58M1'), networkInfo: { imei } })
  await sync()
  expect(await register(atGoogle)).toBe(403)
  expect(await refused()).toMatchObject([
    { deviceId: devices[0]!.id, summary: expect.stringContaining('delete it at Google') },
  ])
  // One that is gone or was erased is in nobody's way.
  const { db } = app.platform
  await db.updateTable('google_device').set({ erased_at: new Date() }).execute()
  expect(await whatIf(atGoogle)).toBe('admitted')
  await db.updateTable('google_device').set({ erased_at: null }).execute()
  expect(await whatIf(atGoogle)).toBe('already-registered')
  google.state.devices.length = 0
  await sync()
  expect(await register(atGoogle)).toBe(200)

  const byAgent = { serial: 'R58M2', manufacturer: 'samsung', imei: otherImei }
  expect(await register(byAgent)).toBe(200)
  enroll(token, { hardwareInfo: hardware('R58M2'), networkInfo: { imei: otherImei } })
  await sync()
  expect(await refused()).toMatchObject([
    { deviceId: devices[1]!.id, summary: expect.stringContaining('revoke the token') },
    { deviceId: devices[0]!.id },
  ])
  await app.api('POST', `/devices/${devices[1]!.id}/android/token/revoke`)
  await sync()
  expect((await app.api('GET', `/devices/${devices[1]!.id}`)).body.status).toBe('enrolled')
  expect(await register(byAgent)).toBe(403)
})

test('a refreshed token is taken back at Google, and devices that came with it must sign in', async () => {
  const { app, google, list, enroll, sync } = await googleWorld({ disableRefused: true })
  const { id } = await list([{ serial: 'R58M1', manufacturer: 'samsung' }, { imei }])
  const { body: token } = await app.api('POST', `/bulk-enrollments/${id}/google/enrollment-token`)
  const early = enroll(token, { hardwareInfo: hardware('EARLY'), networkInfo: { imei } })
  await sync()
  await app.api('POST', `/bulk-enrollments/${id}/token/refresh`)
  enroll(token, { hardwareInfo: hardware('R58M1') })
  await sync()
  expect(google.state.tokens).toEqual([])
  const { items } = (await app.api('GET', '/google/devices')).body
  expect(items).toMatchObject([{ outcome: 'admit' }, { outcome: 'challenge', reason: 'login-needed' }])
  // Who was let in stays, until the record is withdrawn.
  expect(early.state).toBe('ACTIVE')
  await app.api('POST', `/devices/${items[0].deviceId}/withdraw`, {})
  await sync()
  expect(early.state).toBe('DISABLED')
})

test('a token at Google that would outlive that of the bulk enrollment is taken back, too', async () => {
  const { app, google, list, sync } = await googleWorld()
  const { id } = await list([{ imei }])
  await app.api('POST', `/bulk-enrollments/${id}/token/extend`, { days: 99 })
  const path = `/bulk-enrollments/${id}/google/enrollment-token`
  await app.api('POST', path)
  await sync()
  expect(google.state.tokens).toHaveLength(1)
  await app.api('POST', `/bulk-enrollments/${id}/token/extend`, { days: 7 })
  expect((await app.api('GET', path)).status).toBe(404)
  await sync()
  expect(google.state.tokens).toEqual([])
})

test('what goes wrong at Google is told, and busy or ended sessions are overcome', async () => {
  const { app, google, list, enroll, sync } = await googleWorld()
  const { id } = await list([{ imei }])
  const post = () => app.api('POST', `/bulk-enrollments/${id}/google/enrollment-token`)
  const { faults } = google.state
  faults.busy = 3
  expect((await post()).status).toBe(201)
  faults.busy = 10
  expect(await post()).toMatchObject({
    body: { code: expect.stringMatching(/^google\.(throttled|unavailable)$/) },
  })
  faults.busy = 0
  faults.tokensEnd = true
  for (let n = 0; n < 5; n++) enroll(null, { hardwareInfo: hardware(`S${n}`) })
  expect(await sync()).toMatchObject({ ok: true, message: '5 devices' })
  faults.tokensEnd = false
  faults.denied = true
  expect(await post()).toMatchObject({ status: 409, body: { code: 'google.access-denied' } })
  expect(await sync()).toMatchObject({ ok: false, message: 'The caller does not have permission' })
  // Nothing that could not be read counts as gone.
  expect((await app.api('GET', '/google/devices')).body.items[0].goneAt).toBeNull()
  faults.denied = false
  faults.keyRefused = true
  expect(await post()).toMatchObject({ status: 409, body: { code: 'google.credentials-refused' } })
  await google.close()
  expect(await post()).toMatchObject({ status: 502, body: { code: 'google.unavailable' } })
})

test('it is off until it is set up, the key is never shown, and a wrong key is refused in words', async () => {
  const { app, google } = await googleWorld()
  const { body, headers } = await app.api('GET', '/settings/google')
  expect(body).toMatchObject({ serviceAccount: 'muster@project.iam.gserviceaccount.com', policy: 'default' })
  expect(headers.get('etag')).toBeTruthy()
  const audit = (await app.api('GET', '/audit-events')).body
  for (const text of [JSON.stringify(body), JSON.stringify(audit)]) expect(text).not.toContain('PRIVATE KEY')
  const stored = await app.platform.db.selectFrom('setting').selectAll().execute()
  expect(JSON.stringify(stored)).not.toContain('PRIVATE KEY')
  for (const serviceAccountKey of [
    'no JSON',
    '{}',
    google.serviceAccountKey.replaceAll('MII', 'XXX'),
    google.serviceAccountKey.replace('service_account', 'user'),
  ])
    expect((await app.api('PUT', '/settings/google', { serviceAccountKey })).status).toBe(400)
  const ways = { token: await app.tokenFor('Help desk') }
  const { body: both } = await app.api('GET', '/google', undefined, ways)
  expect(both).toEqual({ management: true, zeroTouch: true, reading: false, lastSync: null })
  await app.api('PUT', '/settings/google', { serviceAccountKey: null })
  const { body: neither } = await app.api('GET', '/google', undefined, ways)
  expect(neither).toMatchObject({ management: false, zeroTouch: false })
  expect((await app.api('POST', '/google/devices/sync')).body.code).toBe('google.not-configured')

  const other = await testApp()
  expect(await other.api('GET', '/google/zero-touch/devices')).toMatchObject({
    status: 409,
    body: { code: 'google.not-configured' },
  })
})
