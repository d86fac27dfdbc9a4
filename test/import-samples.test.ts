import { expect, test } from 'vitest'
import { apply, device, fixture, plan, upload } from './support/import.ts'
import { testApp } from './support/test-app.ts'

/** The document's four sample files (features.md 1.1.2) and what S1 to S7 say about them. */

test('S1: example 1 is read in spite of its two misspelt columns, and says so', async () => {
  const app = await testApp()
  const planned = await plan(app, fixture('example1.csv'))

  expect(planned).toMatchObject({ format: 'bizmobile', mode: 'all', encoding: 'utf-8', delimiter: ',' })
  expect(planned.counts).toEqual({
    rows: 2,
    create: 2,
    update: 0,
    unchanged: 0,
    clear: 0,
    reject: 0,
    mails: 0,
  })
  expect(planned.mapping.filter(({ how }) => how !== 'exact')).toMatchObject([
    { column: 'DisplayNam', index: 14, field: 'displayName', how: 'nearest', proposal: 'DisplayName' },
    { column: 'DEPMethode', index: 17, field: 'depMethod', how: 'nearest', proposal: 'DEPMethod' },
  ])
  expect(planned.headerProblems.map(({ column, severity }) => [column, severity])).toEqual([
    ['DisplayNam', 'warning'],
    ['DEPMethode', 'warning'],
  ])

  await apply(app, planned.id)
  expect(await device(app, 'apple001')).toMatchObject({
    displayName: 'iOS Device 1',
    userName: 'user0001',
    serial: 'AAABBBCCCDDD',
    depMethod: 'Serial',
    platform: 'ios',
    source: 'csv',
    authentication: 'none',
  })
  const { body: user } = await app.api('GET', '/users/name:user0001')
  expect(user).toMatchObject({
    name: 'Test User 1',
    email: 'user0001@example.com',
    description: 'User description 1',
  })
})

test('S1: strict mode refuses the misspelt columns by name', async () => {
  const app = await testApp()
  const { status, body } = await upload(app, fixture('example1.csv'), { options: '{"strict":true}' })
  expect(status).toBe(400)
  expect(body).toMatchObject({
    code: 'import.header-refused',
    errors: [
      { pointer: '/header/DisplayNam', message: 'Unknown column DisplayNam, did you mean DisplayName?' },
      { pointer: '/header/DEPMethode', message: 'Unknown column DEPMethode, did you mean DEPMethod?' },
    ],
  })
  expect((await app.api('GET', '/imports')).body.items).toEqual([])
})

test('S2: example 2 claims one serial twice, so its second row is rejected', async () => {
  const app = await testApp()
  const planned = await plan(app, fixture('example2.csv'))

  expect(planned).toMatchObject({ mode: 'devices', counts: { rows: 2, create: 1, reject: 1 } })
  expect(planned.rows[1]).toMatchObject({ line: 3, outcome: 'reject', label: 'apple002' })
  expect(planned.rows[1]!.problems).toContainEqual({
    column: 'Serial',
    code: 'serial.taken',
    severity: 'error',
    message: expect.stringContaining('serial already used on line 2 by apple001') as unknown,
  })

  const refused = await app.api('POST', `/imports/${planned.id}/apply`, {})
  expect(refused).toMatchObject({ status: 409, body: { code: 'import.has-rejects' } })
  const applied = await apply(app, planned.id, { onReject: 'skip' })
  expect(applied.result).toEqual({ created: 1, updated: 0, rejected: 1 })
  expect((await app.api('GET', '/devices')).body.items).toHaveLength(1)
})

test('S3: example 3 shares one weak code; it is accepted and warned of', async () => {
  const app = await testApp()
  const planned = await plan(app, fixture('example3.csv'))

  expect(planned.counts).toMatchObject({ rows: 2, create: 2, reject: 0 })
  const codes = planned.warnings.map(({ code, line }) => [code, line])
  expect(codes).toEqual(
    expect.arrayContaining([
      ['code.shared', 2],
      ['code.weak', 2],
      ['code.weak', 3],
    ]),
  )
  expect(JSON.stringify(planned)).not.toContain('123')

  await apply(app, planned.id)
  expect(await device(app, 'apple002')).toMatchObject({
    code: '123',
    depMethod: 'Keycode',
    authentication: 'keycode',
    userName: 'user0002',
  })
})

test('S4, S5: example 4 is applied as it is written, and its doubts are said', async () => {
  const app = await testApp()
  const planned = await plan(app, fixture('example4.csv'))

  expect(planned).toMatchObject({ mode: 'devices', counts: { rows: 2, create: 2, reject: 0 } })
  const [first] = planned.rows
  expect(first!.problems.map(({ code, severity }) => [code, severity])).toEqual(
    expect.arrayContaining([
      ['serial.shared', 'warning'],
      ['dep.key-code-doubt', 'warning'],
    ]),
  )
  expect(first!.problems.find(({ code }) => code === 'dep.key-code-doubt')!.message).toBe(
    'DEPMethod=Keycode with a Serial value and a generated Code: is 123 (ExpirationDays) in the wrong column?',
  )

  await apply(app, planned.id)
  for (const identifier of ['apple001', 'apple002']) {
    const made = await device(app, identifier)
    expect(made).toMatchObject({ serial: 'AAABBBCCCDDD', depMethod: 'Keycode' })
    expect(made.code).toMatch(/^\d{8}$/)
    const days = (Date.parse(made.expiresAt as string) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(122.9)
    expect(days).toBeLessThan(123.1)
  }
})

test('S6, S7: systems and methods are read in any letter case and spelling, except in strict mode', async () => {
  const app = await testApp()
  const csv =
    'Identifier,OS,Serial,DEPMethod\na1,iOS,C02XK1ZLJGH5,serial\na2,IOS,,Key Code\na3,ios,,key_code\na4,ios,,KeyCode\n'
  const planned = await plan(app, csv)
  expect(planned.counts).toMatchObject({ create: 4, reject: 0 })
  await apply(app, planned.id)
  const methods = await Promise.all(['a1', 'a2', 'a3', 'a4'].map((name) => device(app, name)))
  expect(methods.map(({ platform, depMethod }) => [platform, depMethod])).toEqual([
    ['ios', 'Serial'],
    ['ios', 'Keycode'],
    ['ios', 'Keycode'],
    ['ios', 'Keycode'],
  ])

  const strict = await plan(app, csv.replace(/^a/gm, 'b'), { options: '{"strict":true}' })
  expect(strict.rows.map(({ problems }) => problems.map(({ column }) => column))).toEqual([
    ['OS', 'DEPMethod'],
    ['OS', 'DEPMethod'],
    ['DEPMethod'],
    ['DEPMethod'],
  ])
})

test('the sample file that is offered imports cleanly as it is', async () => {
  const app = await testApp()
  const { body: formats } = await app.api('GET', '/import-formats')
  expect(formats[0]).toMatchObject({ id: 'bizmobile' })
  const sample = await app.api('GET', '/import-formats/bizmobile/sample.csv')
  expect(sample.headers.get('content-type')).toContain('text/csv')
  const planned = await plan(app, sample.body)
  expect(planned).toMatchObject({ counts: { create: 2, reject: 0 }, headerProblems: [], warnings: [] })
  await apply(app, planned.id)
  expect((await plan(app, sample.body)).counts).toMatchObject({ unchanged: 2, create: 0, update: 0 })
})
