import { expect, test } from 'vitest'
import { testApp, type TestApp } from '../../test/support/test-app.ts'

/** Adds a device over HTTP; what is not given is small. */
async function aDevice(app: TestApp, fields: Record<string, unknown> = {}) {
  const small = { identifier: 'IPAD-01', platform: 'ipados' }
  const { body } = await app.api('POST', '/devices', { ...small, ...fields })
  expect(body).toMatchObject({ id: expect.any(String) })
  return body
}

async function named(app: TestApp, path: string, ...names: string[]) {
  for (const name of names) expect((await app.api('POST', `/${path}`, { name })).status).toBe(201)
}

/** Sets a status that only an arrival leads to. */
const setStatus = (app: TestApp, id: string, status: string) =>
  app.platform.db.updateTable('device').set({ status }).where('id', '=', id).execute()

const audited = (app: TestApp) =>
  app.platform.db
    .selectFrom('audit_event')
    .select(['action', 'target_id', 'before', 'after'])
    .where('target_kind', '=', 'device')
    .orderBy('seq')
    .execute()

test('adds a device, fills in what is left out, and finds it under each of its names', async () => {
  const app = await testApp()
  await named(app, 'tags', 'loan')
  await named(app, 'groups', 'Class 3b')
  await named(app, 'templates', 'Pupil')
  await app.api('POST', '/users', { userName: 'ana' })

  const device = await aDevice(app, {
    serial: 'c02xk1zljgh5',
    imei: '35-209900-176148-1',
    userName: 'ana',
    template: 'Pupil',
    groups: ['Class 3b'],
    tags: ['loan', 'loan'],
    depMethod: 'Serial',
  })

  expect(device).toMatchObject({
    identifier: 'IPAD-01',
    status: 'enrolling',
    serial: 'C02XK1ZLJGH5',
    imei: '352099001761481',
    code: expect.stringMatching(/^\d{8}$/),
    authentication: 'none',
    source: 'manual',
    userName: 'ana',
    template: 'Pupil',
    groups: ['Class 3b'],
    tags: ['loan'],
    dep: null,
  })
  const days = (Date.parse(device.expiresAt) - Date.parse(device.createdAt)) / 86_400_000
  expect(days).toBeCloseTo(7, 3)
  for (const key of [device.id, 'identifier:ipad-01', 'serial:C02xK1ZLJGH5'])
    expect((await app.api('GET', `/devices/${key}`)).body).toEqual(device)
})

test('a device is found by either of its IMEIs, with or without what follows the 14 digits that name it', async () => {
  const app = await testApp()
  const imeis = { imei: '352099001761481', imei2: '352099001761499' }
  const device = await aDevice(app, { identifier: 'phone', platform: 'android', ...imeis })
  for (const imei of ['352099001761481', '35-209900-176148-1', '35209900176149', '3520990017614903'])
    expect((await app.api('GET', `/devices/${encodeURIComponent(`imei:${imei}`)}`)).body.id).toBe(device.id)
  expect(await app.api('GET', '/devices/imei:352099001761507')).toMatchObject({
    status: 404,
    body: { detail: 'There is no device with the imei 352099001761507' },
  })
})

test('the enrollment settings give expiry, authentication and the length of codes', async () => {
  const app = await testApp()
  const settings = { defaultExpirationDays: 30, defaultAuthentication: 'login', minimumCodeLength: 10 }
  await app.api('PUT', '/settings/enrollment', settings)

  const device = await aDevice(app)
  expect(device).toMatchObject({ authentication: 'login', code: expect.stringMatching(/^\d{10}$/) })
  expect((Date.parse(device.expiresAt) - Date.parse(device.createdAt)) / 86_400_000).toBeCloseTo(30, 3)
  expect(await app.api('PATCH', `/devices/${device.id}`, { code: '123' })).toMatchObject({
    status: 400,
    body: { code: 'request.invalid', errors: [{ pointer: '/code' }] },
  })
})

