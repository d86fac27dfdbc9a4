import * as fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { NewNamedThing } from '../src/contract/common.ts'
import { NewUser } from '../src/contract/user.ts'
import { completeEnrollment } from '../src/devices/enroll-device.ts'
import { systemActor } from '../src/platform/audit/actor.ts'
import { plan } from './support/import.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const nasty = [
  '=1+1',
  "'=1",
  '="x"',
  '+49 170',
  '-5',
  '@sum',
  'say "hi"',
  'a,b;c',
  'one\r\ntwo\rthree',
  '000123',
  '356938035643809',
  '12E3456',
  '3.56E+14',
  'MAR12',
  'Mar-12',
  '1-2',
  '3/4',
  '2026-01-02',
  'true',
  '#N/A',
  '＃N/A',
  '####',
  'Err:502',
  '11月',
  'ﾃｽﾄ ①',
  'Grüße 🙂',
  'ﬁ＝1',
]
const text = fc
  .oneof(
    fc.constantFrom(...nasty),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.string({ unit: fc.constantFrom("'", '"', '=', ',', '\n', ' ', '-', '1', 'E'), maxLength: 12 }),
  )
  .map((value) => value.replaceAll('\0', ''))
const name = text.filter((value) => NewNamedThing.safeParse({ name: value }).success)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const email = fc.constantFrom('ana@example.com', "o'brien+x@example.com", '1e5@example.com')
const digits = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map((all) => all.join(''))
const letters = (characters: string, min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...characters.split('')), minLength: min, maxLength: max })

const identifier = fc.oneof(
  letters('0123456789', 1, 20),
  letters('aZ09._-', 1, 20),
  fc.constantFrom('MAR12', 'mar-12', '1-2', '12E34', '007', '1.10', '-5', '2026-01-02', 'TRUE'),
)
const serial = fc.oneof(
  letters('0123456789E', 8, 14),
  letters('AZ09-=+/"\',', 1, 12),
  fc.constantFrom('MAR-12'),
)
const user = fc
  .record({
    userName: name,
    name: maybe(text),
    email: maybe(email),
    description: maybe(text),
    organizations: fc.array(fc.nat(), { maxLength: 3 }),
  })
  .filter(({ userName }) => NewUser.safeParse({ userName }).success)
const device = fc.record({
  identifier,
  platform: fc.constantFrom('ios', 'ipados', 'macos', 'tvos', 'android', 'windows'),
  displayName: maybe(text),
  description: maybe(text),
  serial: maybe(serial),
  imei: maybe(fc.oneof(digits(14), digits(15), digits(16))),
  imei2: maybe(digits(15)),
  meid: maybe(fc.oneof(digits(14), letters('0123456789ABCDEF', 14, 14), fc.constant('270113177609606898'))),
  udid: maybe(fc.oneof(letters('0123456789abcdef-', 1, 40), fc.constantFrom('1-2', '2026-01-02'))),
  wifiMac: maybe(fc.oneof(digits(12), letters('0123456789abcdef', 12, 12))),
  manufacturer: maybe(text),
  model: maybe(text),
  ownership: maybe(fc.constantFrom('personal', 'corporate')),
  customAttributes: fc.constant({ Room: '=1' }),
  code: fc.oneof(
    letters('0123456789', 6, 20),
    letters('!=+-@"\',;E09%$()', 1, 12),
    fc.constantFrom('+1E+5', '#N/A', '="1"', 'MAR-12'),
  ),
  expirationDays: fc.integer({ min: 1, max: 365 }),
  registrationEmail: maybe(email),
  depMethod: maybe(fc.constantFrom('Serial', 'Keycode')),
  template: maybe(fc.nat()),
  tags: fc.array(fc.nat(), { maxLength: 3 }),
  user: maybe(fc.nat()),
  state: fc.constantFrom('enrolling', 'expired', 'enrolled', 'withdrawn'),
})
const world = fc.record({
  organizations: fc.array(name, { minLength: 1, maxLength: 6 }),
  tags: fc.array(name, { minLength: 1, maxLength: 6 }),
  templates: fc.array(name, { minLength: 1, maxLength: 3 }),
  users: fc.array(user, { minLength: 1, maxLength: 25 }),
  devices: fc.array(device, { minLength: 10, maxLength: 40 }),
})
type World = typeof world extends fc.Arbitrary<infer T> ? T : never

const pick = <T>(from: readonly T[], n: number): T => from[n % from.length]!
const picked = (from: readonly string[], numbers: readonly number[]) => [
  ...new Set(numbers.map((n) => pick(from, n))),
]

