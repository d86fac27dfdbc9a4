import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { healImports } from '../src/imports/heal-imports.ts'
import { withImportLock } from '../src/imports/import-lock.ts'
import { apply, device, plan, planAndApply, upload } from './support/import.ts'
import { testApp } from './support/test-app.ts'

const csv = 'UserName,Name,Identifier,OS,DisplayName\nana,Ana,a1,ios,One\nben,Ben,a2,ios,Two\n'

test('applies once, however often and at once it is asked', async () => {
  const app = await testApp()
  const { id } = await plan(app, csv)
  const answers = await Promise.all([1, 2, 3].map(() => app.api('POST', `/imports/${id}/apply`, {})))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
  expect(answers[0]!.body.result).toEqual({ created: 2, updated: 0, rejected: 0 })
  expect(await apply(app, id)).toEqual(answers[0]!.body)
  const { items } = (await app.api('GET', '/devices')).body
  expect(items).toHaveLength(2)
})

test('tells the timeline of each device and user, and the audit log once', async () => {
  const app = await testApp()
  await planAndApply(app, csv)
  await planAndApply(app, csv.replace('One', 'Uno'))

  const { id } = await device(app, 'a1')
  const { body: timeline } = await app.api('GET', `/devices/${id}/timeline`)
  expect(timeline.items.map(({ kind, summary }: Record<string, string>) => [kind, summary])).toEqual([
    ['device.changed', 'The device a1 was changed: test Administrator imported devices.csv.'],
    ['device.created', 'The device a1 was added: test Administrator imported devices.csv.'],
  ])
  expect(timeline.items[0].facts.changes).toEqual([{ field: 'displayName', before: 'One', after: 'Uno' }])
  const events = await app.platform.db
    .selectFrom('event')
    .select(['subject_kind', 'kind', 'seq'])
    .where('subject_kind', 'in', ['device', 'user'])
    .orderBy('kind')
    .execute()
  expect(events).toEqual([
    { subject_kind: 'device', kind: 'device.changed', seq: 2 },
    { subject_kind: 'device', kind: 'device.created', seq: 1 },
    { subject_kind: 'device', kind: 'device.created', seq: 1 },
    { subject_kind: 'user', kind: 'user.created', seq: 1 },
    { subject_kind: 'user', kind: 'user.created', seq: 1 },
  ])
  const { body: audit } = await app.api('GET', '/audit-events')
  const actions = audit.items.map(({ action }: { action: string }) => action)
  expect(actions.filter((action: string) => action.startsWith('import.'))).toEqual([
    'import.applied',
    'import.planned',
    'import.applied',
    'import.planned',
  ])
})

test.each([
  [
    'a device was changed',
    async (app: Awaited<ReturnType<typeof testApp>>) => {
      const { id } = await device(app, 'a1')
      await app.api('PATCH', `/devices/${id}`, { displayName: 'by hand' })
    },
  ],
  ['a device was added', (app) => app.api('POST', '/devices', { identifier: 'A3', platform: 'ios' })],
  ['a user was changed', (app) => app.api('PATCH', '/users/name:ana', { name: 'by hand' })],
  ['a user was added', (app) => app.api('POST', '/users', { userName: 'cy' })],
  [
    'a serial number was taken',
    (app) =>
      app.api('POST', '/devices', {
        identifier: 'x',
        platform: 'ios',
        serial: 'C02XK1ZLJGH5',
        depMethod: 'Serial',
      }),
  ],
] as [string, (app: Awaited<ReturnType<typeof testApp>>) => Promise<unknown>][])(
  'when %s meanwhile, the plan is made again and has to be looked at',
  async (_, change) => {
    const app = await testApp()
    await planAndApply(app, csv)
    const next =
      'UserName,Name,Identifier,OS,DisplayName,Serial,DEPMethod\nana,Anna,a1,ios,Uno,,\nben,Ben,a2,ios,Two,,\ncy,Cy,a3,ios,Three,C02XK1ZLJGH5,Serial\n'
    const { id } = await plan(app, next)
    await change(app)

    const refused = await app.api('POST', `/imports/${id}/apply`, { onReject: 'skip' })
    expect(refused).toMatchObject({ status: 409, body: { code: 'import.plan-outdated' } })
    expect((await app.api('GET', `/imports/${id}`)).body.state).toBe('planned')
    expect((await device(app, 'a1')).displayName).not.toBe('Uno')
    await apply(app, id, { onReject: 'skip' })
    expect((await device(app, 'a1')).displayName).toBe('Uno')
  },
)

test('what a server left when it died is healed, what is being worked on is left alone', async () => {
  const app = await testApp()
  const { platform } = app
  const { id } = await plan(app, csv)
  const reading = await plan(app, csv)
  const set = (state: string, id: string) =>
    sql`update import set state = ${state} where id = ${id}`.execute(platform.db)
  await set('applying', id)
  await set('planning', reading.id)

  await withImportLock(platform.pool, id, () => healImports(platform))
  expect((await app.api('GET', `/imports/${id}`)).body.state).toBe('applying')
  await healImports(platform)
  expect((await app.api('GET', `/imports/${id}`)).body.state).toBe('planned')
  expect((await app.api('GET', `/imports/${reading.id}`)).body.state).toBe('planned')
  await set('planning', reading.id)
  await sql`delete from import_row where import_id = ${reading.id}`.execute(platform.db)
  await healImports(platform)
  expect((await app.api('GET', `/imports/${reading.id}`)).body).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('Upload it again') as unknown,
  })
  await apply(app, id)
  expect(await app.api('POST', `/imports/${reading.id}/apply`, {})).toMatchObject({
    status: 409,
    body: { code: 'import.not-planned' },
  })
})