test('refuses what is not a device', async () => {
  const app = await testApp()
  const refused = async (fields: object, answer: object) =>
    expect(await app.api('POST', '/devices', { identifier: 'A', platform: 'ios', ...fields })).toMatchObject(
      answer,
    )

  await refused({ identifier: 'a b' }, { status: 400, body: { errors: [{ pointer: '/identifier' }] } })
  await refused({ identifier: 'x'.repeat(21) }, { status: 400 })
  await refused({ platform: 'iOS' }, { status: 400, body: { errors: [{ pointer: '/platform' }] } })
  await refused({ expirationDays: 366 }, { status: 400 })
  await refused({ expirationDays: 20151130 }, { status: 400 })
  await refused({ unknown: 1 }, { status: 400 })
  await refused(
    { depMethod: 'Serial' },
    { status: 400, body: { errors: [{ pointer: '/serial', code: 'required' }] } },
  )
  await refused({ userName: 'nobody' }, { status: 404, body: { code: 'user.not-found', userName: 'nobody' } })
  await app.api('POST', '/users', { userName: 'ana' })
  await refused(
    { userName: 'ana@school.example' },
    { status: 404, body: { code: 'user.not-found', userName: 'ana@school.example', suggestion: 'ana' } },
  )
  await refused({ template: 'none' }, { status: 404, body: { code: 'template.not-found', names: ['none'] } })
  await refused({ groups: ['none'] }, { status: 404, body: { code: 'group.not-found' } })
  await refused(
    { tags: ['none', 'nil'] },
    { status: 404, body: { code: 'tag.not-found', names: ['nil', 'none'] } },
  )
  await refused({ description: 'nul \0' }, { status: 400, body: { code: 'request.invalid' } })
  await refused({ customAttributes: { a: '\ud800' } }, { status: 400, body: { code: 'request.invalid' } })
  expect((await app.api('GET', '/devices')).body).toEqual({ items: [], nextCursor: null, total: 0 })
  expect(await audited(app)).toEqual([])
})

test('names the device that holds an identifier, a serial number or an IMEI', async () => {
  const app = await testApp()
  const holder = await aDevice(app, { serial: 'ABC', depMethod: 'Serial', imei: '352099001761481' })
  const taken = (fields: object) =>
    app.api('POST', '/devices', { identifier: 'B', platform: 'ios', ...fields })
  const facts = { identifier: 'IPAD-01', deviceId: holder.id }

  expect((await taken({ identifier: 'ipad-01' })).body).toMatchObject({
    code: 'device.identifier-taken',
    ...facts,
  })
  expect((await taken({ serial: 'abc', depMethod: 'Serial' })).body).toMatchObject({
    code: 'device.serial-taken',
    ...facts,
  })
  // The check digit does not make another telephone of it.
  expect((await taken({ imei: '35209900176148' })).body).toMatchObject({
    code: 'device.imei-taken',
    ...facts,
  })

  const other = await aDevice(app, { identifier: 'B' })
  const patch = { serial: 'ABC', depMethod: 'Serial' }
  expect(await app.api('PATCH', `/devices/${other.id}`, patch)).toMatchObject({
    status: 409,
    body: {
      code: 'device.serial-taken',
      ...facts,
      detail: 'The serial number belongs to the device IPAD-01',
    },
  })
})

test('a serial number may repeat with key codes, on withdrawn devices, and on phones of other makers', async () => {
  const app = await testApp()
  const android = { platform: 'android', serial: 'R58' }
  await aDevice(app, { identifier: 'p1', ...android, manufacturer: 'Samsung' })
  await aDevice(app, { identifier: 'p2', ...android, manufacturer: 'Nokia' })
  const twin = { identifier: 'p3', ...android, manufacturer: 'samsung' }
  expect((await app.api('POST', '/devices', twin)).body).toMatchObject({
    code: 'device.serial-taken',
    identifier: 'p1',
  })

  const first = await aDevice(app, { identifier: 'a', serial: 'ABC', depMethod: 'Serial' })
  await aDevice(app, { identifier: 'b', serial: 'ABC', depMethod: 'Keycode' })
  await app.api('POST', `/devices/${first.id}/withdraw`)
  const second = await aDevice(app, { identifier: 'c', serial: 'ABC', depMethod: 'Serial' })
  expect((await app.api('GET', '/devices/serial:abc')).body.id).toBe(second.id)
})

test('two people who add the same serial number at once do not both get it', async () => {
  const app = await testApp()
  const add = (identifier: string) =>
    app.api('POST', '/devices', { identifier, platform: 'ios', serial: 'ABC', depMethod: 'Serial' })
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map(add))
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409, 409, 409])
  expect((await app.api('GET', '/devices')).body.total).toBe(1)
})