/** Stores what the API takes; what it refuses (a name twice, a serial number twice) is left out. Answers how many devices. */
async function store(app: TestApp, world: World): Promise<number> {
  const add = async (path: string, values: object) => (await app.api('POST', path, values)).status === 201
  const kept = async (path: string, names: readonly string[]) => {
    const added: string[] = []
    for (const each of names) if (await add(path, { name: each })) added.push(each.trim())
    return added
  }
  const organizations = await kept('/organizations', world.organizations)
  const tags = await kept('/tags', world.tags)
  const templates = await kept('/templates', world.templates)
  const users: string[] = []
  for (const { organizations: numbers, ...each } of world.users)
    if (await add('/users', { ...each, organizations: picked(organizations, numbers) }))
      users.push(each.userName.trim())
  let count = 0
  for (const { state, template, tags: numbers, user: owner, ...fields } of world.devices) {
    const body = {
      ...fields,
      depMethod: fields.serial ? fields.depMethod : null,
      ...(template === null ? {} : { template: pick(templates, template) }),
      tags: picked(tags, numbers),
      ...(owner === null ? {} : { userName: pick(users, owner) }),
    }
    const { status, body: made } = await app.api('POST', '/devices', body)
    if (status !== 201) continue
    count++
    await bring(app, made.id, state)
  }
  return count
}

async function bring({ platform, api }: TestApp, id: string, state: string): Promise<void> {
  const { db } = platform
  const at = new Date()
  if (state === 'enrolled')
    await db.transaction().execute((trx) => completeEnrollment(trx, { id }, { at, actor: systemActor }))
  if (state === 'expired')
    await db
      .updateTable('device')
      .set({ expires_at: new Date(at.getTime() - 86_400_000).toISOString() })
      .where('id', '=', id)
      .execute()
  if (state === 'withdrawn') await api('POST', `/devices/${id}/withdraw`)
}

const download = async (app: TestApp, path: string, token?: string) => {
  const { status, headers, body } = await app.api<string>(
    'GET',
    `/exports/${path}`,
    undefined,
    token ? { token } : {},
  )
  return { status, headers, body }
}

test('every export imports as unchanged', { timeout: 120_000 }, async () => {
  let devices = 0
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const app = await testApp()
      devices += await store(app, given)
      const live = (await app.api('GET', '/devices')).body.total
      for (const path of [
        'users.csv',
        'devices.csv',
        'devices.csv?users=without&codes=true',
        'devices.csv?users=with&codes=true',
        'devices.csv?status=pre-enrolled',
        'devices.csv?codes=true&status=enrolled&users=with',
      ]) {
        const { status, body } = await download(app, path)
        expect(status).toBe(200)
        if (body.trim().split('\r\n').length === 1) continue // nothing but the header
        const { counts, rows, headerProblems } = await plan(app, body)
        const found = rows.filter(({ outcome }) => outcome !== 'unchanged')
        expect({ path, found, headerProblems }).toEqual({ path, found: [], headerProblems: [] })
        expect(counts).toMatchObject({ rows: rows.length, unchanged: rows.length, clear: 0, mails: 0 })
      }
      expect((await app.api('GET', '/devices')).body.total).toBe(live)
    }),
    { numRuns: 5, endOnFailure: true },
  )
  expect(devices).toBeGreaterThan(50)
})

const lines = (csv: string) => csv.replace('\uFEFF', '').trimEnd().split('\r\n')
const header =
  'Identifier,Template,OS,DeviceTags,WifiMac,IMEI,MEID,UDID,Serial,DisplayName,Description,RegistrationEmail,DEPMethod,ExpiresAt'
const userHeader = 'UserName,Name,EmailAddress,UserDescription,Organizations'

async function aFewDevices(): Promise<TestApp> {
  const app = await testApp({ clock: () => new Date('2026-11-24T23:30:00Z') })
  await app.api('POST', '/tags', { name: 'loan' })
  await app.api('POST', '/users', { userName: '0042', name: '=cmd()', email: 'ana@example.com' })
  const devices = [
    {
      identifier: 'a1',
      platform: 'ios',
      userName: '0042',
      displayName: '=1+1',
      code: '48213377',
      tags: ['loan'],
    },
    { identifier: 'a2', platform: 'android', imei: '356938035643809' },
    { identifier: 'a3', platform: 'ios', userName: '0042' },
  ]
  for (const each of devices) expect((await app.api('POST', '/devices', each)).status).toBe(201)
  await app.api('POST', '/devices/identifier:a3/withdraw')
  return app
}

