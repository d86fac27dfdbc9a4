import { expect, test } from 'vitest'
import { apply, plan } from './support/import.ts'
import { testApp, type TestApp } from './support/test-app.ts'

/** However it is tried, one IMEI, as the first or the second of a device, leads to one record. */

const imeiOf = (n: number) => `35693803564${String(n).padStart(3, '0')}`
const many = Array.from({ length: 24 }, (_, n) => imeiOf(n))
const file = (rows: readonly string[]) =>
  `Identifier,IMEI,IMEI 2\r\n${rows.map((row) => `${row}\r\n`).join('')}`
const named = { format: 'android-bulk' }

async function holdersOf(app: TestApp, imei: string): Promise<string[]> {
  const { items } = (await app.api('GET', `/devices?q=${imei}`)).body
  return items.map(({ identifier }: { identifier: string }) => identifier)
}

test('of two who give an IMEI to two devices at once, as the first and as the second, one is refused', async () => {
  const app = await testApp()
  const add = (identifier: string, numbers: object) =>
    app.api('POST', '/devices', { identifier, platform: 'android', ...numbers })
  for (const [n, imei] of many.entries()) {
    const both = await Promise.all([add(`a${n}`, { imei }), add(`b${n}`, { imei2: imei })])
    const refused = both.filter(({ status }) => status !== 201)
    expect(refused).toMatchObject([{ status: 409, body: { code: 'device.imei-taken' } }])
    expect(await holdersOf(app, imei)).toHaveLength(1)
  }
})

test('neither do changes at once give one IMEI to two devices', async () => {
  const app = await testApp()
  for (const identifier of ['a', 'b']) await app.api('POST', '/devices', { identifier, platform: 'android' })
  for (const imei of many) {
    await Promise.all([
      app.api('PATCH', '/devices/identifier:a', { imei2: imei }),
      app.api('PATCH', '/devices/identifier:b', { imei2: imei }),
    ])
    expect(await holdersOf(app, imei)).toHaveLength(1)
  }
})

test('what somebody else took since the plan is noticed when it is applied, also in the other slot', async () => {
  const app = await testApp()
  const [first, second, third] = many as [string, string, string]
  await app.api('POST', '/devices', { identifier: 'c', platform: 'android' })
  const planned = await plan(app, file([`a,${first},`, `b,,${second}`, `c,,${third}`]), named)
  expect(planned.counts).toMatchObject({ create: 2, update: 1 })
  await app.api('POST', '/devices', { identifier: 'x', platform: 'android', imei: third, imei2: first })
  expect(await app.api('POST', `/imports/${planned.id}/apply`, {})).toMatchObject({
    status: 409,
    body: { code: 'import.plan-outdated', counts: { create: 1, reject: 2 } },
  })
  await apply(app, planned.id, { onReject: 'skip' })
  expect(await holdersOf(app, second)).toEqual(['b'])
  for (const imei of [first, third]) expect(await holdersOf(app, imei)).toEqual(['x'])
})

test('of two imports at once that give devices the same IMEIs, the second one is planned anew', async () => {
  const app = await testApp()
  const plans = [
    await plan(app, file(many.map((imei, n) => `a${n},${imei},`)), named),
    await plan(app, file(many.map((imei, n) => `b${n},,${imei}`)), named),
  ]
  const answers = await Promise.all(plans.map(({ id }) => app.api('POST', `/imports/${id}/apply`, {})))
  const failed = answers.filter(({ status }) => status !== 200)
  expect(failed).toMatchObject([
    { status: 409, body: { code: 'import.plan-outdated', counts: { reject: many.length } } },
  ])
  for (const imei of many) expect(await holdersOf(app, imei)).toHaveLength(1)
})

test('an undo leaves an IMEI where it is that another device has by now', async () => {
  const app = await testApp()
  const [first, second] = many as [string, string]
  await app.api('POST', '/devices', { identifier: 'a', platform: 'android', imei2: first })
  const changed = await plan(app, file([`a,,${second}`]), named)
  await apply(app, changed.id)
  await app.api('POST', '/devices', { identifier: 'x', platform: 'android', imei: first })
  expect((await app.api('POST', `/imports/${changed.id}/undo`)).body).toMatchObject({
    undo: { restored: 0 },
  })
  expect(await holdersOf(app, first)).toEqual(['x'])
  expect(await holdersOf(app, second)).toEqual(['a'])
})