test('changes what is given, clears what is null, and keeps the rest', async () => {
  const app = await testApp()
  await named(app, 'tags', 'loan', 'spare')
  const device = await aDevice(app, { serial: 'ABC', displayName: 'iPad', tags: ['loan'], code: '123' })

  const patch = { displayName: null, tags: ['spare'], depMethod: 'Serial', expirationDays: 10, code: null }
  const { status, body } = await app.api('PATCH', `/devices/${device.id}`, patch)

  expect(status).toBe(200)
  expect(body).toEqual({
    ...device,
    displayName: null,
    tags: ['spare'],
    depMethod: 'Serial',
    expiresAt: expect.any(String),
    updatedAt: expect.any(String),
  })
  expect(Date.parse(body.expiresAt)).toBeGreaterThan(Date.parse(device.expiresAt))
  expect((await app.api('GET', `/devices/${device.id}`)).body).toEqual(body)
})

test('writes every change down, with what was and what is, and never a code', async () => {
  const app = await testApp()
  const device = await aDevice(app, { code: 'secret-1' })
  const change = { displayName: 'iPad of Ana', code: 'secret-2' }
  await app.api('PATCH', `/devices/${device.id}`, change)
  await app.api('PATCH', `/devices/${device.id}`, change)
  await app.api('POST', `/devices/${device.id}/withdraw`, { reason: 'sold' })
  await app.api('POST', `/devices/${device.id}/withdraw`)

  const records = await audited(app)
  expect(records.map(({ action }) => action)).toEqual([
    'device.created',
    'device.changed',
    'device.withdrawn',
  ])
  expect(records[1]).toMatchObject({
    target_id: device.id,
    before: { displayName: null, code: '[secret]' },
    after: { displayName: 'iPad of Ana', code: '[secret]' },
  })
  const { body: timeline } = await app.api('GET', `/devices/${device.id}/timeline`)
  expect(timeline.items.map(({ summary }: { summary: string }) => summary)).toEqual([
    'test Administrator withdrew the device: sold',
    'test Administrator changed display name and code.',
    'test Administrator added the device IPAD-01.',
  ])
  const events = await app.platform.db.selectFrom('event').selectAll().execute()
  expect(JSON.stringify([records, timeline, events])).not.toContain('secret-')
  expect(timeline.total).toBe(3)
})

test('an enrolled device is locked where B54 says so', async () => {
  const app = await testApp()
  const device = await aDevice(app, { udid: 'u-1' })
  await setStatus(app, device.id, 'enrolled')
  const patch = (fields: object) => app.api('PATCH', `/devices/${device.id}`, fields)

  expect(await patch({ displayName: 'x', udid: null, code: '1', expirationDays: 3 })).toMatchObject({
    status: 409,
    body: { code: 'device.locked', deviceStatus: 'enrolled', fields: ['udid', 'code', 'expirationDays'] },
  })
  expect((await app.api('GET', `/devices/${device.id}`)).body.displayName).toBe(null)
  expect(await patch({ displayName: 'x', serial: 'ABC', udid: 'u-1' })).toMatchObject({ status: 200 })
  expect((await app.api('DELETE', `/devices/${device.id}`)).body.code).toBe('device.enrolled')
})

test('a withdrawn device is locked altogether, and can be deleted', async () => {
  const app = await testApp()
  const device = await aDevice(app)
  expect((await app.api('POST', `/devices/${device.id}/withdraw`)).body.status).toBe('withdrawn')

  expect((await app.api('PATCH', `/devices/${device.id}`, { displayName: 'x' })).body).toMatchObject({
    code: 'device.locked',
    fields: ['displayName'],
  })
  expect((await app.api('DELETE', `/devices/${device.id}`)).status).toBe(204)
  expect((await app.api('GET', `/devices/${device.id}`)).body.code).toBe('device.not-found')
})

test('the platform never changes', async () => {
  const app = await testApp()
  const device = await aDevice(app)
  const answer = await app.api('PATCH', `/devices/${device.id}`, { platform: 'ios' })
  expect(answer).toMatchObject({ status: 409, body: { code: 'device.platform-fixed' } })
})

