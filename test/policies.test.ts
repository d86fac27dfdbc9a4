import { expect, test } from 'vitest'
import { addPolicy, aPolicy, mobileconfig } from './support/policies.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const audit = (app: TestApp) =>
  app.platform.db.selectFrom('audit_event').select(['action', 'before', 'after']).orderBy('seq').execute()

async function world() {
  const app = await testApp()
  for (const name of ['Pupils', 'Staff']) await app.api('POST', '/groups', { name })
  await app.api('POST', '/templates', { name: 'Loan' })
  return app
}

test('a policy is added, read by id and by name, listed, changed and deleted, and each change is written down', async () => {
  const app = await world()
  const added = await app.api(
    'POST',
    '/policies',
    aPolicy('Code', { groups: ['Pupils'], templates: ['Loan'] }),
  )
  expect(added).toMatchObject({
    status: 201,
    body: {
      name: 'Code',
      kind: 'passcode',
      version: 1,
      platforms: [],
      priority: 100,
      content: { kind: 'passcode', minLength: 6 },
      supervised: false,
      groups: ['Pupils'],
      templates: ['Loan'],
      devices: { given: 0, installed: 0, pending: 0, failed: 0 },
    },
  })
  const { id } = added.body
  for (const key of [id, 'name:Code'])
    expect((await app.api('GET', `/policies/${key}`)).body).toEqual(added.body)
  expect(
    (await app.api('GET', '/policies?kind=passcode&group=Pupils&template=Loan&q=cod')).body,
  ).toMatchObject({
    items: [{ id }],
    total: 1,
  })
  expect((await app.api('GET', '/policies?group=Staff')).body.total).toBe(0)

  const changed = await app.api('PATCH', `/policies/${id}`, {
    content: { kind: 'passcode', minLength: 8 },
    groups: [],
  })
  expect(changed.body).toMatchObject({ version: 2, groups: [], content: { minLength: 8 } })
  const renamed = await app.api('PATCH', `/policies/${id}`, { name: 'Long code', priority: 7 })
  expect(renamed.body).toMatchObject({ version: 2, name: 'Long code', priority: 7 })
  expect((await app.api('PATCH', `/policies/${id}`, { name: 'Long code' })).body).toEqual(renamed.body)
  expect((await app.api('DELETE', `/policies/${id}`)).status).toBe(204)
  expect((await app.api('GET', `/policies/${id}`)).body.code).toBe('policy.not-found')
  expect((await audit(app)).map(({ action }) => action).slice(3)).toEqual([
    'policy.created',
    'policy.changed',
    'policy.changed',
    'policy.deleted',
  ])
})

test('names are unique, names that are given must exist, and a stale change is refused', async () => {
  const app = await world()
  const { id } = await addPolicy(app, 'One')
  await addPolicy(app, 'Two')
  expect(await app.api('POST', '/policies', aPolicy('One'))).toMatchObject({
    status: 409,
    body: { code: 'policy.already-exists', name: 'One' },
  })
  expect((await app.api('PATCH', `/policies/${id}`, { name: 'Two' })).body.code).toBe('policy.already-exists')
  for (const [field, code] of [
    ['groups', 'group.not-found'],
    ['templates', 'template.not-found'],
  ] as const)
    expect(
      (await app.api('POST', '/policies', aPolicy('Three', { [field]: ['Nobody'] }))).body,
    ).toMatchObject({
      code,
      names: ['Nobody'],
    })
  const stale = { headers: { 'if-match': '"old"' } }
  expect((await app.api('PATCH', `/policies/${id}`, { priority: 1 }, stale)).body.code).toBe(
    'resource.changed',
  )
  expect((await app.api('DELETE', `/policies/${id}`, undefined, stale)).body.code).toBe('resource.changed')
  const { headers } = await app.api('GET', `/policies/${id}`)
  const fresh = { headers: { 'if-match': headers.get('etag')! } }
  expect((await app.api('PATCH', `/policies/${id}`, { priority: 1 }, fresh)).status).toBe(200)
  expect(
    (await app.api('PATCH', `/policies/${id}`, { content: { kind: 'restrictions', values: {} } })).body.code,
  ).toBe('policy.kind-fixed')
})

