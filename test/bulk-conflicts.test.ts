import { expect, test } from 'vitest'
import { apply, plan } from './support/import.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const one = '490154203237518'
const two = '356938035643809'
const three = '990000862471853'

const bulkOf = async (app: TestApp, name: string): Promise<string> =>
  (await app.api('POST', '/bulk-enrollments', { name })).body.id
const add = (app: TestApp, bulk: string, device: object) =>
  app.api('POST', `/bulk-enrollments/${bulk}/devices`, device)
const problemsOf = (rows: { line: number; problems: unknown[] }[]) =>
  rows.filter(({ problems }) => problems.length > 0).map(({ line, problems }) => ({ line, problems }))

test.each([
  ['the IMEI', `IMEI\r\n${one}\r\n`],
  ['the IMEI, given as the second', `IMEI,IMEI 2\r\n${three},${one}\r\n`],
  ['the second IMEI', `IMEI\r\n${two}\r\n`],
])('%s of a device on another list is a conflict, which the plan names', async (_, file) => {
  const app = await testApp()
  const [first, second] = [await bulkOf(app, 'Grade 5'), await bulkOf(app, 'Grade 6')]
  const { body } = await add(app, first, { imei: one, imei2: two })
  const planned = await plan(app, file, { target: second, format: 'android-bulk' })
  expect(planned.counts).toMatchObject({ rows: 1, reject: 1 })
  expect(planned.rows[0]!.problems).toMatchObject([
    {
      code: 'device.in-other-list',
      message: expect.stringMatching(
        /the device 490154203237518, .*"Grade 5".*"Grade 6".*moveFromOtherLists/,
      ),
    },
  ])
  const moving = { target: second, format: 'android-bulk', options: '{"moveFromOtherLists":true}' }
  const asked = await plan(app, file, moving)
  expect(asked.rows[0]).toMatchObject({ outcome: 'update' })
  expect(asked.rows[0]!.changes).toContainEqual({
    field: 'bulkEnrollment',
    before: 'Grade 5',
    after: 'Grade 6',
  })
  await apply(app, asked.id)
  expect((await app.api('GET', `/bulk-enrollments/${second}/devices`)).body.items).toMatchObject([
    { id: body.id },
  ])
})

test('a list that names the second IMEI of a phone changes nothing of its numbers', async () => {
  const app = await testApp()
  const bulk = await bulkOf(app, 'Grade 5')
  await add(app, bulk, { imei: one, imei2: two })
  const planned = await plan(app, `IMEI\r\n${two}\r\n`, { target: bulk, format: 'android-bulk' })
  expect(planned.counts).toMatchObject({ unchanged: 1 })
})

test('two rows that one phone would fit are told in the plan', async () => {
  const app = await testApp()
  const target = await bulkOf(app, 'Grade 5')
  const file = `IMEI,IMEI 2\r\n${one},${two}\r\n${two},\r\n${three},352099001761481\r\n864495030012345,352099001761481\r\n`
  const planned = await plan(app, file, { target, format: 'android-bulk' })
  expect(planned.counts).toMatchObject({ create: 2, reject: 2 })
  expect(problemsOf(planned.rows)).toMatchObject([
    { line: 3, problems: [{ code: 'imei.taken', message: expect.stringContaining('line 2') }] },
    { line: 5, problems: [{ code: 'imei.taken', message: expect.stringContaining('line 4') }] },
  ])
})

test('a file of named devices takes no IMEI that another device has, and two may exchange theirs', async () => {
  const app = await testApp()
  const bulk = await bulkOf(app, 'Grade 5')
  const api = (identifier: string, numbers: object) => add(app, bulk, { identifier, ...numbers })
  await api('a', { imei: one })
  await api('b', { imei: two, imei2: three })
  const named = 'Identifier,IMEI,IMEI 2\r\n'
  const refused = await plan(app, `${named}c,864495030012345,${one}\r\nd,${three},\r\n`, {
    format: 'android-bulk',
  })
  expect(problemsOf(refused.rows)).toMatchObject([
    { line: 2, problems: [{ column: 'IMEI 2', message: expect.stringMatching(/the IMEI of the device a/) }] },
    {
      line: 3,
      problems: [{ column: 'IMEI', message: expect.stringMatching(/second IMEI of the device b/) }],
    },
  ])
  const exchange = await plan(app, `${named}a,${two},${three}\r\nb,${one},352099001761481\r\n`, {
    format: 'android-bulk',
  })
  expect(exchange.counts).toMatchObject({ update: 2, reject: 0 })
  await apply(app, exchange.id)
})

test('one by one neither: an IMEI leads to one record', async () => {
  const app = await testApp()
  const [first, second] = [await bulkOf(app, 'Grade 5'), await bulkOf(app, 'Grade 6')]
  await add(app, first, { identifier: 'a', imei: one, imei2: two })
  for (const numbers of [{ imei: two }, { imei: three, imei2: one }, { imei: three, imei2: two }])
    expect(await add(app, second, { identifier: 'b', ...numbers })).toMatchObject({
      status: 409,
      body: { code: 'device.imei-taken', detail: expect.stringContaining('on the list of Grade 5') },
    })
  const { body } = await add(app, second, { identifier: 'b', imei: three })
  expect((await app.api('PATCH', `/devices/${body.id}`, { imei2: two })).body).toMatchObject({
    code: 'device.imei-taken',
    identifier: 'a',
  })
})