test('a stale If-Match is refused by everything that changes a device', async () => {
  const app = await testApp()
  const { id } = await aDevice(app)
  const stale = (await app.api('GET', `/devices/${id}`)).headers.get('etag') ?? ''
  const changed = await app.api(
    'PATCH',
    `/devices/${id}`,
    { displayName: 'x' },
    { headers: { 'if-match': stale } },
  )
  expect(changed.status).toBe(200)

  const tries = [
    ['PATCH', `/devices/${id}`, { displayName: 'y' }],
    ['DELETE', `/devices/${id}`, undefined],
    ['POST', `/devices/${id}/withdraw`, {}],
  ] as const
  for (const [method, path, body] of tries)
    expect((await app.api(method, path, body, { headers: { 'if-match': stale } })).body.code).toBe(
      'resource.changed',
    )
  const fresh = changed.headers.get('etag') ?? ''
  const last = await app.api(
    'PATCH',
    `/devices/${id}`,
    { displayName: 'y' },
    { headers: { 'if-match': fresh } },
  )
  expect(last.body.displayName).toBe('y')
})

test('only those who may see codes see them, and lists never have them', async () => {
  const app = await testApp()
  const { id } = await aDevice(app, { code: '4711' })
  const codeFor = async (role: string) =>
    (await app.api('GET', `/devices/${id}`, undefined, { token: await app.tokenFor(role) })).body.code

  expect(await codeFor('Help desk')).toBe('4711')
  expect(await codeFor('Auditor')).toBe(null)
  expect((await app.api('GET', '/devices')).body.items).toMatchObject([{ id, code: null }])
  const auditor = { token: await app.tokenFor('Auditor') }
  expect((await app.api('PATCH', `/devices/${id}`, { displayName: 'x' }, auditor)).body).toMatchObject({
    code: 'permission.denied',
    permission: 'device:write',
  })
})

test('shows what Apple knows of the serial number, with its history', async () => {
  const app = await testApp()
  const { db } = app.platform
  const [accountId, profileId, depDeviceId] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
  const account = { id: accountId, name: 'School', certificate_pem: '', private_key_sealed: Buffer.alloc(1) }
  await db.insertInto('dep_account').values(account).execute()
  const profile = {
    id: profileId,
    account_id: accountId,
    uuid: 'P-1',
    name: 'Pupils',
    fields: '{}',
    sent: '{}',
    created_by: 'x',
  }
  await db.insertInto('dep_profile').values(profile).execute()
  const known = { account_id: accountId, serial: 'ABC', profile_status: 'assigned', profile_uuid: 'P-1' }
  await db
    .insertInto('dep_device')
    .values({ id: depDeviceId, ...known })
    .execute()
  const event = {
    subject_kind: 'dep-device',
    subject_id: depDeviceId,
    seq: 1,
    kind: 'dep-device.added',
    actor: 'Muster',
  }
  await db
    .insertInto('event')
    .values({ id: '01000000-0000-7000-8000-000000000000', ...event, summary: 'Apple listed it.' })
    .execute()

  const device = await aDevice(app, { serial: 'ABC', depMethod: 'Serial' })

  expect(device.dep).toEqual({
    account: 'School',
    profileName: 'Pupils',
    profileUuid: 'P-1',
    profileStatus: 'assigned',
  })
  const timeline = (cursor = '') => app.api('GET', `/devices/${device.id}/timeline?limit=1${cursor}`)
  const first = (await timeline()).body
  const second = (await timeline(`&cursor=${first.nextCursor}`)).body
  expect([first, second].map(({ items }) => items[0].kind)).toEqual(['device.created', 'dep-device.added'])
  expect(second.nextCursor).toBe(null)
  expect((await app.api('GET', '/devices?depAccount=School')).body.total).toBe(1)
  expect((await app.api('GET', `/devices?depAccount=${accountId}`)).body.total).toBe(1)

  await db.updateTable('dep_device').set({ gone_since: new Date() }).execute()
  expect((await app.api('GET', `/devices/${device.id}`)).body.dep).toBe(null)
  expect((await app.api('GET', '/devices?depAccount=School')).body.total).toBe(0)
})

test('what names no device is not found, whatever it looks like', async () => {
  const app = await testApp()
  for (const key of [
    'x',
    'identifier:x',
    'serial:x',
    'identifier:',
    crypto.randomUUID(),
    "'; drop table device",
    '%00',
  ])
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/timeline'],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/withdraw'],
    ]) {
      const body = method === 'PATCH' ? {} : undefined
      const answer = await app.api(method!, `/devices/${encodeURIComponent(key)}${path}`, body)
      expect(answer).toMatchObject({ status: 404, body: { code: 'device.not-found' } })
    }
})
