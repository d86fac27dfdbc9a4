import { expect, test } from 'vitest'
import { testApp, type TestApp } from './support/test-app.ts'
import { plan } from './support/import.ts'

const manufacturerAliases = [{ alias: 'Samsung Electronics', manufacturer: 'samsung' }]

async function aList(app: TestApp, ...devices: object[]) {
  const { body: bulk } = await app.api('POST', '/bulk-enrollments', { name: 'Grade 5' })
  for (const device of devices) await app.api('POST', `/bulk-enrollments/${bulk.id}/devices`, device)
  return bulk
}

const say = async (app: TestApp, path: string, body: object) => {
  const answer = await fetch(`${app.url}/android/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
const put = (app: TestApp, settings: object) => app.api('PUT', '/settings/enrollment', settings)
const lastArrival = async (app: TestApp) => (await app.api('GET', '/arrivals')).body.items[0]

test('a phone that only its manufacturer keeps out is told with both spellings, and an alias lets it in', async () => {
  const app = await testApp()
  const { id, token } = await aList(app, { serial: 'R58M1', manufacturer: 'Samsung Electronics' })
  const phone = { serial: 'R58M1', manufacturer: 'samsung', token }
  expect(await say(app, 'register', phone)).toMatchObject({ status: 403, body: { code: 'unknown-device' } })
  expect((await lastArrival(app)).summary).toBe(
    'The serial number R58M1 is on record for the manufacturer "Samsung Electronics", and the device says "samsung".',
  )
  expect(await put(app, { manufacturerAliases })).toMatchObject({
    status: 200,
    body: { manufacturerAliases },
  })
  expect((await say(app, 'precheck', phone)).body).toMatchObject({ listed: true, next: 'register' })
  const { token: _, ...claimed } = phone
  const whatIf = { channel: 'android', bulkEnrollmentId: id, claimed }
  expect((await app.api('POST', '/admission/what-if', whatIf)).body).toMatchObject({ outcome: 'admit' })
  expect((await say(app, 'register', phone)).status).toBe(200)
  const { decision } = await lastArrival(app)
  expect(JSON.stringify(decision.steps)).toContain('the settings take')
})

test('a brand counts where the settings accept it', async () => {
  const app = await testApp()
  const { token } = await aList(app, { serial: 'R58M1', manufacturer: 'Redmi' })
  const phone = { serial: 'R58M1', manufacturer: 'Xiaomi', brand: 'Redmi', token }
  expect((await say(app, 'register', phone)).status).toBe(403)
  expect(await lastArrival(app)).toMatchObject({
    claimed: { brand: 'Redmi' },
    summary: expect.stringContaining('the settings do not accept brands'),
  })
  await put(app, { androidBrandAccepted: true })
  expect((await say(app, 'register', phone)).status).toBe(200)
})

test('aliases never make one phone of two records: not by the setting, by hand, or by a file', async () => {
  const app = await testApp()
  const samsung = { serial: 'R58M1', manufacturer: 'Samsung', identifier: 'tab-1' }
  const electronics = { serial: 'R58M1', manufacturer: 'Samsung Electronics', identifier: 'tab-2' }
  const { id } = await aList(app, samsung, electronics)
  expect(await put(app, { manufacturerAliases })).toMatchObject({
    status: 409,
    body: { code: 'settings.aliases-merge-devices', devices: ['tab-1 and tab-2 (R58M1)'] },
  })
  expect((await app.api('GET', '/settings/enrollment')).body.manufacturerAliases).toEqual([])
  const [second] = (await app.api('GET', '/devices?q=tab-2')).body.items
  await app.api('DELETE', `/devices/${second.id}`)
  expect((await put(app, { manufacturerAliases })).status).toBe(200)

  const again = await app.api('POST', `/bulk-enrollments/${id}/devices`, electronics)
  expect(again).toMatchObject({ status: 409, body: { code: 'device.serial-taken', identifier: 'tab-1' } })
  const at = (manufacturer: string) =>
    app.api('POST', `/bulk-enrollments/${id}/devices`, {
      serial: 'R58M9',
      manufacturer,
      identifier: manufacturer.replace(' ', '-'),
    })
  const atOnce = await Promise.all([at('samsung'), at('Samsung Electronics')])
  expect(atOnce.map(({ status }) => status)).toEqual(expect.arrayContaining([201, 409]))
  const other = { serial: 'R58M2', manufacturer: 'samsung electronics', identifier: 'tab-3' }
  expect((await app.api('POST', `/bulk-enrollments/${id}/devices`, other)).status).toBe(201)
  const [third] = (await app.api('GET', '/devices?q=tab-3')).body.items
  expect(await app.api('PATCH', `/devices/${third.id}`, { serial: 'R58M1' })).toMatchObject({
    status: 409,
    body: { code: 'device.serial-taken' },
  })
  expect((await app.api('PATCH', `/devices/${third.id}`, { manufacturer: 'SAMSUNG' })).status).toBe(200)

  const file = [
    'IMEI,Serial Number,Manufacturer,Room',
    ',R58M1,Samsung  ELECTRONICS,12',
    '490154203237518,R58M3,Samsung,13',
    '356938035643809,R58M3,Samsung Electronics,14',
  ].join('\r\n')
  const planned = await plan(app, file, { format: 'android-bulk', target: id })
  const { items } = (await app.api('GET', `/imports/${planned.id}/rows`)).body
  expect(items).toMatchObject([
    { outcome: 'update' },
    { outcome: 'create' },
    {
      outcome: 'reject',
      problems: expect.arrayContaining([expect.objectContaining({ code: 'serial.taken' })]),
    },
  ])
  await app.api('POST', `/imports/${planned.id}/apply`, { onReject: 'skip', mail: 'none' })
  const after = (await app.api('GET', '/devices?q=R58M1')).body
  expect(after).toMatchObject({
    total: 1,
    items: [{ identifier: 'tab-1', customAttributes: { Room: '12' } }],
  })
})

test.each([
  [
    [
      { alias: 'a', manufacturer: 'b' },
      { alias: 'B', manufacturer: 'c' },
    ],
    'is a manufacturer of this table',
  ],
  [[{ alias: ' ', manufacturer: 'b' }], expect.any(String)],
])('a table of aliases that leads nowhere is refused: %j', async (rows, message) => {
  const app = await testApp()
  expect(await put(app, { manufacturerAliases: rows })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: expect.stringMatching(/^\/manufacturerAliases\/\d\/alias$/), message }] },
  })
})