test('secrets go in and do not come out, and stay when they are left out', async () => {
  const app = await world()
  const wifi = { kind: 'wifi', ssid: 'School', security: 'wpa2' }
  const { id, content } = await addPolicy(app, 'Net', { content: { ...wifi, password: 'correct horse' } })
  expect(content).toEqual({ ...wifi, hasPassword: true })
  const hidden = await app.api('PATCH', `/policies/${id}`, { content: { ...wifi, hidden: true } })
  expect(hidden.body).toMatchObject({ version: 2, content: { hidden: true, hasPassword: true } })
  const open = await app.api('PATCH', `/policies/${id}`, {
    content: { kind: 'wifi', ssid: 'School', security: 'none' },
  })
  expect(open.body).toMatchObject({ version: 3, content: { security: 'none', hasPassword: false } })

  const rows = await app.platform.db.selectFrom('policy').selectAll().execute()
  const kept = JSON.stringify([
    await audit(app),
    rows.map(({ content_sealed, ...row }) => [row, content_sealed.toString('latin1')]),
  ])
  expect(kept).not.toContain('correct horse')
})

test('an uploaded profile is read, kept as it came, and replaced', async () => {
  const app = await world()
  const bytes = base64(mobileconfig('com.example.clip'))
  const content = { kind: 'configuration-profile', fileName: 'clip.mobileconfig', bytes }
  const { id, ...policy } = await addPolicy(app, 'Clip', { content })
  expect(policy.content).toEqual({
    kind: 'configuration-profile',
    fileName: 'clip.mobileconfig',
    profile: {
      identifier: 'com.example.clip',
      displayName: 'com.example.clip',
      payloadTypes: ['com.apple.webClip.managed'],
      signed: false,
      size: Buffer.from(bytes, 'base64').length,
    },
  })
  const file = await fetch(`${app.url}/api/v1/policies/${id}/file`, {
    headers: { authorization: `Bearer ${app.token}` },
  })
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="clip.mobileconfig"')
  expect(Buffer.from(await file.arrayBuffer()).toString('base64')).toBe(bytes)

  expect((await app.api('POST', '/policies', aPolicy('Other', { content }))).body).toMatchObject({
    code: 'policy.identifier-taken',
    identifier: 'com.example.clip',
  })
  const next = Buffer.from(mobileconfig('com.example.next'))
  const put = await app.api('PUT', `/policies/${id}/file?fileName=next.mobileconfig`, new Uint8Array(next), {
    headers: { 'content-type': 'application/x-apple-aspen-config' },
  })
  expect(put).toMatchObject({
    status: 200,
    body: {
      version: 2,
      content: { fileName: 'next.mobileconfig', profile: { identifier: 'com.example.next' } },
    },
  })
  const code = await addPolicy(app, 'Code')
  expect((await app.api('GET', `/policies/${code.id}/file`)).body.code).toBe('policy.no-file')
})

test.each([
  ['no profile', 'hello'],
  ['the name of the enrollment', mobileconfig('muster.enrollment')],
  ['a name of ours', mobileconfig('muster.policy.1')],
  [
    'another enrollment',
    mobileconfig(
      'com.example.mdm',
      '<dict><key>PayloadType</key><string>com.apple.mdm</string><key>PayloadVersion</key><integer>1</integer><key>PayloadIdentifier</key><string>m</string><key>PayloadUUID</key><string>11111111-2222-4333-8444-555555555555</string></dict>',
    ),
  ],
])('an upload with %s is refused in words', async (_what, text) => {
  const app = await world()
  const content = { kind: 'configuration-profile', fileName: 'x', bytes: base64(text) }
  const { status, body } = await app.api('POST', '/policies', aPolicy('X', { content }))
  expect(status).toBe(400)
  expect(body.code).toMatch(/^policy\.(file|content)-refused$/)
  expect(body.errors[0]).toMatchObject({ pointer: '/content/bytes', message: expect.any(String) })
})

