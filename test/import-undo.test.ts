import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { apply, device, plan, planAndApply } from './support/import.ts'
import { testApp, type TestApp } from './support/test-app.ts'
import { undo, undoPlan, worldOf } from './support/undo.ts'

const header =
  'UserName,Name,Email,UserDescription,Organizations,Identifier,Template,Code,OS,Tags,WifiMac,IMEI,MEID,UDID,Serial,ExpirationDays,DisplayName,Description,RegistrationEmail,DEPMethod'

async function names(app: TestApp): Promise<void> {
  for (const name of ['loan', 'grade 5', 'spare']) await app.api('POST', '/tags', { name })
  for (const name of ['Classroom', 'Staff room']) await app.api('POST', '/templates', { name })
  for (const name of ['School', 'Staff']) await app.api('POST', '/organizations', { name })
}

const first = `${header}
ana,Ana,ana@example.com,First,School,a1,Classroom,48213377,ios,loan|spare,a4:83:e7:00:00:01,356938035643809,A00000123456FF,00008130-001A2B3C4D5E6F70,C02XK1ZLJGH5,30,One,Text,mail@example.com,Serial
ben,Ben,ben@example.com,,Staff,a2,,,ios,,,,,,C02XK1ZLJGH6,,Two,,,Serial
`
const second = `${header}
ben,Benjamin,,Second,School|Staff,a1,Staff room,99887766,ios,grade 5,a4:83:e7:00:00:02,490154203237518,A00000123456FE,00008130-001A2B3C4D5E6F71,C02XK1ZLJGH6,60,Uno,,other@example.com,Serial
cy,Cy,cy@example.com,,Staff,a2,,,ios,loan,,356938035643809,,,C02XK1ZLJGH5,90,Due,,,Serial
dee,,,,,a3,,,ios,loan,,,,,,,Three,,,
`

test('an undo puts back what an import changed and removes what it created', async () => {
  const app = await testApp()
  await names(app)
  await planAndApply(app, first)
  const before = await worldOf(app)
  const { id, counts } = await planAndApply(app, second)
  expect(counts).toMatchObject({ create: 1, update: 2, reject: 0 })

  const planned = await undoPlan(app, id)
  expect(planned).toEqual({ restored: 3, removed: 3, kept: 0, mailsSent: 0, notes: [] })
  const undone = await undo(app, id)
  expect(undone).toMatchObject({
    state: 'undone',
    undo: { restored: 3, removed: 3, kept: 0, mailsSent: 0 },
    undoneAt: expect.any(String) as unknown,
  })
  expect(await worldOf(app)).toEqual(before)
  expect(await undo(app, id)).toEqual(undone)
  expect(await undoPlan(app, id)).toEqual(planned)

  const again = await planAndApply(app, second)
  expect(again.result).toEqual({ created: 1, updated: 2, rejected: 0 })
  await undo(app, again.id)
  expect(await worldOf(app)).toEqual(before)
})

test('only an applied import is undone, by those who may write', async () => {
  const app = await testApp()
  const { id } = await plan(app, 'Identifier,OS\na1,ios\n')
  const refused = { status: 409, body: { code: 'import.not-applied', state: 'planned' } }
  expect(await app.api('POST', `/imports/${id}/undo`)).toMatchObject(refused)
  expect(await app.api('GET', `/imports/${id}/undo`)).toMatchObject(refused)
  await apply(app, id)
  const token = await app.tokenFor('Auditor')
  expect((await app.api('POST', `/imports/${id}/undo`, undefined, { token })).status).toBe(403)
  expect((await app.api('GET', `/imports/${id}/undo`, undefined, { token })).status).toBe(200)
  const unknown = '01890000-0000-7000-8000-000000000000'
  expect((await app.api('POST', `/imports/${unknown}/undo`)).body.code).toBe('import.not-found')
})

const noteLines = async (app: TestApp, id: string) =>
  (await undoPlan(app, id)).notes.map(({ line, label, field, code }) => [line, label, field, code])

