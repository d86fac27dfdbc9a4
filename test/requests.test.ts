import { expect, test } from 'vitest'
import { forgetOldRequests } from '../src/requests/ending-requests.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const path = '/enrollment-requests'

async function addUser(app: TestApp, userName: string, fields: object = {}) {
  const { status, body } = await app.api('POST', '/users', {
    userName,
    name: `${userName} Doe`,
    email: `${userName}@school.example`,
    ...fields,
  })
  expect(status).toBe(201)
  return body as { id: string }
}

async function addDevice(app: TestApp, identifier: string, fields: object = {}) {
  const { status, body } = await app.api('POST', '/devices', { identifier, platform: 'ios', ...fields })
  expect(status).toBe(201)
  return body as { id: string; expiresAt: string }
}

test('a request for a device tells its link once, and ends with the check-in of the device', async () => {
  const app = await testApp({ role: 'web' })
  await addUser(app, 'ana')
  const device = await addDevice(app, 'PHONE-1', { userName: 'ana', expirationDays: 3 })
  const { status, body } = await app.api('POST', path, { deviceIds: [device.id], channel: 'qr' })
  expect(status).toBe(201)
  expect(body.counts).toEqual({ made: 1, refused: 0 })
  const [made] = body.items
  expect(made).toMatchObject({
    status: 'none',
    channel: 'qr',
    recipient: null,
    device: { id: device.id, identifier: 'PHONE-1', status: 'enrolling' },
    userName: 'ana',
    expiresAt: device.expiresAt,
    endReason: null,
  })
  expect(made.link).toMatch(new RegExp(`^${app.url}/e/[\\w-]{32}$`))

  const { body: read } = await app.api('GET', `${path}/${made.id}`)
  expect(read).not.toHaveProperty('link')
  const token = String(made.link).split('/').at(-1)!
  const { rows } = await app.platform.pool.query<{ text: string }>(
    `select string_agg(t, ' ') as text from (select enrollment_request::text as t from enrollment_request
     union all select event::text from event union all select audit_event::text from audit_event) as x`,
  )
  expect(rows[0]!.text).not.toContain(token)

  const { body: timeline } = await app.api('GET', `/devices/${device.id}/timeline`)
  expect(timeline.items[0]).toMatchObject({ kind: 'enrollment-request.made' })
  const { body: audit } = await app.api('GET', '/audit-events?action=enrollment-request.sent')
  expect(audit.items[0]).toMatchObject({ targetId: made.id, targetName: 'PHONE-1' })
})

test('who may not read codes is told no link and gets no QR code', async () => {
  const app = await testApp({ role: 'web' })
  const device = await addDevice(app, 'PHONE-1')
  const auditor = await app.tokenFor('Auditor')
  const { body } = await app.api('POST', path, { deviceIds: [device.id], channel: 'qr' })
  const id = body.items[0].id as string
  expect((await app.api('GET', `${path}/${id}`, undefined, { token: auditor })).status).toBe(200)
  for (const file of ['qr.svg', 'qr.png', 'sheet'])
    expect((await app.api('GET', `${path}/${id}/${file}`, undefined, { token: auditor })).status).toBe(403)
  expect(
    (await app.api('POST', path, { deviceIds: [device.id], channel: 'qr' }, { token: auditor })).status,
  ).toBe(403)
})

test('the sheet has link, key and code; the QR code comes as SVG and PNG, and who saw it is audited', async () => {
  const app = await testApp({ role: 'web' })
  await app.api('PUT', '/settings/enrollment', { unitId: 'north', organizationName: 'North' })
  const device = await addDevice(app, 'PHONE-1', { code: '4711' })
  const { body } = await app.api('POST', path, { deviceIds: [device.id], channel: 'qr' })
  const { id, link } = body.items[0]
  const { body: sheet } = await app.api('GET', `${path}/${id}/sheet`)
  expect(sheet).toMatchObject({ key: 'PHONE-1@north', code: '4711', link, organization: 'North' })
  expect(sheet.qrSvg).toContain('<svg')
  const svg = await app.api('GET', `${path}/${id}/qr.svg`)
  expect(svg.headers.get('content-type')).toBe('image/svg+xml')
  expect(svg.body).toBe(sheet.qrSvg)
  const png = await app.api('GET', `${path}/${id}/qr.png`)
  expect(png.headers.get('content-type')).toBe('image/png')
  const { body: audit } = await app.api('GET', '/audit-events?action=enrollment-request.link-shown')
  expect(audit.items).toHaveLength(3)
})

