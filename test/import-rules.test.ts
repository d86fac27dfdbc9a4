import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { apply, device, plan, planAndApply, upload } from './support/import.ts'
import { testApp, type TestApp } from './support/test-app.ts'

/** What a row of the format `bizmobile` does: features.md B12..B55, S8..S20, and product.md. */

const problemsOf = (planned: Awaited<ReturnType<typeof plan>>) =>
  planned.rows.map(({ line, outcome, problems }) => [
    line,
    outcome,
    ...problems.map(({ column, code }) => `${column} ${code}`),
  ])

const setStatus = (app: TestApp, identifier: string, status: string) =>
  sql`update device set status = ${status}, revision = revision + 1 where identifier = ${identifier}`.execute(
    app.platform.db,
  )

test('a blank cell clears, a column that is left out changes nothing', async () => {
  const app = await testApp()
  await planAndApply(
    app,
    'Identifier,OS,Serial,DisplayName,Description,RegistrationEmail,DEPMethod\na1,ios,C02XK1ZLJGH5,One,Text,a@example.com,Serial\n',
  )

  const planned = await plan(app, 'Identifier,OS,DisplayName,Description,DEPMethod\nA1,ios,,Text,\n')
  expect(planned.counts).toMatchObject({ rows: 1, update: 1, clear: 2 })
  expect(planned.rows[0]!.changes).toEqual([
    { field: 'displayName', before: 'One', after: null },
    { field: 'depMethod', before: 'Serial', after: null },
  ])
  expect(problemsOf(planned)).toEqual([[2, 'update', 'DEPMethod dep.association-removed']])

  await apply(app, planned.id)
  expect(await device(app, 'a1')).toMatchObject({
    identifier: 'a1',
    displayName: null,
    description: 'Text',
    depMethod: null,
    serial: 'C02XK1ZLJGH5',
    registrationEmail: 'a@example.com',
  })
})

test('B50, B51: a blank code keeps the code, blank days are the default', async () => {
  const app = await testApp()
  await planAndApply(app, 'Identifier,OS,Code,ExpirationDays\na1,ios,48213377,100\n')

  const planned = await plan(app, 'Identifier,OS,Code,ExpirationDays\na1,ios,,\n')
  expect(planned.counts).toMatchObject({ update: 1, clear: 0 })
  expect(planned.rows[0]!.changes).toEqual([{ field: 'expirationDays', before: '100', after: '7' }])
  await apply(app, planned.id)
  const { code, expiresAt } = await device(app, 'a1')
  expect(code).toBe('48213377')
  expect(Math.round((Date.parse(expiresAt as string) - Date.now()) / 86_400_000)).toBe(7)
})

test('a code that is another one is changed, and never shown', async () => {
  const app = await testApp()
  await planAndApply(app, 'Identifier,OS,Code\na1,ios,48213377\na2,ios,55667788\n')

  const planned = await plan(app, 'Identifier,OS,Code\na1,ios,99887766\na2,ios,55667788\n')
  expect(planned.rows.map(({ outcome, changes }) => [outcome, changes])).toEqual([
    ['update', [{ field: 'code', before: '••••', after: '••••' }]],
    ['unchanged', []],
  ])
  await apply(app, planned.id)
  expect((await device(app, 'a1')).code).toBe('99887766')

  const { rows } = await sql<{ text: string }>`
    select i::text || r::text || p::text as text from import i join import_row r on r.import_id = i.id
      join import_plan p on p.import_id = r.import_id and p.line = r.line`.execute(app.platform.db)
  expect(rows.length).toBeGreaterThan(0)
  expect(JSON.stringify(rows)).not.toMatch(/99887766|48213377|55667788/)
})

test('counts data rows only, and names lines as an editor does', async () => {
  const app = await testApp()
  const planned = await plan(
    app,
    '\uFEFFIdentifier;OS;Description\r\n;;\r\na1;ios;"two\r\nlines"\r\n\r\na2;symbian;x\r\na3;ios;\r\n',
  )
  expect(planned).toMatchObject({ delimiter: ';', counts: { rows: 3, create: 2, reject: 1 } })
  expect(problemsOf(planned)).toEqual([
    [3, 'create'],
    [6, 'reject', 'OS os.invalid'],
    [7, 'create'],
  ])
})

