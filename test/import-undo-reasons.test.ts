import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { device, planAndApply } from './support/import.ts'
import { testApp, type TestApp } from './support/test-app.ts'
import { undo, undoPlan, worldOf } from './support/undo.ts'

/** What an undo leaves as it is, and the sentence that says why. */

const notesOf = async (app: TestApp, id: string) =>
  (await undoPlan(app, id)).notes.map(({ line, label, field, code }) => [line, label, field, code])

const messagesOf = async (app: TestApp, id: string) =>
  (await undoPlan(app, id)).notes.map(({ message }) => message)

const enroll = (app: TestApp, identifier: string) =>
  sql`update device set status = 'enrolled', enrolled_at = now(), revision = revision + 1 where identifier = ${identifier}`.execute(
    app.platform.db,
  )

const patch = async (app: TestApp, identifier: string, body: object) => {
  const { status } = await app.api('PATCH', `/devices/identifier:${identifier}`, body)
  expect(status).toBe(200)
}

test('B10, B54: what an enrolled or withdrawn device may not change stays', async () => {
  const app = await testApp()
  await planAndApply(
    app,
    'Identifier,OS,IMEI,DisplayName\na1,ios,356938035643809,One\na2,ios,490154203237518,Two\n',
  )
  const { id } = await planAndApply(
    app,
    'Identifier,OS,IMEI,DisplayName\na1,ios,352099001761481,Uno\na2,ios,,Due\n',
  )
  await enroll(app, 'a1')
  await app.api('POST', '/devices/identifier:a2/withdraw', {})
  expect(await notesOf(app, id)).toEqual([
    [2, 'a1', 'imei', 'device.locked'],
    [3, 'a2', 'displayName', 'device.withdrawn'],
    [3, 'a2', 'imei', 'device.withdrawn'],
  ])
  await undo(app, id)
  expect(await device(app, 'a1')).toMatchObject({ imei: '352099001761481', displayName: 'One' })
  expect(await device(app, 'a2')).toMatchObject({ imei: null, displayName: 'Due' })
})

test('a created device that has enrolled, tried to, or was changed stays with its user', async () => {
  const app = await testApp()
  const { db } = app.platform
  const { id } = await planAndApply(
    app,
    'UserName,Identifier,OS\nana,a1,ios\nben,a2,ios\ncy,a3,ios\ndee,a4,ios\n',
  )
  await enroll(app, 'a1')
  const { id: a2 } = await device(app, 'a2')
  await sql`
    insert into arrival (id, short_code, channel, claimed, verified, outcome, reason, summary, steps, device_id)
    values (gen_random_uuid(), 'ABCD', 'link', '{}', false, 'refuse', 'x', 'x', '[]', ${a2})`.execute(db)
  await patch(app, 'a3', { model: 'iPad' })
  expect(await notesOf(app, id)).toEqual([
    [2, 'a1', null, 'device.enrolled'],
    [2, 'ana', null, 'user.in-use'],
    [3, 'a2', null, 'device.arrived'],
    [3, 'ben', null, 'user.in-use'],
    [4, 'a3', null, 'device.changed-since'],
    [4, 'cy', null, 'user.in-use'],
  ])
  expect((await undo(app, id)).undo).toEqual({ restored: 0, removed: 2, kept: 6, mailsSent: 0 })
  expect(Object.keys((await worldOf(app)).devices)).toEqual(['a1', 'a2', 'a3'])
  expect(Object.keys((await worldOf(app)).users)).toEqual(['ana', 'ben', 'cy'])
})

test('a created user stays who was changed, or who has another device', async () => {
  const app = await testApp()
  const { id } = await planAndApply(app, 'UserName,Name\nana,Ana\nben,Ben\ncy,Cy\n')
  await app.api('PATCH', '/users/name:ana', { name: 'Anna' })
  await app.api('POST', '/devices', { identifier: 'x1', platform: 'ios', userName: 'ben' })
  expect(await messagesOf(app, id)).toEqual([
    expect.stringMatching(/^The user was changed since by test Administrator on .* and is not removed$/),
    'The user has the device x1 and is not removed',
  ])
  await undo(app, id)
  expect(Object.keys((await worldOf(app)).users)).toEqual(['ana', 'ben'])
})