test('a new request replaces the one before, and a key that is repeated gets the first answer', async () => {
  const app = await testApp({ role: 'web' })
  const device = await addDevice(app, 'PHONE-1')
  const send = (key: string) =>
    app.api('POST', path, { deviceIds: [device.id], channel: 'qr' }, { headers: { 'idempotency-key': key } })
  const first = await send('a')
  expect((await send('a')).body).toEqual(first.body)
  const second = await send('b')
  expect(second.body.items[0].link).not.toBe(first.body.items[0].link)
  const { body: list } = await app.api('GET', `${path}?device=${device.id}`)
  expect(list.items.map((r: { status: string; endReason: string }) => [r.status, r.endReason])).toEqual([
    ['none', null],
    ['expired', 'replaced'],
  ])
  const old = first.body.items[0].id as string
  expect(await app.api('POST', `${path}/${old}/resend`)).toMatchObject({
    status: 409,
    body: { code: 'enrollment-request.ended', reason: 'replaced' },
  })
})

test('a revoked request stays revoked; one that is unknown is not found', async () => {
  const app = await testApp({ role: 'web' })
  const device = await addDevice(app, 'PHONE-1')
  const { body } = await app.api('POST', path, { deviceIds: [device.id], channel: 'qr' })
  const id = body.items[0].id as string
  expect(await app.api('POST', `${path}/${id}/revoke`)).toMatchObject({
    status: 200,
    body: { status: 'expired', endReason: 'revoked' },
  })
  for (const act of ['revoke', 'resend'])
    expect(await app.api('POST', `${path}/${id}/${act}`)).toMatchObject({
      status: 409,
      body: { code: 'enrollment-request.ended' },
    })
  expect((await app.api('GET', `${path}/${id}/qr.svg`)).status).toBe(409)
  const nobody = '0190a000-0000-7000-8000-000000000001'
  expect((await app.api('GET', `${path}/${nobody}`)).body.code).toBe('enrollment-request.not-found')
  expect((await app.api('POST', `${path}/${nobody}/revoke`)).status).toBe(404)
})

test('the preview names who would get a mail and why others cannot; sending does the same', async () => {
  const app = await testApp({ role: 'web' })
  await addUser(app, 'ana')
  await addUser(app, 'ben', { email: null })
  await addUser(app, 'cleo')
  await addDevice(app, 'ANA-1', { userName: 'ana' })
  await addDevice(app, 'ANA-2', { userName: 'ana', registrationEmail: 'parents@home.example' })
  await addDevice(app, 'BEN-1', { userName: 'ben' })
  const gone = await addDevice(app, 'GONE')
  await app.api('POST', `/devices/${gone.id}/withdraw`)
  const choice = { userNames: ['ana', 'ben', 'cleo', 'nobody'], deviceIds: [gone.id] }
  const { body: preview } = await app.api('POST', `${path}/preview`, choice)
  const lines = preview.items.map((i: Record<string, unknown>) => [
    i['userName'],
    i['identifier'],
    i['recipient'],
    i['refusal'],
  ])
  expect(lines).toEqual([
    ['ana', 'ANA-1', 'ana@school.example', null],
    ['ana', 'ANA-2', 'parents@home.example', null],
    ['ben', 'BEN-1', null, 'no-address'],
    ['cleo', null, 'cleo@school.example', 'only-known-devices'],
    [null, 'GONE', null, 'withdrawn'],
    ['nobody', null, null, 'not-found'],
  ])
  expect(preview.mailReady).toBe(false)
  expect(preview.counts).toEqual({ total: 6, ready: 2, refused: 4, replaced: 0, left: 0 })

  const { body: sent } = await app.api('POST', path, choice)
  expect(sent.counts).toEqual({ made: 2, refused: 4 })
  const { body: mails } = await app.api('GET', '/mails')
  expect(mails.items).toHaveLength(2)

  await app.api('PUT', '/settings/enrollment', { preEnrolledDevicesOnly: false })
  const { body: alone } = await app.api('POST', path, { userNames: ['cleo'] })
  expect(alone.items).toMatchObject([{ device: null, userName: 'cleo', recipient: 'cleo@school.example' }])
})

