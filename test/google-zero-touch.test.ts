import { expect, test } from 'vitest'
import { googleWorld } from './support/google-world.ts'

const imei = '490154203237518'
const contact = { companyName: 'School', contactEmail: 'it@school.example', contactPhone: '+49 30 1' }

async function zeroTouchWorld() {
  const world = await googleWorld()
  const { zeroTouch, customer } = world.google.state
  zeroTouch.dpcs.push({ name: `${customer}/dpcs/A`, dpcName: 'Agent', packageName: 'com.example.agent' })
  const claimed = [
    { imei },
    { serialNumber: 'R58M1', manufacturer: 'samsung', model: 'SM-X' },
    { imei: '356938035643809' },
  ]
  claimed.forEach((deviceIdentifier, n) =>
    zeroTouch.devices.push({ name: `${customer}/devices/${n}`, deviceId: String(n), deviceIdentifier }),
  )
  return world
}

test('our extras become a configuration, which devices are given and lose again', async () => {
  const { app, google, list } = await zeroTouchWorld()
  const { id, token, devices } = await list([{ imei }, { serial: 'R58M1', manufacturer: 'samsung' }])
  await app.api('PUT', `/bulk-enrollments/${id}/configuration`, { systemExtras: { LOCALE: 'de_DE' } })
  const { body: dpcs } = await app.api('GET', '/google/zero-touch/dpcs')
  expect(dpcs.items).toEqual([
    { name: 'customers/7/dpcs/A', title: 'Agent', packageName: 'com.example.agent' },
  ])
  const wanted = { bulkEnrollmentId: id, dpcResourcePath: dpcs.items[0].name, ...contact }
  const { status, body: made } = await app.api('POST', '/google/zero-touch/configurations', wanted)
  expect(status).toBe(201)
  const extras = JSON.parse(google.state.zeroTouch.configurations[0]!.dpcExtras)
  expect(extras['android.app.extra.PROVISIONING_ADMIN_EXTRAS_BUNDLE']['muster.token']).toBe(token)
  expect((await app.api('GET', '/google/zero-touch/configurations')).body.items).toEqual([made])
  expect(made).toMatchObject({ bulkEnrollment: { id, name: 'Tablets' }, tokenState: 'valid' })

  const apply = (deviceIds: string[], configuration: string | null) =>
    app.api('POST', '/google/zero-touch/apply', { deviceIds, configuration })
  expect((await apply(['0', '99', '1'], made.name)).body).toEqual({
    done: 2,
    failed: [{ deviceId: '99', message: expect.stringContaining('not found') }],
  })
  const page = await app.api('GET', '/google/zero-touch/devices')
  expect(page.body.items).toMatchObject([
    { deviceId: '0', configuration: made.name, outcome: 'admit', recordId: devices[0]!.id },
    { deviceId: '1', configuration: made.name, outcome: 'admit' },
  ])
  const rest = await app.api('GET', `/google/zero-touch/devices?cursor=${page.body.nextCursor}`)
  expect(rest.body).toMatchObject({
    items: [{ deviceId: '2', configuration: null, outcome: 'refuse', reason: 'unknown-device' }],
    nextCursor: null,
  })
  expect((await apply(['0'], null)).body.done).toBe(1)
  expect((await app.api('GET', '/google/zero-touch/devices')).body.items[0]).toMatchObject({
    configuration: null,
    outcome: 'challenge',
    reason: 'login-needed',
  })
  // What would become of a device is no arrival.
  expect((await app.api('GET', '/arrivals')).body.total).toBe(0)
  const audit = JSON.stringify((await app.api('GET', '/audit-events')).body)
  expect(audit).toContain('zero-touch.applied')
  expect(audit).not.toContain(token)
})

test('a preview says what would become of devices with another configuration, and changes nothing', async () => {
  const { app, google, list } = await zeroTouchWorld()
  const { id } = await list([{ imei }, { serial: 'R58M1', manufacturer: 'nokia' }])
  const wanted = { bulkEnrollmentId: id, dpcResourcePath: 'customers/7/dpcs/A', ...contact }
  const { body: made } = await app.api('POST', '/google/zero-touch/configurations', wanted)
  const preview = async (configuration: string | null) =>
    (await app.api('POST', '/google/zero-touch/preview', { deviceIds: ['0', '1', '2', '99'], configuration }))
      .body
  expect(await preview(made.name)).toMatchObject({
    items: [
      { deviceId: '0', configuration: null, outcome: 'admit' },
      { deviceId: '1', outcome: 'refuse', reason: 'unknown-device' },
      { deviceId: '2', outcome: 'refuse', reason: 'unknown-device' },
    ],
    missing: ['99'],
  })
  expect((await preview(null)).items[0]).toMatchObject({ outcome: 'challenge', reason: 'login-needed' })
  expect(google.state.calls.filter((call) => call.endsWith('Configuration'))).toEqual([])
  expect((await app.api('GET', '/arrivals')).body.total).toBe(0)

  const setups = async () => (await app.api('GET', '/google/zero-touch/configurations')).body.items
  await app.api('POST', `/bulk-enrollments/${id}/token/refresh`)
  expect(await setups()).toMatchObject([{ bulkEnrollment: null, tokenState: 'none' }])
  expect((await preview(made.name)).items[0]).toMatchObject({ outcome: 'challenge' })
})

test('terms that nobody accepted, and a configuration that is not there, are told apart', async () => {
  const { app, google } = await zeroTouchWorld()
  const wanted = { deviceIds: ['0'], configuration: 'customers/7/configurations/9' }
  expect((await app.api('POST', '/google/zero-touch/apply', wanted)).body.failed).toHaveLength(1)
  google.state.faults.termsOpen = true
  expect(await app.api('GET', '/google/zero-touch/devices')).toMatchObject({
    status: 409,
    body: { code: 'google.terms-not-accepted' },
  })
  expect(
    (await app.api('POST', '/google/zero-touch/apply', wanted, { token: await app.tokenFor('Help desk') }))
      .status,
  ).toBe(403)
})