test('an apply whose connection dies in the middle leaves nothing behind', async () => {
  const app = await testApp()
  const { db } = app.platform
  const many = Array.from({ length: 300 }, (_, n) => `d${n},ios,${n}`).join('\n')
  const { id } = await plan(app, `Identifier,OS,DisplayName\n${many}\n`)
  // Another transaction holds the last thing the import writes, so the apply stops there until it is killed.
  await db.transaction().execute(async (trx) => {
    await sql`select from audit_counter for update`.execute(trx)
    const answer = app.api('POST', `/imports/${id}/apply`, {})
    await expect.poll(() => killWaiting(app), { timeout: 20_000 }).toBe(true)
    expect((await answer).status).toBe(500)
  })
  expect((await app.api('GET', '/devices')).body.total).toBe(0)
  expect((await app.api('GET', `/imports/${id}`)).body.state).toBe('planned')
  await apply(app, id)
  expect((await app.api('GET', '/devices')).body.total).toBe(300)
})

async function killWaiting({ platform }: Awaited<ReturnType<typeof testApp>>): Promise<boolean> {
  const { rows } = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%audit_counter%'`.execute(
    platform.db,
  )
  return rows.length > 0
}

test('the reject file has the original columns and codes for those who may see them; corrected, it imports', async () => {
  const app = await testApp()
  const bad = 'Note,Identifier,OS,Code,DisplayName\n=SUM(A1),a1,symbian,48213377,"One, two"\nfine,a2,ios,,\n'
  const { id } = await plan(app, bad)
  const path = `/imports/${id}/rejects.csv`

  const { body: text, headers } = await app.api('GET', path)
  expect(headers.get('content-disposition')).toBe('attachment; filename="devices-rejects.csv"')
  const [header, row] = text.replace('\uFEFF', '').split('\r\n')
  expect(header).toBe('Note,Identifier,OS,Code,DisplayName,RejectReason')
  expect(row).toMatch(/^'=SUM\(A1\),a1,symbian,48213377,"One, two","OS: ""symbian"" is not a system/)

  const auditor = await app.tokenFor('Auditor')
  expect((await app.api('GET', path, undefined, { token: auditor })).body).not.toContain('48213377')

  const corrected = await plan(app, text.replace('symbian', 'ios'))
  expect(corrected).toMatchObject({ counts: { rows: 1, create: 1, reject: 0 } })
  await apply(app, corrected.id)
  expect((await device(app, 'a1')).code).toBe('48213377')
})

test('rows are filtered and paged by line', async () => {
  const app = await testApp()
  const rows = Array.from({ length: 25 }, (_, n) => `d${n},${n % 5 ? 'ios' : 'x'},`).join('\n')
  const { id } = await plan(app, `Identifier,OS,DisplayName\n${rows}\n`)
  const first = (await app.api('GET', `/imports/${id}/rows?limit=15&outcome=create`)).body
  expect(first).toMatchObject({ total: 20 })
  const second = (
    await app.api('GET', `/imports/${id}/rows?limit=15&outcome=create&cursor=${first.nextCursor}`)
  ).body
  expect(second.nextCursor).toBeNull()
  const lines = [...first.items, ...second.items].map(({ line }: { line: number }) => line)
  expect(lines).toHaveLength(20)
  expect(lines).toEqual([...lines].sort((a, b) => a - b))
  expect((await app.api('GET', `/imports/${id}/rows?q=D24`)).body.items).toMatchObject([
    { line: 26, label: 'd24' },
  ])
})

test('a reader of imports cannot write them', async () => {
  const app = await testApp()
  const auditor = await app.tokenFor('Auditor')
  const { id } = await plan(app, csv)
  expect((await upload(app, csv, {}, auditor)).status).toBe(403)
  expect((await app.api('POST', `/imports/${id}/apply`, {}, { token: auditor })).status).toBe(403)
  expect((await app.api('GET', `/imports/${id}`, undefined, { token: auditor })).status).toBe(200)
})

test('more uploads at once than the server has connections are all planned', async () => {
  const app = await testApp()
  const upload = (n: number) => {
    const form = new FormData()
    form.set('file', new Blob([`Identifier,OS\nmany-${n},ios\n`]), `list-${n}.csv`)
    return app.api('POST', '/imports', form)
  }
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => upload(n)))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201))
})

test('devices that swap one number keep the other, which the file does not speak of', async () => {
  const app = await testApp()
  await planAndApply(
    app,
    'Identifier,OS,Serial,IMEI,DEPMethod\na1,ios,C02XK1ZLJGH5,356938035643809,Serial\na2,ios,C02XK1ZLJGH6,490154203237518,Serial\n',
  )
  await planAndApply(app, 'Identifier,OS,Serial\na1,ios,C02XK1ZLJGH6\na2,ios,C02XK1ZLJGH5\n')
  expect(await device(app, 'a1')).toMatchObject({ serial: 'C02XK1ZLJGH6', imei: '356938035643809' })
  await planAndApply(app, 'Identifier,OS,IMEI\na1,ios,490154203237518\na2,ios,356938035643809\n')
  expect(await device(app, 'a1')).toMatchObject({ serial: 'C02XK1ZLJGH6', imei: '490154203237518' })
  expect(await device(app, 'a2')).toMatchObject({ serial: 'C02XK1ZLJGH5', imei: '356938035643809' })
})
