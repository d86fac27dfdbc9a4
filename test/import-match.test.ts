import { expect, test } from 'vitest'
import { apply, device, plan, planAndApply, upload } from './support/import.ts'
import { testApp } from './support/test-app.ts'

/** Lists that do not name devices and users by our words: which record a row is about. */

const problemsOf = (planned: Awaited<ReturnType<typeof plan>>) =>
  planned.rows.map(({ line, outcome, label, problems }) => [
    line,
    outcome,
    label,
    ...problems.map(({ code }) => code),
  ])

const android = 'IMEI,Serial Number,Manufacturer,Room\n'

test('I9, I13: a device needs an IMEI, or serial and manufacturer; further columns are custom attributes', async () => {
  const app = await testApp()
  const planned = await plan(
    app,
    `${android}356938035643809,,,12\n,R58M41ABCDE,Samsung,13\n,R58M41ABCDF,,14\n,,Samsung,15\n`,
  )
  expect(planned.format).toBe('android-bulk')
  expect(problemsOf(planned)).toEqual([
    [2, 'create', '356938035643809'],
    [3, 'create', 'R58M41ABCDE'],
    [4, 'reject', 'R58M41ABCDF', 'row.needs'],
    [5, 'reject', '', 'row.needs'],
  ])
  await apply(app, planned.id, { onReject: 'skip' })
  expect(await device(app, 'R58M41ABCDE')).toMatchObject({
    platform: 'android',
    serial: 'R58M41ABCDE',
    manufacturer: 'Samsung',
    customAttributes: { Room: '13' },
    source: 'csv',
  })
  const again = await plan(app, `${android}356938035643809,,,12\n,R58M41ABCDE,SAMSUNG,14\n`)
  expect(again.counts).toMatchObject({ unchanged: 1, update: 1 })
  expect(again.rows[1]!.changes).toContainEqual({
    field: 'customAttributes.Room',
    before: '13',
    after: '14',
  })
  await apply(app, again.id)
  expect((await device(app, 'R58M41ABCDE')).customAttributes).toEqual({ Room: '14' })
})

test('a record with another name is found by its numbers, and blank cells keep what is there', async () => {
  const app = await testApp()
  await app.api('POST', '/devices', {
    identifier: 'till-1',
    platform: 'android',
    imei: '356938035643809',
    serial: 'R58M41ABCDE',
    manufacturer: 'Samsung',
    model: 'A52',
  })
  const planned = await plan(app, `${android}356938035643809,,,hall\n`)
  expect(problemsOf(planned)).toEqual([[2, 'update', 'till-1']])
  await apply(app, planned.id)
  expect(await device(app, 'till-1')).toMatchObject({
    model: 'A52',
    serial: 'R58M41ABCDE',
    customAttributes: { Room: 'hall' },
  })
  expect((await app.api('GET', '/devices')).body.total).toBe(1)
})

test('a row that fits two devices, or would take the name of a third, changes nothing', async () => {
  const app = await testApp()
  await planAndApply(app, 'Identifier,OS,IMEI,Serial\na1,android,356938035643809,\na2,android,,R58M41ABCDE\n')
  await planAndApply(app, 'Identifier,OS\nR58M41ABCDX,android\n')
  const planned = await plan(
    app,
    `${android}356938035643809,R58M41ABCDE,Samsung,\n,R58M41ABCDX,Samsung,\n356938035643809,,,\n`,
  )
  expect(problemsOf(planned)).toEqual([
    [2, 'reject', '356938035643809', 'device.ambiguous'],
    [3, 'reject', 'R58M41ABCDX', 'device.identifier-taken'],
    [4, 'unchanged', 'a1'],
  ])
})

test('the same device twice in a file is rejected, naming both lines', async () => {
  const app = await testApp()
  await planAndApply(app, 'Identifier,OS,IMEI,Serial\na1,android,356938035643809,R58M41ABCDE\n')
  const planned = await plan(app, `${android}356938035643809,,,1\n,R58M41ABCDE,Samsung,2\n`)
  expect(problemsOf(planned)).toEqual([
    [2, 'reject', 'a1', 'identifier.repeated'],
    [3, 'reject', 'a1', 'identifier.repeated'],
  ])
})

const hexnode = 'name,email,mobile,ownership,devicename,SerialNumber,platform\n'

