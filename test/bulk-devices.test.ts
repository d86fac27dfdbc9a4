import { expect, test } from 'vitest'
import { testApp, type TestApp } from './support/test-app.ts'

async function bulkOf(app: TestApp, more: object = {}): Promise<string> {
  return (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5', ...more })).body.id
}

test('I42: devices are added one by one, with the user of the bulk enrollment', async () => {
  const app = await testApp()
  await app.api('POST', '/users', { userName: 'ana' })
  const id = await bulkOf(app, { userName: 'ana' })
  const path = `/bulk-enrollments/${id}/devices`
  const added = await app.api('POST', path, {
    imei: '49-015420-323751-8',
    manufacturer: 'Samsung',
    customAttributes: { room: '12' },
  })
  expect(added).toMatchObject({
    status: 201,
    body: {
      identifier: '490154203237518',
      imei: '490154203237518',
      userName: 'ana',
      status: 'enrolling',
      customAttributes: { room: '12' },
    },
  })
  expect((await app.api('GET', `/devices/${added.body.id}`)).body).toMatchObject({
    source: 'bulk',
    platform: 'android',
  })
  expect((await app.api('GET', `/bulk-enrollments/${id}`)).body).toMatchObject({
    deviceCount: 1,
    waitingCount: 1,
    listUpdatedAt: expect.any(String),
  })
  expect((await app.api('GET', `${path}?q=490154`)).body).toMatchObject({ items: [added.body], total: 1 })
  expect((await app.api('GET', `${path}?status=enrolled`)).body).toMatchObject({ items: [], total: 0 })
})

test('I9: a device without IMEI needs serial number and manufacturer; a number belongs to one device', async () => {
  const app = await testApp()
  const path = `/bulk-enrollments/${await bulkOf(app)}/devices`
  for (const device of [{}, { serial: 'R58M1' }, { manufacturer: 'Samsung' }, { imei: '12' }])
    expect(await app.api('POST', path, device)).toMatchObject({
      status: 400,
      body: { code: 'request.invalid' },
    })
  expect((await app.api('POST', path, { serial: 'r58m1', manufacturer: 'Samsung' })).status).toBe(201)
  expect(
    await app.api('POST', path, { serial: 'R58M1', manufacturer: 'SAMSUNG', identifier: 'x' }),
  ).toMatchObject({
    status: 409,
    body: { code: 'device.serial-taken' },
  })
  expect(
    (await app.api('POST', path, { serial: 'R58M1', manufacturer: 'Nokia', identifier: 'y' })).status,
  ).toBe(201)
})

test('custom attributes follow the rules of their bulk enrollment', async () => {
  const app = await testApp()
  const attributes = [{ name: 'room', type: 'number', required: true }]
  const path = `/bulk-enrollments/${await bulkOf(app, { attributes })}/devices`
  const device = { serial: 'R58M1', manufacturer: 'Samsung' }
  for (const customAttributes of [{}, { room: 'five' }, { room: '5', floor: '1' }])
    expect(await app.api('POST', path, { ...device, customAttributes })).toMatchObject({
      status: 400,
      body: {
        code: 'bulk-enrollment.attribute-invalid',
        errors: [{ pointer: expect.stringMatching(/^\/customAttributes\//) }],
      },
    })
  const { body } = await app.api('POST', path, { ...device, customAttributes: { room: '5' } })
  const change = (set: object) => app.api('PATCH', path, { ids: [body.id], set })
  expect(await change({ customAttributes: { room: null } })).toMatchObject({ status: 400 })
  expect(await change({ customAttributes: { room: '6' }, model: 'A5' })).toMatchObject({
    body: { done: 1, kept: [] },
  })
  expect((await app.api('GET', path)).body.items).toMatchObject([
    { customAttributes: { room: '6' }, model: 'A5' },
  ])
  const whole = (patch: object) => app.api('PATCH', `/devices/${body.id}`, patch)
  for (const customAttributes of [{}, { room: 'five' }, { room: '7', floor: '1' }])
    expect(await whole({ customAttributes })).toMatchObject({
      status: 400,
      body: { code: 'bulk-enrollment.attribute-invalid' },
    })
  expect((await whole({ customAttributes: { room: '7' }, displayName: 'Desk' })).status).toBe(200)
})

test('I45: a selection is changed and deleted; numbers go to one device at a time', async () => {
  const app = await testApp()
  const id = await bulkOf(app)
  const path = `/bulk-enrollments/${id}/devices`
  const ids: string[] = []
  for (const serial of ['A1', 'A2', 'A3'])
    ids.push((await app.api('POST', path, { serial, manufacturer: 'Samsung' })).body.id)
  expect(
    await app.api('PATCH', path, { ids, set: { model: 'Tab', customAttributes: { room: '1' } } }),
  ).toMatchObject({
    body: { done: 3, kept: [] },
  })
  expect(await app.api('PATCH', path, { ids, set: { serial: 'B' } })).toMatchObject({ status: 400 })
  expect(await app.api('PATCH', path, { ids: [ids[0]], set: { serial: 'B1' } })).toMatchObject({
    body: { done: 1 },
  })

  const other = await app.api('POST', '/devices', { identifier: 'other', platform: 'android' })
  const deleted = await app.api('DELETE', path, { ids: [ids[0], ids[1], other.body.id] })
  expect(deleted).toMatchObject({ status: 200, body: { done: 2, kept: [] } })
  expect((await app.api('GET', path)).body).toMatchObject({
    items: [{ id: ids[2], serial: 'A3', model: 'Tab' }],
    total: 1,
  })
  expect((await app.api('GET', `/devices/${other.body.id}`)).status).toBe(200)
})

test('I40: deleting a bulk enrollment keeps its devices, or deletes those that wait', async () => {
  const app = await testApp()
  for (const [devices, status] of [
    ['keep', 200],
    ['delete', 404],
  ] as const) {
    const id = await bulkOf(app, { name: devices })
    const device = { serial: devices, manufacturer: 'Samsung' }
    const { body } = await app.api('POST', `/bulk-enrollments/${id}/devices`, device)
    expect((await app.api('DELETE', `/bulk-enrollments/${id}?devices=${devices}`)).status).toBe(204)
    expect((await app.api('GET', `/devices/${body.id}`)).status).toBe(status)
  }
})

test('I37: the inventory downloads as a file that a spreadsheet leaves as it is', async () => {
  const app = await testApp()
  const path = `/bulk-enrollments/${await bulkOf(app)}/devices`
  await app.api('POST', path, { imei: '490154203237518', customAttributes: { room: '=1+1' } })
  await app.api('POST', path, { serial: '00123', manufacturer: 'Zebra, Inc' })
  const { body } = await app.api('GET', `${path}.csv`)
  expect(body.split('\r\n')).toEqual([
    'Identifier,IMEI,Serial Number,Manufacturer,IMEI 2,room',
    '"=""490154203237518""","=""490154203237518""",,,,\'=1+1',
    '"=""00123""",,"=""00123""","Zebra, Inc",,',
    '',
  ])
})