test('content that no device could take is refused where somebody can mend it', async () => {
  const app = await world()
  for (const content of [
    { kind: 'restrictions', values: { allowNothing: true } },
    { kind: 'certificate', file: base64('no certificate') },
    { kind: 'web-clip', label: 'x', url: 'https://example.com', icon: base64('no picture') },
  ])
    expect((await app.api('POST', '/policies', aPolicy('X', { content }))).body.code).toMatch(/^policy\./)
  for (const content of [
    { kind: 'configuration-profile', fileName: 'x' },
    { kind: 'certificate' },
    { kind: 'wifi', ssid: 'é'.repeat(17), security: 'none' },
    { kind: 'app', source: { kind: 'manifest', url: 'http://example.com/x' } },
  ])
    expect((await app.api('POST', '/policies', aPolicy('X', { content }))).body.code).toBe('request.invalid')
})

test('the right to policies is a right of its own', async () => {
  const app = await world()
  const { id } = await addPolicy(app, 'One')
  const help = await app.tokenFor('Help desk')
  expect((await app.api('GET', `/policies/${id}`, undefined, { token: help })).status).toBe(200)
  for (const [method, path, body] of [
    ['POST', '/policies', aPolicy('Two')],
    ['PATCH', `/policies/${id}`, { priority: 1 }],
    ['DELETE', `/policies/${id}`, undefined],
    ['GET', `/policies/${id}/file`, undefined],
    ['POST', `/policies/${id}/retry`, undefined],
  ] as const)
    expect(await app.api(method, path, body, { token: help })).toMatchObject({
      status: 403,
      body: { code: 'permission.denied', permission: 'policy:write' },
    })
})

test('a policy that devices are given is deleted by those who know how many', async () => {
  const app = await world()
  const { id } = await addPolicy(app, 'One', { groups: ['Pupils'] })
  for (const identifier of ['a', 'b'])
    await app.api('POST', '/devices', { identifier, platform: 'ipados', groups: ['Pupils'] })
  expect((await app.api('GET', `/policies/${id}`)).body.devices).toEqual({
    given: 2,
    installed: 0,
    pending: 2,
    failed: 0,
  })
  for (const confirm of ['', '?confirm=1'])
    expect(await app.api('DELETE', `/policies/${id}${confirm}`)).toMatchObject({
      status: 409,
      body: { code: 'policy.in-use', devices: 2, enrolled: 0 },
    })
  expect((await app.api('DELETE', `/policies/${id}?confirm=2`)).status).toBe(204)
})

test('the page of a device says what it gets, in which order, and why', async () => {
  const app = await world()
  await app.api('PATCH', '/templates/name:Loan', { groups: ['Staff'] })
  await addPolicy(app, 'Code', { groups: ['Pupils', 'Staff'] })
  await addPolicy(app, 'Low', { templates: ['Loan'], priority: 1 })
  await addPolicy(app, 'Net', { groups: ['Staff'], content: { kind: 'wifi', ssid: 'x', security: 'none' } })
  await addPolicy(app, 'Mac only', {
    groups: ['Pupils'],
    platforms: ['macos'],
    content: { kind: 'web-clip', label: 'x', url: 'https://example.com' },
  })
  await addPolicy(app, 'Nobody’s')
  const device = { identifier: 'a', platform: 'ipados', groups: ['Pupils'], template: 'Loan' }
  const { body } = await app.api('POST', '/devices', device)
  const pupils = { kind: 'group', name: 'Pupils' }
  const staff = { kind: 'group', name: 'Staff', template: 'Loan' }
  const { status, body: got } = await app.api('GET', `/devices/${body.id}/policies`)
  expect(status).toBe(200)
  expect(got.status).toBe('enrolling')
  expect(got.items).toMatchObject([
    { policy: { name: 'Net' }, because: [staff], state: 'pending' },
    { policy: { name: 'Code' }, because: [pupils, staff], state: 'pending' },
    { policy: { name: 'Low' }, because: [{ kind: 'template', name: 'Loan' }], state: 'pending' },
    { policy: { name: 'Mac only' }, because: [pupils], state: 'not-applicable' },
  ])
  expect((await app.api('GET', '/devices/identifier:none/policies')).body.code).toBe('device.not-found')
})
