import { expect, test } from 'vitest'
import { createAndroidPhone, type PhoneHardware } from '../src/simulator/android/android-phone.ts'
import { apply, plan } from './support/import.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const list =
  'name,email,mobile,ownership,devicename,SerialNumber,platform\r\n' +
  'Zoe Lind,zoe@school.example,,corporate,zoes-tablet,R58M77ZZZZ1,android\r\n'

async function preEnrolled() {
  const app = await testApp()
  const planned = await plan(app, list, { format: 'pre-enrollment' })
  expect(planned.counts).toMatchObject({ create: 1, reject: 0 })
  await apply(app, planned.id)
  const { items } = (await app.api('GET', '/devices?platform=android')).body
  return { app, device: items[0] }
}

const enroll = (app: TestApp, hardware: PhoneHardware) =>
  createAndroidPhone({ ...hardware, url: app.url, token: null }).enroll()

test('H4, H17: a tablet of a list of serial numbers enrolls by its serial number, for its user', async () => {
  const { app, device } = await preEnrolled()
  const { checks } = (await app.api('GET', `/devices/${device.id}/readiness`)).body
  expect(checks).toContainEqual(
    expect.objectContaining({ ok: false, severity: 'warning', message: expect.stringContaining('alone') }),
  )
  const tablet = { serial: 'r58m77zzzz1', manufacturer: 'samsung', model: 'SM-T500' }
  expect(await enroll(app, tablet)).toMatchObject({ outcome: 'enrolled' })
  expect((await app.api('GET', `/devices/${device.id}`)).body).toMatchObject({
    status: 'enrolled',
    userName: device.userName,
  })
  const other = { ...tablet, manufacturer: 'Nokia' }
  expect(await enroll(app, other)).toMatchObject({ outcome: 'refused', code: 'already-registered' })
})

test('once the record names a manufacturer, the tablet must be of it', async () => {
  const { app, device } = await preEnrolled()
  await app.api('PATCH', `/devices/${device.id}`, { manufacturer: 'Samsung' })
  const tablet = { serial: 'R58M77ZZZZ1', manufacturer: 'Nokia' }
  expect(await enroll(app, tablet)).toMatchObject({ outcome: 'refused', code: 'unknown-device' })
  expect(await enroll(app, { ...tablet, manufacturer: 'SAMSUNG' })).toMatchObject({ outcome: 'enrolled' })
})