test('users and devices together, users only, and what a mode forbids', async () => {
  const app = await testApp()
  const users = await plan(app, 'UserName,Name,EmailAddress\nana,Ana,ana@example.com\nben,Ben,\n')
  expect(users).toMatchObject({ mode: 'users', counts: { create: 2 } })
  await apply(app, users.id)

  const mixed = await plan(app, 'UserName,Name,Identifier,OS\nana,Anna,a1,ios\n,,a2,ios\nben,Ben,,\n')
  expect(mixed.mode).toBe('all')
  expect(problemsOf(mixed)).toEqual([
    [2, 'create'],
    [3, 'reject', 'UserName cell.required'],
    [4, 'reject', 'Identifier cell.required', 'OS cell.required'],
  ])
  expect(mixed.rows[0]!.changes).toEqual([
    { field: 'userName', before: null, after: 'ana' },
    { field: 'name', before: 'Ana', after: 'Anna' },
    { field: 'identifier', before: null, after: 'a1' },
    { field: 'platform', before: null, after: 'ios' },
  ])
  await apply(app, mixed.id, { onReject: 'skip' })
  expect((await app.api('GET', '/users/name:ana')).body).toMatchObject({ name: 'Anna', deviceCount: 1 })

  const devices = await plan(app, 'Name,Identifier,OS\nAna,a3,ios\n,a4,ios\n')
  expect(problemsOf(devices)).toEqual([
    [2, 'reject', 'Name cell.not-in-mode'],
    [3, 'create'],
  ])
  const people = await plan(app, 'UserName,Serial\nana,C02XK1ZLJGH5\nben,\n')
  expect(problemsOf(people)).toEqual([
    [2, 'reject', 'Serial cell.not-in-mode'],
    [3, 'unchanged'],
  ])
})

test('templates, tags and organizations must exist; sets are compared as sets', async () => {
  const app = await testApp()
  for (const [path, name] of [
    ['templates', 'Classroom'],
    ['tags', 'loan'],
    ['tags', 'grade 5'],
    ['organizations', 'School'],
  ])
    await app.api('POST', `/${path}`, { name })
  const header = 'UserName,Organizations,Identifier,OS,Template,DeviceTags\n'

  const planned = await plan(
    app,
    `${header}ana,School,a1,ios,Classroom,loan|grade 5\nben,Scool,a2,ios,Clasroom,loan|x|y\n`,
  )
  expect(problemsOf(planned)).toEqual([
    [2, 'create'],
    [
      3,
      'reject',
      'Template template.not-found',
      'DeviceTags tag.not-found',
      'Organizations organization.not-found',
    ],
  ])
  expect(planned.rows[1]!.problems[1]!.message).toContain('"x", "y"')
  await apply(app, planned.id, { onReject: 'skip' })
  expect(await device(app, 'a1')).toMatchObject({ template: 'Classroom', tags: ['grade 5', 'loan'] })
  expect((await app.api('GET', '/users/name:ana')).body).toMatchObject({ organizations: ['School'] })

  const again = await plan(app, `${header}ana,School,a1,ios,Classroom,grade 5 | loan\n`)
  expect(again.counts).toMatchObject({ unchanged: 1 })
  const fewer = await plan(app, `${header}ana,,a1,ios,,loan\n`)
  expect(fewer.counts).toMatchObject({ update: 1, clear: 2 })
  await apply(app, fewer.id)
  expect(await device(app, 'a1')).toMatchObject({ template: null, tags: ['loan'], userName: 'ana' })
  expect((await app.api('GET', '/users/name:ana')).body).toMatchObject({ organizations: [] })
})

test('B53..B55: what may change depends on the status, and an unchanged value is always fine', async () => {
  const app = await testApp()
  const header = 'Identifier,OS,WifiMac,Description,ExpirationDays,RegistrationEmail,Code\n'
  await planAndApply(app, `${header}a1,ios,a4:83:e7:00:00:01,x,30,a@example.com,48213377\na2,ios,,,,,\n`)
  await setStatus(app, 'a1', 'enrolled')
  await setStatus(app, 'a2', 'withdrawn')

  const fine = await plan(app, `${header}a1,ios,A4-83-E7-00-00-01,new text,,a@example.com,48213377\n`)
  expect(fine.rows[0]).toMatchObject({
    outcome: 'update',
    changes: [{ field: 'description', before: 'x', after: 'new text' }],
  })
  const refused = await plan(
    app,
    `${header}a1,android,a4:83:e7:00:00:02,x,60,b@example.com,55667788\nA2,ios,,,,,\n`,
  )
  expect(problemsOf(refused)).toEqual([
    [
      2,
      'reject',
      'OS device.platform-fixed',
      'Code device.locked',
      'WifiMac device.locked',
      'ExpirationDays device.locked',
      'RegistrationEmail device.locked',
    ],
    [3, 'reject', 'Identifier device.withdrawn'],
  ])
})