test('a serial number or IMEI that another device has got stays, and the device is named', async () => {
  const app = await testApp()
  await planAndApply(
    app,
    'Identifier,OS,Serial,IMEI,DEPMethod\na1,ios,C02XK1ZLJGH5,356938035643809,Serial\na2,ios,C02XK1ZLJGH6,,Serial\n',
  )
  const { id } = await planAndApply(
    app,
    'Identifier,OS,Serial,IMEI,DEPMethod\na1,ios,C02XK1ZLJGH7,,Serial\na2,ios,C02XK1ZLJGH6,,Keycode\n',
  )
  const body = { platform: 'ios', depMethod: 'Serial' }
  await app.api('POST', '/devices', {
    ...body,
    identifier: 'x1',
    serial: 'C02XK1ZLJGH5',
    imei: '356938035643809',
  })
  await app.api('POST', '/devices', { ...body, identifier: 'x2', serial: 'C02XK1ZLJGH6' })
  expect(await messagesOf(app, id)).toEqual([
    'IMEI stays as it is: the IMEI belongs to the device x1 now',
    'Serial stays as it is: the serial number belongs to the device x1 now',
    'DEPMethod stays as it is: the serial number belongs to the device x2 now',
  ])
  await undo(app, id)
  expect(await device(app, 'a1')).toMatchObject({ serial: 'C02XK1ZLJGH7', imei: null })
  expect(await device(app, 'a2')).toMatchObject({
    serial: 'C02XK1ZLJGH6',
    depMethod: 'Keycode',
    authentication: 'keycode',
  })
})

test('of devices that exchanged serial numbers in a ring, those behind a changed one stay; a long ring ends', async () => {
  const app = await testApp()
  const serial = (n: number) => `C02XK1ZLJ${String(n % 12).padStart(3, '0')}`
  const list = (shift: number) =>
    `Identifier,OS,Serial,DEPMethod\n${Array.from({ length: 12 }, (_, n) => `a${n},ios,${serial(n + shift)},Serial\n`).join('')}`
  await planAndApply(app, list(0))
  const before = await worldOf(app)
  const { id } = await planAndApply(app, list(1))
  expect((await undoPlan(app, id)).notes).toEqual([])
  await patch(app, 'a5', { displayName: 'mine' })
  expect((await undoPlan(app, id)).notes).toEqual([])

  // a5 has the number of a6, which is changed by hand; the number of a5 goes to a stranger.
  await patch(app, 'a4', { serial: 'C02XK1ZLJ999' })
  await app.api('POST', '/devices', {
    identifier: 'x',
    platform: 'ios',
    serial: serial(5),
    depMethod: 'Serial',
  })
  const { notes } = await undoPlan(app, id)
  expect(notes).toContainEqual(
    expect.objectContaining({ label: 'a4', field: 'serial', code: 'value.changed-since' }),
  )
  expect(notes.filter(({ code }) => code === 'serial.taken')).toHaveLength(11)
  await undo(app, id)
  const after = await worldOf(app)
  expect(after.devices['a5']).toMatchObject({ serial: serial(6) })
  expect(Object.keys(after.devices)).toHaveLength(Object.keys(before.devices).length + 1)
})

test('names that are gone are not made again', async () => {
  const app = await testApp()
  await app.api('POST', '/tags', { name: 'loan' })
  await app.api('POST', '/templates', { name: 'Classroom' })
  await app.api('POST', '/organizations', { name: 'School' })
  await planAndApply(
    app,
    'UserName,Organizations,Identifier,OS,Template,Tags\nana,School,a1,ios,Classroom,loan\n',
  )
  const { id } = await planAndApply(
    app,
    'UserName,Organizations,Identifier,OS,Template,Tags\nana,,a1,ios,,\n',
  )
  const moved = await planAndApply(app, 'UserName,Identifier,OS\nben,a1,ios\n')
  for (const path of [
    '/tags/name:loan',
    '/templates/name:Classroom',
    '/organizations/name:School',
    '/users/name:ana',
  ])
    expect((await app.api('DELETE', path)).status).toBe(204)
  expect(await notesOf(app, id)).toEqual([
    [2, 'a1', 'tags', 'tag.not-found'],
    [2, 'a1', 'template', 'template.not-found'],
    [2, 'ana', null, 'user.gone'],
  ])
  expect(await notesOf(app, moved.id)).toEqual([
    [2, 'a1', 'userName', 'user.not-found'],
    [2, 'ben', null, 'user.in-use'],
  ])
  await undo(app, moved.id)
  await undo(app, id)
  expect(await device(app, 'a1')).toMatchObject({ userName: 'ben', template: null, tags: [] })
})

