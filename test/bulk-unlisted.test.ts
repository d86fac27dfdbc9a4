import { expect, test } from 'vitest'
import { apply, plan } from './support/import.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const first = 'IMEI\r\n490154203237518\r\n356938035643809\r\n990000862471853\r\n'
const second = 'IMEI,Serial Number,Manufacturer\r\n490154203237518,,\r\n,R1,Nokia\r\n'

async function worldOf(app: TestApp) {
  const target: string = (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5' })).body.id
  const upload = async (csv: string) => {
    const { id } = await plan(app, csv, { format: 'android-bulk', target })
    await apply(app, id, { onReject: 'skip' })
    return id
  }
  const takeOff = (body: object) => app.api('POST', `/bulk-enrollments/${target}/devices/unlisted`, body)
  const listed = async () =>
    (await app.api('GET', `/bulk-enrollments/${target}/devices`)).body.items.map(
      ({ identifier }: { identifier: string }) => identifier,
    )
  return { target, upload, takeOff, listed }
}

const enroll = async (app: TestApp, target: string, imei: string) => {
  const { token } = (await app.api('GET', `/bulk-enrollments/${target}`)).body
  const response = await fetch(`${app.url}/android/v1/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ imei, token }),
  })
  expect(response.status).toBe(200)
}

test('I10, I11: what a new file does not name leaves the list after a preview, and can be deleted', async () => {
  const app = await testApp()
  const { target, upload, takeOff, listed } = await worldOf(app)
  await upload(first)
  await enroll(app, target, '990000862471853')
  const importId = await upload(second)

  const preview = await takeOff({ importId, devices: 'delete' })
  expect(preview).toMatchObject({
    status: 200,
    body: { preview: true, listed: 4, unlisted: 2, enrolled: 1, deleted: 1, kept: 1, rejectedRows: 0 },
  })
  expect(preview.body.examples).toMatchObject([
    { identifier: '356938035643809', status: 'enrolling' },
    { identifier: '990000862471853', status: 'enrolled' },
  ])
  expect(await listed()).toHaveLength(4)

  expect((await takeOff({ importId, devices: 'delete', preview: false })).body).toMatchObject({
    preview: false,
    deleted: 1,
    kept: 1,
  })
  expect(await listed()).toEqual(['490154203237518', 'R1'])
  expect((await app.api('GET', '/devices/identifier:356938035643809')).status).toBe(404)
  const stays = (await app.api('GET', '/devices/identifier:990000862471853')).body
  expect(stays).toMatchObject({ status: 'enrolled' })
  const { items } = (await app.api('GET', `/devices/${stays.id}/timeline`)).body
  expect(items[0]).toMatchObject({ kind: 'device.left-list' })
  const audit = (await app.api('GET', '/audit-events?action=bulk-enrollment.list-changed')).body.items
  expect(audit[0]).toMatchObject({ after: { importId, devices: 'delete', deleted: 1, left: 1 } })
  expect((await takeOff({ importId, devices: 'delete', preview: false })).body).toMatchObject({ unlisted: 0 })
})

test('with "keep" nothing is deleted', async () => {
  const app = await testApp()
  const { upload, takeOff, listed } = await worldOf(app)
  await upload(first)
  const importId = await upload(second)
  expect((await takeOff({ importId, devices: 'keep', preview: false })).body).toMatchObject({
    deleted: 0,
    kept: 2,
  })
  expect(await listed()).toEqual(['490154203237518', 'R1'])
  expect((await app.api('GET', '/devices')).body.total).toBe(4)
})

test('a device whose row was rejected stays on the list, and the rejects are told', async () => {
  const app = await testApp()
  const { upload, takeOff, listed } = await worldOf(app)
  await upload('IMEI,Serial Number,Manufacturer\r\n490154203237518,,\r\n,R1,Nokia\r\n')
  const importId = await upload('IMEI,Serial Number,Manufacturer\r\n490154203237518,R1,Nokia\r\n')
  expect((await takeOff({ importId, devices: 'delete', preview: false })).body).toMatchObject({
    unlisted: 0,
    rejectedRows: 1,
  })
  expect(await listed()).toHaveLength(2)
})

test('only the last file that was applied to the list counts, and only for those who may write', async () => {
  const app = await testApp()
  const { target, upload, takeOff } = await worldOf(app)
  const old = await upload(first)
  const { id: planned } = await plan(app, second, { target })
  const wish = (importId: string) => takeOff({ importId, devices: 'keep', preview: false })
  expect((await wish(planned)).body).toMatchObject({ code: 'bulk-enrollment.import-not-applied' })
  await apply(app, planned)
  expect(await wish(old)).toMatchObject({ status: 409, body: { code: 'bulk-enrollment.other-import' } })
  const other = (await app.api('POST', '/bulk-enrollments', { name: 'Grade 6' })).body.id
  const path = (id: string) => `/bulk-enrollments/${id}/devices/unlisted`
  const body = { importId: planned, devices: 'keep' }
  expect((await app.api('POST', path(other), body)).body).toMatchObject({
    code: 'bulk-enrollment.other-import',
  })
  expect((await wish(crypto.randomUUID())).body).toMatchObject({ code: 'import.not-found' })
  const token = await app.tokenFor('Help desk')
  expect((await app.api('POST', path(target), body, { token })).status).toBe(403)
  await app.api('POST', `/imports/${planned}/undo`)
  expect((await wish(planned)).body).toMatchObject({ code: 'bulk-enrollment.import-not-applied' })
})
