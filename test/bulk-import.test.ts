import { expect, test } from 'vitest'
import { plan, upload } from './support/import.ts'
import { testApp, type TestApp } from './support/test-app.ts'

async function bulkOf(app: TestApp, more: object = {}): Promise<string> {
  return (await app.api('POST', '/bulk-enrollments', { name: 'Grade 5', ...more })).body.id
}

const list = 'IMEI,Serial Number,Manufacturer,Room\r\n490154203237518,,,12\r\n,R58M1,Samsung,13\r\n'
const apply = (app: TestApp, id: string) => app.api('POST', `/imports/${id}/apply`, { onReject: 'skip' })

test('I7, I30, I35: the devices of an uploaded list join the bulk enrollment, with its user', async () => {
  const app = await testApp()
  await app.api('POST', '/users', { userName: 'ana' })
  const target = await bulkOf(app, { userName: 'ana' })
  const planned = await plan(app, list, { format: 'android-bulk', target })
  expect(planned.counts).toMatchObject({ rows: 2, create: 2, reject: 0 })
  expect((await apply(app, planned.id)).body).toMatchObject({ state: 'applied' })
  expect((await app.api('GET', `/bulk-enrollments/${target}`)).body).toMatchObject({
    deviceCount: 2,
    listUpdatedAt: expect.any(String),
  })
  const { items } = (await app.api('GET', `/bulk-enrollments/${target}/devices`)).body
  expect(items).toMatchObject([
    { imei: '490154203237518', userName: 'ana', customAttributes: { Room: '12' } },
    { serial: 'R58M1', manufacturer: 'Samsung', userName: 'ana', customAttributes: { Room: '13' } },
  ])
  expect((await app.api('GET', '/devices?source=bulk')).body.total).toBe(2)
})

test('I37: the inventory imports as "unchanged"', async () => {
  const app = await testApp()
  const target = await bulkOf(app)
  await apply(app, (await plan(app, list, { target })).id)
  const { body } = await app.api('GET', `/bulk-enrollments/${target}/devices.csv`)
  const again = await plan(app, body, { target })
  expect(again).toMatchObject({
    format: 'android-bulk',
    counts: { rows: 2, unchanged: 2, update: 0, reject: 0 },
  })
})

test('I9: a row named by hand needs an IMEI, or serial number and manufacturer, unless its device has them', async () => {
  const app = await testApp()
  const target = await bulkOf(app)
  await apply(
    app,
    (await plan(app, 'IMEI,Identifier\n490154203237518,tab-1\n', { format: 'android-bulk', target })).id,
  )
  const more =
    'IMEI,Serial Number,Manufacturer,Identifier,Room\n,R58M31ABCDE,,tab-2,1\n490154203237518,,,tab-1,2\n,R58M32ABCDE,Samsung,tab-3,3\n'
  const planned = await plan(app, more, { target })
  const { items } = (await app.api('GET', `/imports/${planned.id}/rows`)).body
  expect(
    items.map((row: { line: number; outcome: string; problems: { code: string }[] }) => [
      row.line,
      row.outcome,
      ...row.problems.map(({ code }) => code),
    ]),
  ).toEqual([
    [2, 'reject', 'row.needs'],
    [3, 'update'],
    [4, 'create'],
  ])
})

test('a device of another list joins the list when that is asked for, and leaves it again when the import is undone', async () => {
  const app = await testApp()
  const first = await bulkOf(app)
  const second = await bulkOf(app, { name: 'Grade 6' })
  const { body } = await app.api('POST', `/bulk-enrollments/${first}/devices`, { imei: '490154203237518' })
  const planned = await plan(app, list, { target: second, options: '{"moveFromOtherLists":true}' })
  expect(planned.counts).toMatchObject({ create: 1, update: 1 })
  const { items } = (await app.api('GET', `/imports/${planned.id}/rows?outcome=update`)).body
  expect(items[0].changes).toContainEqual({ field: 'bulkEnrollment', before: 'Grade 5', after: 'Grade 6' })
  await apply(app, planned.id)
  const countOf = async (id: string) => (await app.api('GET', `/bulk-enrollments/${id}`)).body.deviceCount
  expect([await countOf(first), await countOf(second)]).toEqual([0, 2])

  expect((await app.api('POST', `/imports/${planned.id}/undo`)).body).toMatchObject({ state: 'undone' })
  expect([await countOf(first), await countOf(second)]).toEqual([1, 0])
  expect((await app.api('GET', `/devices/${body.id}`)).body.customAttributes).toEqual({})
})

test('rows whose custom attributes are not as the bulk enrollment wants them are rejected by name', async () => {
  const app = await testApp()
  const target = await bulkOf(app, { attributes: [{ name: 'Room', type: 'number', required: true }] })
  const file = 'IMEI,Room,Floor\r\n490154203237518,five,\r\n356938035643809,5,\r\n990000862471853,6,2\r\n'
  const planned = await plan(app, file, { target })
  expect(planned.counts).toMatchObject({ create: 1, reject: 2 })
  const { items } = (await app.api('GET', `/imports/${planned.id}/rows?outcome=reject`)).body
  expect(items).toMatchObject([
    { line: 2, problems: [{ column: 'Room', code: 'attribute.type' }] },
    { line: 4, problems: [{ column: 'Floor', code: 'attribute.unknown' }] },
  ])
})

test('a list cannot go to a bulk enrollment that is not there, before or after planning', async () => {
  const app = await testApp()
  const gone = { code: 'bulk-enrollment.not-found' }
  expect(await upload(app, list, { target: crypto.randomUUID() })).toMatchObject({ status: 404, body: gone })
  const target = await bulkOf(app)
  const planned = await plan(app, list, { target })
  await app.api('DELETE', `/bulk-enrollments/${target}`)
  expect(await apply(app, planned.id)).toMatchObject({ status: 404, body: gone })
  expect((await app.api('GET', '/devices')).body.total).toBe(0)
})