test('a device that was deleted since does not come back; one that the import made is as wanted', async () => {
  const app = await testApp()
  await planAndApply(app, 'Identifier,OS,DisplayName\na1,ios,One\n')
  const { id } = await planAndApply(app, 'Identifier,OS,DisplayName\na1,ios,Uno\na2,ios,Two\n')
  for (const name of ['a1', 'a2']) await app.api('DELETE', `/devices/identifier:${name}`)
  expect((await undo(app, id)).undo).toEqual({ restored: 0, removed: 0, kept: 1, mailsSent: 0 })
  expect(await notesOf(app, id)).toEqual([[2, 'a1', null, 'device.gone']])
})

test('the way to authenticate goes back with the DEP method, unless it was set apart since', async () => {
  const app = await testApp()
  for (const name of ['a1', 'a2'])
    await app.api('POST', '/devices', { identifier: name, platform: 'ios', authentication: 'login' })
  const { id } = await planAndApply(app, 'Identifier,OS,DEPMethod\na1,ios,Keycode\na2,ios,Keycode\n')
  await patch(app, 'a2', { authentication: 'none' })
  expect(await notesOf(app, id)).toEqual([[3, 'a2', 'authentication', 'value.changed-since']])
  await undo(app, id)
  expect(await device(app, 'a1')).toMatchObject({ depMethod: null, authentication: 'login' })
  expect(await device(app, 'a2')).toMatchObject({ depMethod: null, authentication: 'none' })
})

test('mails of the import that wait are cancelled, those that are out are counted', async () => {
  const app = await testApp()
  const { db } = app.platform
  const { id } = await planAndApply(
    app,
    'Identifier,OS,RegistrationEmail\na1,ios,a@example.com\na2,ios,b@example.com\n',
    { mail: 'none' },
  )
  const mail = (state: string, recipient: string) =>
    sql`insert into mail (id, kind, recipient, import_id, state, requested_by)
        values (gen_random_uuid(), 'check-in', ${recipient}, ${id}, ${state}, 'test')`.execute(db)
  await mail('sent', 'a@example.com')
  await mail('waiting', 'b@example.com')
  expect((await undo(app, id)).undo).toMatchObject({ mailsSent: 1 })
  const { rows } = await sql`select recipient, state, answer from mail order by recipient`.execute(db)
  expect(rows).toEqual([
    { recipient: 'a@example.com', state: 'sent', answer: null },
    { recipient: 'b@example.com', state: 'cancelled', answer: 'The import was undone' },
  ])
})

test('timelines and the audit log tell of it', async () => {
  const app = await testApp()
  await planAndApply(app, 'UserName,Name,Identifier,OS,DisplayName,Code\nana,Ana,a1,ios,One,48213377\n')
  const { id } = await planAndApply(
    app,
    'UserName,Name,Identifier,OS,DisplayName,Code\nana,Anna,a1,ios,Uno,99887766\nben,Ben,a2,ios,,\n',
  )
  const { id: a1 } = await device(app, 'a1')
  const { id: a2 } = await device(app, 'a2')
  await undo(app, id)

  const { items } = (await app.api('GET', `/devices/${a1}/timeline`)).body
  expect(items[0]).toMatchObject({
    kind: 'device.changed',
    summary: 'The device a1 was put back: test Administrator undid the import of devices.csv.',
    facts: {
      importId: id,
      undo: 'whole',
      changes: [
        { field: 'code', before: '••••', after: '••••' },
        { field: 'displayName', before: 'Uno', after: 'One' },
      ],
    },
  })
  const { rows } = await sql<{ kind: string; summary: string; seq: number }>`
    select kind, summary, seq from event where subject_id = ${a2} or kind in ('user.deleted', 'import.undone') order by kind, seq`.execute(
    app.platform.db,
  )
  expect(rows.map(({ kind, seq }) => [kind, seq])).toEqual([
    ['device.created', 1],
    ['device.deleted', 2],
    ['import.undone', 2],
    ['user.deleted', 2],
  ])
  expect(rows[2]!.summary).toBe(
    'test Administrator undid the import of devices.csv: 2 put back, 2 removed, 0 kept.',
  )
  const { body: audit } = await app.api('GET', '/audit-events')
  expect(audit.items[0]).toMatchObject({
    action: 'import.undone',
    targetId: id,
    after: { restored: 2, removed: 2, kept: 0, mailsSent: 0 },
  })
})