test('what somebody changed since stays, and is noted with who and when', async () => {
  const app = await testApp()
  await names(app)
  await planAndApply(app, first)
  const before = await worldOf(app)
  const { id } = await planAndApply(app, second)
  const { id: a1 } = await device(app, 'a1')
  await app.api('PATCH', `/devices/${a1}`, { displayName: 'By hand', expirationDays: 5, code: '12341234' })
  await app.api('PATCH', '/users/name:ben', { description: 'By hand' })
  await app.api('PATCH', '/devices/identifier:a3', { description: 'Mine' })

  const notes = [
    [2, 'a1', 'code', 'value.changed-since'],
    [2, 'a1', 'displayName', 'value.changed-since'],
    [2, 'a1', 'expirationDays', 'value.changed-since'],
    [2, 'ben', 'userDescription', 'value.changed-since'],
    [4, 'a3', null, 'device.changed-since'],
    [4, 'dee', null, 'user.in-use'],
  ]
  expect(await noteLines(app, id)).toEqual(notes)
  await undo(app, id)
  const { notes: kept } = await undoPlan(app, id)
  expect(await noteLines(app, id)).toEqual(notes)
  expect(kept[1]!.message).toMatch(
    /^DisplayName was changed since by test Administrator on \d{4}-\d\d-\d\d \d\d:\d\d UTC and stays as it is$/,
  )
  expect(kept[4]!.message).toMatch(
    /^The device was changed since by test Administrator on .* and is not removed$/,
  )
  expect(kept[5]!.message).toBe('The user has the device a3 and is not removed')
  const after = await worldOf(app)
  expect(after.devices['a1']).toMatchObject({
    ...before.devices['a1'],
    display_name: 'By hand',
    code: '12341234',
    expires_at: expect.any(String) as unknown,
    search: expect.any(String) as unknown,
  })
  expect(after.devices['a2']).toEqual(before.devices['a2'])
  expect(after.users['ben']).toEqual({ ...before.users['ben'], description: 'By hand' })
  expect(Object.keys(after.users)).toEqual(['ana', 'ben', 'dee'])
})

test('lists of other products are taken back with all that they bring: numbers, makers, custom attributes, telephones', async () => {
  const app = await testApp()
  const android = 'IMEI,Serial Number,Manufacturer,Model,Room\n'
  await planAndApply(app, `${android}356938035643809,R58M41ABCDE,Samsung,S1,12\n,R58M41ABCDE,LG,,13\n`)
  const people = 'name,email,mobile,ownership,devicename,SerialNumber,platform\n'
  await planAndApply(app, `${people}Ana,ana@example.com,+49 170 1,personal,One,C02XK1ZLJGH5,ios\n`)
  const { id: a1 } = await device(app, 'R58M41ABCDE')
  await app.api('PATCH', `/devices/${a1}`, { customAttributes: { Room: '12', Shelf: 'A' } })
  const before = await worldOf(app)

  const { id, counts } = await planAndApply(
    app,
    `${android}356938035643809,R58M41ABCDE,Samsung,S2,99\n,R58M41ABCDF,LG,,13\n`,
  )
  const other = await planAndApply(
    app,
    `${people}Anna,ana@example.com,+49 170 2,corporate,Uno,C02XK1ZLJGH5,ios\nBen,ben@example.com,+49 170 3,corporate,Two,C02XK1ZLJGH6,ios\n`,
  )
  expect([counts, other.counts]).toMatchObject([
    { update: 1, create: 1 },
    { update: 1, create: 1 },
  ])
  expect((await undo(app, id)).undo).toMatchObject({ restored: 1, removed: 1, kept: 0 })
  expect((await undo(app, other.id)).undo).toMatchObject({ restored: 2, removed: 2, kept: 0 })
  expect(await worldOf(app)).toEqual(before)
})

test('undoes once, however often and at once it is asked', async () => {
  const app = await testApp()
  await names(app)
  const { id } = await planAndApply(app, first)
  const answers = await Promise.all([1, 2, 3].map(() => app.api('POST', `/imports/${id}/undo`)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
  const { rows } = await sql`select from event where kind = 'import.undone'`.execute(app.platform.db)
  expect(rows).toHaveLength(1)
})

test('what is taken while the undo is at work is judged anew and noted', async () => {
  const app = await testApp()
  const { db } = app.platform
  await planAndApply(app, 'Identifier,OS,Serial,DEPMethod,DisplayName\na1,ios,C02XK1ZLJGH5,Serial,One\n')
  const { id } = await planAndApply(
    app,
    'Identifier,OS,Serial,DEPMethod,DisplayName\na1,ios,C02XK1ZLJGH6,Serial,Uno\n',
  )
  const { undoing } = await db.transaction().execute(async (trx) => {
    await sql`
      insert into device (id, identifier, platform, serial, dep_method, source)
      values (gen_random_uuid(), 'x1', 'ios', 'C02XK1ZLJGH5', 'Serial', 'manual')`.execute(trx)
    const undoing = app.api('POST', `/imports/${id}/undo`)
    await expect.poll(() => isWaiting(app), { timeout: 20_000 }).toBe(true)
    return { undoing }
  })
  expect((await undoing).body).toMatchObject({ state: 'undone', undo: { restored: 1, kept: 1 } })
  expect(await noteLines(app, id)).toEqual([[2, 'a1', 'serial', 'serial.taken']])
  expect(await device(app, 'a1')).toMatchObject({ serial: 'C02XK1ZLJGH6', displayName: 'One' })
})

async function isWaiting({ platform }: TestApp): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%update device%'`.execute(
    platform.db,
  )
  return rows.length > 0
}