test('one device or one user in contradiction with itself is rejected on every line, naming the lines', async () => {
  const app = await testApp()
  const planned = await plan(
    app,
    'UserName,Name,Identifier,OS\nana,Ana,a1,ios\nben,Ben,a2,ios\nana,Anna,a3,ios\nben,Ben,A2,ios\nben,Ben,a5,ios\n',
  )
  expect(problemsOf(planned)).toEqual([
    [2, 'reject', 'Name user.conflicting'],
    [3, 'reject', 'Identifier identifier.repeated'],
    [4, 'reject', 'Name user.conflicting'],
    [5, 'reject', 'Identifier identifier.repeated'],
    [6, 'create'],
  ])
  expect(planned.rows[0]!.problems[0]!.message).toContain('conflicting values for ana on lines 2 and 4')
  expect(planned.rows[1]!.problems[0]!.message).toContain('a2 is on lines 3 and 5')
  await apply(app, planned.id, { onReject: 'skip' })
  expect((await app.api('GET', '/users')).body.items).toHaveLength(1)
})

test('serial numbers and IMEIs belong to one live device', async () => {
  const app = await testApp()
  const header = 'Identifier,OS,Serial,IMEI,DEPMethod\n'
  await planAndApply(
    app,
    `${header}a1,ios,C02XK1ZLJGH5,,Serial\na2,ios,,356938035643809,\na3,ios,C02XK1ZLJGH6,,Serial\n`,
  )
  await setStatus(app, 'a3', 'withdrawn')

  const planned = await plan(
    app,
    `${header}b1,ios,c02xk1zljgh5,,Serial\nb2,ios,C02XK1ZLJGH5,,Keycode\nb3,ios,,35693803564380,\nb4,ios,C02XK1ZLJGH6,,Serial\nb5,ios,,,Serial\n`,
  )
  expect(problemsOf(planned)).toEqual([
    [2, 'reject', 'Serial serial.taken'],
    [3, 'create', 'DEPMethod dep.key-code-doubt'],
    [4, 'reject', 'IMEI imei.taken'],
    [5, 'create'],
    [6, 'reject', 'Serial serial.required'],
  ])
  expect(planned.rows[0]!.problems[0]!.message).toContain('serial already used by the device a1')
  await apply(app, planned.id, { onReject: 'skip' })
})

test('two devices can swap their serial numbers, a third cannot join', async () => {
  const app = await testApp()
  const header = 'Identifier,OS,Serial,DEPMethod\n'
  await planAndApply(
    app,
    `${header}a1,ios,C02XK1ZLJG01,Serial\na2,ios,C02XK1ZLJG02,Serial\na3,ios,C02XK1ZLJG03,Serial\n`,
  )

  const swap = await plan(app, `${header}a1,ios,C02XK1ZLJG02,Serial\na2,ios,C02XK1ZLJG01,Serial\n`)
  expect(swap.counts).toMatchObject({ update: 2, reject: 0 })
  await apply(app, swap.id)
  expect((await device(app, 'a1')).serial).toBe('C02XK1ZLJG02')
  expect((await device(app, 'a2')).serial).toBe('C02XK1ZLJG01')

  const chain = await plan(
    app,
    `${header}a1,ios,C02XK1ZLJG03,Serial\na2,ios,C02XK1ZLJG02,Serial\na3,symbian,C02XK1ZLJG01,Serial\n`,
  )
  expect(problemsOf(chain)).toEqual([
    [2, 'reject', 'Serial serial.taken'],
    [3, 'reject', 'Serial serial.taken'],
    [4, 'reject', 'OS os.invalid'],
  ])
})

test('check-in mails are counted by what may be asked for', async () => {
  const app = await testApp()
  const header = 'Identifier,OS,RegistrationEmail,Description\n'
  const planned = await plan(app, `${header}a1,ios,a@example.com,\na2,ios,,\n`)
  expect(planned).toMatchObject({ counts: { mails: 1 }, mails: { changed: 1, all: 1 } })
  await apply(app, planned.id, { mail: 'none' })

  const again = await plan(
    app,
    `${header}a1,ios,a@example.com,new\na2,ios,b@example.com,\na3,ios,c@example.com,\n`,
  )
  expect(again).toMatchObject({ counts: { mails: 2 }, mails: { changed: 2, all: 3 } })
  await apply(app, again.id, { mailExcept: [4] })
  const { rows } = await sql`select recipient, state from mail`.execute(app.platform.db)
  expect(rows).toEqual([{ recipient: 'b@example.com', state: 'waiting' }])
})

test('S17: many cleared values are confirmed by their number', async () => {
  const app = await testApp()
  await app.api('PUT', '/settings/enrollment', { clearsToConfirm: 2 })
  await planAndApply(app, 'Identifier,OS,Description\na1,ios,x\na2,ios,y\n')
  const planned = await plan(app, 'Identifier,OS,Description\na1,ios,\na2,ios,\n')
  expect(planned.clearsToConfirm).toBe(2)
  const refused = await app.api('POST', `/imports/${planned.id}/apply`, { confirmClears: 3 })
  expect(refused).toMatchObject({ status: 409, body: { code: 'import.clears-unconfirmed', clear: 2 } })
  await apply(app, planned.id, { confirmClears: 2 })
})