test('a file with the date in its name, for spreadsheets, without withdrawn devices and without codes', async () => {
  const app = await aFewDevices()
  const { body, headers } = await download(app, 'devices.csv')
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(headers.get('content-disposition')).toBe('attachment; filename="devices-2026-11-24.csv"')
  const raw = await fetch(`${app.url}/api/v1/exports/devices.csv`, {
    headers: { authorization: `Bearer ${app.token}` },
  })
  expect([...new Uint8Array(await raw.arrayBuffer()).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  expect(lines(body)).toEqual([
    `${header},AssignedUser`,
    `a1,,ios,loan,,,,,,'=1+1,,,,2026-12-01T23:30:00.000Z,"=""0042"""`,
    'a2,,android,,,"=""356938035643809""",,,,,,,,2026-12-01T23:30:00.000Z,',
  ])
  expect(lines((await download(app, 'users.csv')).body)).toEqual([
    userHeader,
    `"=""0042""",'=cmd(),ana@example.com,,`,
  ])
})

test('a user stands in every row or in none', async () => {
  const app = await aFewDevices()
  const [names, ...rows] = lines((await download(app, 'devices.csv?users=with')).body)
  expect(names).toBe(`${userHeader},${header}`)
  expect(rows).toEqual([expect.stringMatching(/^"=""0042""",'=cmd\(\),ana@example.com,,,a1,/)])
  expect(lines((await download(app, 'devices.csv?tag=loan')).body)[0]).toBe(`${userHeader},${header}`)
  expect(lines((await download(app, 'devices.csv?tag=loan&users=without')).body)[0]).toBe(
    `${header},AssignedUser`,
  )
})

test('filters as the lists do', async () => {
  const app = await aFewDevices()
  await app.api('POST', '/organizations', { name: 'School' })
  await app.api('POST', '/users', { userName: 'ben', organizations: ['School'] })
  const identifiers = async (query: string) =>
    lines((await download(app, `devices.csv?users=without&${query}`)).body)
      .slice(1)
      .map((line) => line.split(',')[0])
  expect(await identifiers('status=withdrawn')).toEqual(['a3'])
  expect(await identifiers('platform=android')).toEqual(['a2'])
  expect(await identifiers('user=0042')).toEqual(['a1'])
  expect(await identifiers('q=35693803')).toEqual(['a2'])
  expect(await identifiers('q=nothing')).toEqual([])
  expect(lines((await download(app, 'users.csv?organization=School')).body)).toEqual([
    userHeader,
    'ben,,,,School',
  ])
  expect((await download(app, 'devices.csv?status=lost')).status).toBe(400)
})

test('plain files carry no guards', async () => {
  const app = await aFewDevices()
  const [, first, second] = lines((await download(app, 'devices.csv?plain=true')).body)
  expect([first, second]).toEqual([
    expect.stringContaining(',=1+1,'),
    expect.stringContaining(',356938035643809,'),
  ])
})

test('codes are for those who may see codes, and every export is written down', async () => {
  const app = await aFewDevices()
  const auditor = await app.tokenFor('Auditor')
  expect(await download(app, 'devices.csv?codes=true', auditor)).toMatchObject({
    status: 403,
    body: { code: 'permission.denied', permission: 'device.code:read' },
  })
  const [names, first] = lines((await download(app, 'devices.csv?codes=true')).body)
  expect(names).toContain('Template,Code,OS')
  expect(first).toContain('48213377')
  await download(app, 'devices.csv?platform=android', auditor)
  await download(app, 'users.csv?q=ana')
  const records = await app.platform.db
    .selectFrom('audit_event')
    .select(['action', 'after'])
    .where('action', 'like', '%.exported')
    .orderBy('seq')
    .execute()
  expect(records).toEqual([
    { action: 'device.exported', after: { devices: 2, filters: {}, withCodes: true } },
    { action: 'device.exported', after: { devices: 1, filters: { platform: 'android' }, withCodes: false } },
    { action: 'user.exported', after: { users: 1, filters: { q: 'ana' } } },
  ])
})

test('more devices than one batch, each once', async () => {
  const app = await testApp()
  await sql`
    insert into device (id, identifier, platform, source, created_at, updated_at, authentication)
    select gen_random_uuid(), 'd' || n, 'ios', 'csv', now(), now(), 'none' from generate_series(1, 2500) as n`.execute(
    app.platform.db,
  )
  const found = lines((await download(app, 'devices.csv')).body).slice(1)
  expect(new Set(found.map((line) => line.split(',')[0])).size).toBe(2500)
  expect(found).toHaveLength(2500)
})