test('H11..H19: pre-enrollment makes users and devices from a list of serial numbers', async () => {
  const app = await testApp()
  await app.api('POST', '/users', { userName: 'ben', email: 'Ben@school.example' })
  await app.api('PUT', '/settings/enrollment', { tenantDomain: 'school.example' })
  const planned = await plan(
    app,
    `${hexnode}Ana Lima,ana@school.example,+49 170 1,Corporate,Tablet,c02xk1zljgh5,Apple\n` +
      'Ben,ben@school.example,,selectuser,,R58M41ABCDE,android\n,,,personal,,R58M41ABCDF,android\n',
  )
  expect(planned.format).toBe('pre-enrollment')
  expect(problemsOf(planned)).toEqual([
    [2, 'create', 'C02XK1ZLJGH5'],
    [3, 'create', 'R58M41ABCDE'],
    [4, 'reject', 'R58M41ABCDF', 'row.needs'],
  ])
  await apply(app, planned.id, { onReject: 'skip' })
  expect(await device(app, 'C02XK1ZLJGH5')).toMatchObject({
    userName: 'ana',
    platform: 'ios',
    ownership: 'corporate',
    depMethod: 'Serial',
    authentication: 'none',
    displayName: 'Tablet',
  })
  expect(await device(app, 'R58M41ABCDE')).toMatchObject({
    userName: 'ben',
    ownership: 'selectuser',
    depMethod: null,
  })
  expect((await app.api('GET', '/users/name:ana')).body).toMatchObject({
    name: 'Ana Lima',
    email: 'ana@school.example',
    mobile: '+49 170 1',
  })
})

test('H18, H29: users only, and existing users left as they are', async () => {
  const app = await testApp()
  await app.api('POST', '/users', {
    userName: 'ana@school.example',
    name: 'Ana',
    email: 'ana@school.example',
  })
  const csv = `${hexnode}Anna,ana@school.example,,personal,,C02XK1ZLJGH5,ios\nBen,ben@school.example,,personal,,C02XK1ZLJGH6,ios\n`
  const kept = await plan(app, csv, { options: JSON.stringify({ existingUsers: 'skip', preEnroll: false }) })
  expect(kept).toMatchObject({ mode: 'users', counts: { create: 1, unchanged: 1 } })
  const replaced = await plan(app, csv, { options: JSON.stringify({ preEnroll: false }) })
  expect(replaced.counts).toMatchObject({ create: 1, update: 1 })
  await apply(app, kept.id)
  expect((await app.api('GET', '/devices')).body.total).toBe(0)
})

test('what kind of device it is comes from the file, from Apple, or from who imports', async () => {
  const app = await testApp()
  const csv = 'Serial Number,Owner\nABC12345,ana\n'
  const unknown = await plan(app, csv)
  expect(problemsOf(unknown)).toEqual([[2, 'reject', 'ABC12345', 'platform.unknown']])
  const told = await plan(app, csv, { options: JSON.stringify({ platform: 'windows' }) })
  await apply(app, told.id)
  expect(await device(app, 'ABC12345')).toMatchObject({ platform: 'windows', userName: 'ana' })
})

test('H20: columns are mapped by hand, before and after the plan, and remembered for this header', async () => {
  const app = await testApp()
  const csv = 'Who,Thing,Kind\nana,C02XK1ZLJGH5,ios\n'
  expect(await upload(app, csv)).toMatchObject({ status: 400, body: { code: 'import.format-unknown' } })
  const mapping = [
    { column: 'Who', field: 'userName' },
    { index: 1, field: 'serial' },
    { column: 'Kind', field: 'platform' },
  ]
  const planned = await plan(app, csv, { mapping: JSON.stringify(mapping) })
  expect(planned.mapping.map(({ field, how, samples }) => [field, how, samples])).toEqual([
    ['userName', 'given', ['ana']],
    ['serial', 'given', ['C02XK1ZLJGH5']],
    ['platform', 'given', ['ios']],
  ])
  const again = await plan(app, csv.replace('GH5', 'GH6'))
  expect(again.mapping.map(({ how }) => how)).toEqual(['remembered', 'remembered', 'remembered'])

  const { status, body } = await app.api('PUT', `/imports/${planned.id}/mapping`, {
    mapping: [
      { index: 0, field: null },
      { index: 1, field: 'identifier' },
    ],
  })
  expect({ status, state: body.state }).toEqual({ status: 200, state: 'planned' })
  expect(body.mapping.map(({ field }: { field: string }) => field)).toEqual([null, 'identifier', 'platform'])
  const { body: rows } = await app.api('GET', `/imports/${planned.id}/rows`)
  expect(rows.items[0]).toMatchObject({ outcome: 'create', label: 'C02XK1ZLJGH5' })
  await apply(app, planned.id)
  expect(await device(app, 'C02XK1ZLJGH5')).toMatchObject({ serial: null, userName: null })
})

test('rows in doubt of each other stay so when the file comes again and one of them meets a record', async () => {
  const app = await testApp()
  const csv =
    'IMEI,Serial Number,Manufacturer\r\n356938035643817,c02xk1zljgh7,Zebra\r\n490154203237518,,\r\n490154203237518,c02xk1zljgh7,Zebra\r\n'
  const first = await plan(app, csv, { format: 'android-bulk' })
  expect(first.counts).toMatchObject({ create: 1, reject: 2 })
  await apply(app, first.id, { onReject: 'skip' })
  const again = await plan(app, csv, { format: 'android-bulk' })
  expect(again.counts).toMatchObject({ create: 0, update: 0, reject: 3 })
})