test('whole groups, tags, organizations and domains are chosen by name', async () => {
  const app = await testApp({ role: 'web' })
  await app.api('POST', '/organizations', { name: 'Class 1' })
  await app.api('POST', '/groups', { name: 'Loan' })
  await app.api('POST', '/tags', { name: 'new' })
  await addUser(app, 'ana', { organizations: ['Class 1'] })
  await addUser(app, 'ben', { email: 'ben@other.example' })
  await addDevice(app, 'A', { userName: 'ana' })
  await addDevice(app, 'B', { groups: ['Loan'], userName: 'ben' })
  await addDevice(app, 'C', { tags: ['new'], registrationEmail: 'c@school.example' })
  const chosenBy = async (choice: object) => {
    const { body } = await app.api('POST', `${path}/preview`, choice)
    return body.items.map(({ identifier }: { identifier: string }) => identifier)
  }
  expect(await chosenBy({ organization: 'Class 1' })).toEqual(['A'])
  expect(await chosenBy({ group: 'Loan' })).toEqual(['B'])
  expect(await chosenBy({ tag: 'new' })).toEqual(['C'])
  expect(await chosenBy({ domain: 'other.example' })).toEqual(['B'])
  expect(await chosenBy({ domain: '%' })).toEqual([])
  expect((await app.api('POST', `${path}/preview`, {})).status).toBe(400)
})

test('one reason for all is the problem itself', async () => {
  const app = await testApp({ role: 'web' })
  const device = await addDevice(app, 'A')
  const send = (body: object) => app.api('POST', path, body)
  expect((await send({ deviceIds: [device.id] })).body.code).toBe('device.no-address')
  expect((await send({ userNames: ['nobody'] })).body.code).toBe('user.not-found')
  expect((await send({ deviceIds: ['0190a000-0000-7000-8000-000000000001'] })).body.code).toBe(
    'device.not-found',
  )
  await app.api('POST', `/devices/${device.id}/withdraw`)
  expect((await send({ deviceIds: [device.id], channel: 'qr' })).body.code).toBe('device.withdrawn')
  expect((await send({ deviceIds: [device.id], userNames: ['nobody'] })).body).toMatchObject({
    code: 'enrollment-request.nobody',
    refused: [{ refusal: 'withdrawn' }, { refusal: 'not-found' }],
  })
  expect((await send({ channel: 'qr' })).status).toBe(400)
})

test('ten thousand requests are a few statements', async () => {
  const app = await testApp({ role: 'web' })
  await app.platform.pool.query(`insert into app_user (id, user_name, email)
    select gen_random_uuid(), 'user-' || n, 'user-' || n || '@school.example' from generate_series(1, 10000) n`)
  await app.platform.pool.query(`insert into device (id, identifier, platform, source, user_id)
    select gen_random_uuid(), 'D-' || user_name, 'ios', 'manual', id from app_user`)
  const { rows } = await app.platform.pool.query<{ id: string }>('select id from device')
  const deviceIds = rows.map(({ id }) => id)
  const { status, body } = await app.api('POST', path, { deviceIds })
  expect(status).toBe(201)
  expect(body.counts).toEqual({ made: 10_000, refused: 0 })
  expect(body.items).toHaveLength(500)
  const { body: page } = await app.api('GET', `${path}?status=none&limit=2&q=user-77`)
  expect(page.items).toHaveLength(2)
  const counts = await app.platform.pool.query<{ mails: number; links: number }>(
    `select (select count(*) from mail) as mails, (select count(distinct token_hash) from enrollment_request) as links`,
  )
  expect(counts.rows[0]).toEqual({ mails: 10_000, links: 10_000 })
})

test('what ends soon is among what has a lifetime, until its device has enrolled or it was revoked', async () => {
  const app = await testApp({ role: 'web' })
  const soon = await addDevice(app, 'SOON', { expirationDays: 2 })
  const late = await addDevice(app, 'LATE', { expirationDays: 30 })
  const { body } = await app.api('POST', path, { deviceIds: [soon.id, late.id], channel: 'qr' })
  const expiring = async () => {
    const { body: things } = await app.api('GET', '/expiring')
    return things.items
      .filter(({ kind }: { kind: string }) => kind === 'enrollment-request')
      .map(({ name }: { name: string }) => name)
  }
  expect(await expiring()).toEqual(['SOON'])
  const request = body.items.find(({ device }: { device: { id: string } }) => device.id === soon.id)
  await app.api('POST', `${path}/${request.id}/revoke`)
  expect(await expiring()).toEqual([])
})

test('requests that ended long ago are forgotten, and what happened stays in the timeline', async () => {
  const app = await testApp({ role: 'web' })
  const device = await addDevice(app, 'OLD')
  await app.api('POST', path, { deviceIds: [device.id], channel: 'qr' })
  await app.platform.pool.query(`update enrollment_request set expires_at = now() - interval '401 days'`)
  await forgetOldRequests(app.platform.db)
  expect((await app.api('GET', path)).body.items).toEqual([])
  const { body } = await app.api('GET', `/devices/${device.id}/timeline`)
  expect(body.items[0].kind).toBe('enrollment-request.made')
})
