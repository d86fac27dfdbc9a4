import { expect, test } from 'vitest'
import { testApp, type Answer, type TestApp } from './support/test-app.ts'

const list = 'IMEI,Serial Number,Manufacturer\r\n490154203237518,,\r\n,R58M1,Samsung\r\n,R58M2,\r\n'

function upload(app: TestApp, csv: string, fields: Record<string, string>, token?: string): Promise<Answer> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('csv-data', new Blob([csv]), 'devices.csv')
  return app.api('POST', '/bulkenrollment/profile/upload', form, token ? { token } : {})
}

test('I46, I47: an upload makes a list with a token; the bad row is reported and the good ones are taken', async () => {
  const app = await testApp()
  const { status, body } = await upload(app, list, { name: 'Grade 5', description: 'From the shop' })
  expect(status).toBe(200)
  expect(body).toEqual({
    errors: null,
    result: {
      csvId: expect.any(String),
      tenantId: null,
      enrollmentToken: expect.stringMatching(/^[\w-]{22}$/),
      tokenExpiry: expect.any(Number),
      userName: null,
      userEmailAddress: null,
      userId: null,
      serverUrl: app.url,
      errorMessage: expect.stringMatching(/^1 of 3 rows were rejected\. line 4: .*rejects\.csv$/),
      deviceCount: 2,
      provisioningConfig: null,
    },
  })
  const { csvId, enrollmentToken } = body.result
  expect((await app.api('GET', `/bulk-enrollments/${csvId}`)).body).toMatchObject({
    name: 'Grade 5',
    description: 'From the shop',
    token: enrollmentToken,
    deviceCount: 2,
  })
  const without = await upload(app, 'IMEI\r\n356938035643809\r\n', { name: 'Other', withoutToken: 'True' })
  expect(without.body.result).toMatchObject({ enrollmentToken: null, tokenExpiry: null, errorMessage: null })
})

test('what cannot be taken leaves no list behind', async () => {
  const app = await testApp()
  expect(await upload(app, 'IMEI\r\n12\r\n', { name: 'Grade 5' })).toMatchObject({
    status: 400,
    body: { code: 'bulk-enrollment.no-good-rows', detail: expect.stringContaining('line 2') },
  })
  expect(await upload(app, '', { name: 'Grade 5' })).toMatchObject({ body: { code: 'import.file-empty' } })
  for (const fields of [{}, { name: 'x', withoutToken: 'perhaps' }] as Record<string, string>[])
    expect(await upload(app, list, fields)).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
  expect((await app.api('GET', '/bulk-enrollments')).body.total).toBe(0)
  const form = new FormData()
  form.set('name', 'Grade 5')
  expect((await app.api('POST', '/bulkenrollment/profile/upload', form)).body).toMatchObject({
    code: 'import.file-missing',
    detail: expect.stringContaining('csv-data'),
  })
  await upload(app, list, { name: 'Grade 5' })
  expect((await upload(app, list, { name: 'Grade 5' })).body).toMatchObject({
    code: 'bulk-enrollment.already-exists',
  })
})

test('I48: lists are searched, sorted and paged; 1 to 500 rows', async () => {
  const app = await testApp()
  for (const name of ['b1', 'a1', 'c2']) await app.api('POST', '/bulk-enrollments', { name })
  const path = '/bulkenrollment/profile'
  const names = async (query: string) =>
    (await app.api('GET', `${path}?${query}`)).body.result.searchResults.map(
      ({ csvName }: { csvName: string }) => csvName,
    )
  expect(
    await names('q=&rows=20&start=0&sortFields%5B0%5D.name=csvName&sortFields%5B0%5D.order=ASC'),
  ).toEqual(['a1', 'b1', 'c2'])
  expect(await names('q=1&rows=1&start=1&sortFields%5B0%5D.name=csvName')).toEqual(['b1'])
  expect((await app.api('GET', path)).body).toMatchObject({
    errors: null,
    result: { totalCount: 3, searchResults: [{ csvName: 'c2', modifiedAt: expect.any(Number) }, {}, {}] },
  })
  for (const rows of [0, 501])
    expect(await app.api('GET', `${path}?rows=${rows}`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/querystring/rows', message: 'must be between 1 and 500' }] },
    })
})

test('the same permissions as elsewhere', async () => {
  const app = await testApp()
  const token = await app.tokenFor('Help desk')
  expect((await upload(app, list, { name: 'x' }, token)).status).toBe(403)
  expect((await fetch(`${app.url}/api/v1/bulkenrollment/profile`)).status).toBe(401)
})