test('a plan that is no longer true is made again, and says what became different', async () => {
  const app = await testApp()
  await planAndApply(app, 'Identifier,OS,Description\na1,ios,x\na2,ios,y\n')
  const planned = await plan(app, 'Identifier,OS,Description\na1,ios,z\na2,ios,y\na3,ios,new\n')
  await app.api('PATCH', '/devices/identifier:a1', { description: 'z' })
  const { status, body } = await app.api('POST', `/imports/${planned.id}/apply`, {})
  expect({ status, code: body.code }).toEqual({ status: 409, code: 'import.plan-outdated' })
  const replanned = {
    rows: 1,
    before: { create: 1, update: 1, unchanged: 1 },
    examples: [{ line: 2, label: 'a1', before: 'update', after: 'unchanged' }],
  }
  expect(body.replanned).toMatchObject(replanned)
  expect((await app.api('GET', `/imports/${planned.id}`)).body).toMatchObject({ state: 'planned', replanned })
  await apply(app, planned.id)
})

test('the settings of the installation count', async () => {
  const app = await testApp()
  await app.api('PUT', '/settings/enrollment', {
    minimumCodeLength: 10,
    defaultExpirationDays: 21,
    tenantDomain: 'school.example',
  })
  const planned = await plan(
    app,
    'UserName,Identifier,OS,Code\nana,a1,ios,48213377\nben@school.example,a2,ios,\ncy,a3,ios,\n',
  )
  expect(problemsOf(planned)).toEqual([
    [2, 'reject', 'Code code.too-short'],
    [3, 'reject', 'UserName user-name.with-domain'],
    [4, 'create'],
  ])
  await apply(app, planned.id, { onReject: 'skip' })
  const made = await device(app, 'a3')
  expect(made.code).toMatch(/^\d{10}$/)
  expect(Math.round((Date.parse(made.expiresAt as string) - Date.now()) / 86_400_000)).toBe(21)
})

test('files that are not a list of devices are refused with a word, and leave nothing behind', async () => {
  const app = await testApp()
  const cases: [string | Uint8Array<ArrayBuffer>, number, string, Record<string, string>?][] = [
    ['', 400, 'import.file-empty'],
    [new Uint8Array([0x1f, 0x8b, 8, 0]), 400, 'import.file-unreadable'],
    [new Uint8Array([0x50, 0x4b, 3, 4]), 400, 'import.file-unreadable'],
    ['Identifier,OS\na1,ios\na2,\0\n', 400, 'import.file-unreadable'],
    ['Identifier,OS\na1,ios\n"a2,ios\n', 400, 'import.file-unreadable'],
    [
      Buffer.from('Identifier,Description,OS\na1,\xc4\xd6\xdc,ios\n', 'latin1'),
      400,
      'import.encoding-unknown',
    ],
    [`Identifier,OS,Description\na1,ios,${'x'.repeat(10_001)}\n`, 413, 'import.file-too-large'],
    ['red,green\n1,2\n', 400, 'import.format-unknown'],
    ['Identifier,OS,OS\na1,ios,ios\n', 400, 'import.header-refused'],
    ['Identifier,OS\na1,ios\n', 400, 'import.format-unknown', { format: 'nonsense' }],
    ['Identifier,OS\na1,ios\n', 400, 'request.invalid', { encoding: 'klingon' }],
    ['Identifier,OS\na1,ios\n', 400, 'request.invalid', { options: '{"strikt":true}' }],
    ['Identifier,OS\na1,ios\n', 400, 'request.invalid', { unknown: 'x' }],
  ]
  for (const [csv, status, code, fields] of cases)
    expect(await upload(app, csv, fields)).toMatchObject({ status, body: { code } })
  expect((await app.api('GET', '/imports')).body).toMatchObject({ items: [], total: 0 })
  const { rows } = await sql`select from import_row`.execute(app.platform.db)
  expect(rows).toEqual([])
})

test('Windows-1252 and Shift_JIS are read when they are asked for', async () => {
  const app = await testApp()
  const latin = Buffer.from('Identifier,Description,OS\na1,Gr\xfcn,ios\n', 'latin1')
  const { body } = await upload(app, latin, { encoding: 'windows-1252' })
  expect(body).toMatchObject({ encoding: 'windows-1252', counts: { create: 1 } })
  await apply(app, body.id)
  expect((await device(app, 'a1')).description).toBe('Grün')
})
