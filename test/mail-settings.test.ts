import { expect, test } from 'vitest'
import { mailServer } from './support/mail-server.ts'
import { mailApp } from './support/mails.ts'

const from = 'muster@school.example'
const to = 'ana@school.example'

test('the environment is used where the settings say nothing, and its password is shown to nobody', async () => {
  const server = await mailServer()
  const given = { ...server.address, user: 'env', password: 'env-secret' }
  const app = await mailApp({ server: given, from })
  const { host, port } = server.address
  const read = await app.api('GET', '/settings/mail')
  expect(read.body).toMatchObject({
    host: '',
    from: '',
    user: '',
    passwordSet: false,
    mailsPerMinute: 60,
    inUse: { server: { host, port, security: 'none', from: 'environment' }, from },
  })
  expect(JSON.stringify(read.body)).not.toContain('env-secret')

  const put = { host: 'mail.school.example', port: 465, security: 'tls', from: 'it@school.example' }
  expect(await app.api('PUT', '/settings/mail', put)).toMatchObject({
    status: 200,
    body: {
      ...put,
      inUse: { server: { host: 'mail.school.example', from: 'settings' }, from: 'it@school.example' },
    },
  })
})

test('a password is sealed, given out nowhere, kept when it is left out, and forgotten when it would go elsewhere', async () => {
  const server = await mailServer({ users: { ana: 'hunter2-secret' } })
  const app = await mailApp(undefined)
  const { host, port, security } = server.address
  const put = (body: object) => app.api('PUT', '/settings/mail', body)
  await put({ host, port, security, from, user: 'ana', password: 'hunter2-secret' })
  const test = () => app.api('POST', '/settings/mail/test', { to })
  expect(await test()).toMatchObject({ status: 200, body: { to, answer: expect.stringMatching(/^250/) } })
  expect(server.received).toMatchObject([{ user: 'ana', to: [to] }])

  expect((await put({ mailsPerMinute: 30 })).body).toMatchObject({ passwordSet: true })
  expect(await test()).toMatchObject({ status: 200 })
  const { rows } = await app.platform.pool.query<{ text: string }>(
    `select string_agg(t, ' ') as text from (select setting::text as t from setting union all select audit_event::text from audit_event) as x`,
  )
  expect(rows[0]!.text).not.toContain('hunter2')

  const other = await mailServer({ users: { ana: 'hunter2-secret' } })
  expect((await put({ port: other.address.port })).body).toMatchObject({ passwordSet: false })
  expect(await test()).toMatchObject({ status: 502, body: { code: 'mail.sign-in-refused' } })
  expect(other.received).toEqual([])
  await put({ port, password: 'hunter2-secret' })
  expect((await put({ password: '' })).body).toMatchObject({ passwordSet: false })
})

test('the test answers what the server said, under a name for each kind of trouble', async () => {
  const server = await mailServer({ users: { ana: 'secret' } })
  const { host, port, security } = server.address
  const app = await mailApp(undefined)
  const test = () => app.api('POST', '/settings/mail/test', { to })
  expect(await test()).toMatchObject({ status: 409, body: { code: 'mail.not-configured' } })

  await app.api('PUT', '/settings/mail', { host, port, security, from, user: 'ana', password: 'wrong' })
  expect(await test()).toMatchObject({
    status: 502,
    body: { code: 'mail.sign-in-refused', detail: expect.stringMatching(/^535/), server: `${host}:${port}` },
  })
  await app.api('PUT', '/settings/mail', { password: 'secret' })
  server.answerWith(() => ({ at: 'recipient', code: 550, text: '5.7.1 Relaying denied' }))
  expect(await test()).toMatchObject({
    status: 502,
    body: { code: 'mail.refused', detail: expect.stringContaining('Relaying denied') },
  })
  await app.api('PUT', '/settings/mail', { security: 'starttls' })
  expect(await test()).toMatchObject({ status: 502, body: { code: 'mail.tls-failed' } })
  await server.close()
  expect(await test()).toMatchObject({
    status: 502,
    body: { code: 'mail.server-unreachable', detail: expect.stringContaining('ECONNREFUSED') },
  })
})

test('a few test mails a minute are allowed, all at once too, and each stands in the audit log', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  const test = () => app.api('POST', '/settings/mail/test', { to })
  const statuses = (await Promise.all(Array.from({ length: 9 }, test))).map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(5)
  expect(await test()).toMatchObject({ status: 429, body: { code: 'mail.too-many-tests' } })
  app.later(1.1)
  expect(await test()).toMatchObject({ status: 200 })
  const { body: audit } = await app.api('GET', '/audit-events?action=mail.tested')
  expect(audit.items[0]).toMatchObject({ action: 'mail.tested', targetName: to })
})

test('what is no setting is refused, and with it whatever could become a header', async () => {
  const app = await mailApp(undefined)
  const wrong = [
    { host: 'mail server' },
    { host: 'a\r\nb' },
    { from: 'School <it@school.example>' },
    { from: 'it@school.example\r\nBcc: x@y.example' },
    { replyTo: 'nobody' },
    { smsGateway: 'sms.example' },
    { smsGateway: '{number}{number}@sms.example' },
    { smsGateway: '{number}@sms.example, x@y.example' },
    { mailsPerMinute: 0 },
    { port: 70_000 },
    { security: 'insecure' },
    { passwordSealed: 'x' },
  ]
  for (const put of wrong)
    expect(await app.api('PUT', '/settings/mail', put)).toMatchObject({
      status: 400,
      body: { code: 'request.invalid' },
    })
})

test('two admins who change the settings at once notice', async () => {
  const app = await mailApp(undefined)
  const { headers } = await app.api('GET', '/settings/mail')
  const put = (mailsPerMinute: number) =>
    app.api('PUT', '/settings/mail', { mailsPerMinute }, { headers: { 'if-match': headers.get('etag')! } })
  expect(await put(10)).toMatchObject({ status: 200 })
  expect(await put(20)).toMatchObject({ status: 412, body: { code: 'resource.changed' } })
})

test('who may only read sends and changes nothing', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  const { id } = await app.addDevice('ipad-01')
  const helpDesk = { token: await app.tokenFor('Help desk') }
  expect(await app.api('GET', '/mails', undefined, helpDesk)).toMatchObject({ status: 200 })
  for (const [method, path, body] of [
    ['POST', `/devices/${id}/check-in-mail`, undefined],
    ['POST', '/settings/mail/test', { to }],
    ['PUT', '/settings/mail', {}],
    ['GET', '/settings/mail', undefined],
  ] as const)
    expect(await app.api(method, path, body, helpDesk)).toMatchObject({ status: 403 })
})

test('mails are listed by state, device and import, page by page', async () => {
  const app = await mailApp(undefined)
  const devices = []
  for (let n = 0; n < 5; n++) devices.push(await app.addDevice(`dev-${n}`))
  await app.platform.db
    .updateTable('mail')
    .set({ state: 'failed' })
    .where('recipient', 'like', 'dev-1%')
    .execute()
  expect(await app.mails('?state=failed')).toMatchObject([{ recipient: 'dev-1@school.example' }])
  expect(await app.mails(`?device=${devices[2]!.id}`)).toMatchObject([{ recipient: 'dev-2@school.example' }])
  expect(await app.mails('?import=00000000-0000-7000-8000-000000000000')).toEqual([])
  const { body: first } = await app.api('GET', '/mails?limit=3')
  expect(first).toMatchObject({ total: 5, items: [{}, {}, { recipient: 'dev-2@school.example' }] })
  const { body: second } = await app.api('GET', `/mails?limit=3&cursor=${first.nextCursor}`)
  expect(second).toMatchObject({ nextCursor: null, items: [{ recipient: 'dev-1@school.example' }, {}] })
})

test('a mail is queued each time an address is entered and the device is saved, and at no other time', async () => {
  const app = await mailApp(undefined)
  const { id } = await app.addDevice('ipad-01', { registrationEmail: null })
  const patch = async (body: object) => {
    await app.platform.db.updateTable('mail').set({ state: 'sent' }).execute()
    await app.api('PATCH', `/devices/${id}`, body)
    return (await app.mails('?state=waiting')).map(({ recipient, requestedBy }) => [recipient, requestedBy])
  }
  expect(await patch({ displayName: 'Library' })).toEqual([])
  expect(await patch({ registrationEmail: 'ana@school.example' })).toEqual([
    ['ana@school.example', 'test Administrator'],
  ])
  expect(await patch({ displayName: 'Room 1', registrationEmail: 'ana@school.example' })).toHaveLength(1)
  expect(await patch({ displayName: 'Room 2' })).toEqual([])
  expect(await patch({ registrationEmail: null })).toEqual([])
  await app.platform.db
    .updateTable('device')
    .set({ status: 'enrolled', registration_email: 'ana@school.example' })
    .execute()
  expect(await patch({ displayName: 'Room 3', registrationEmail: 'ana@school.example' })).toEqual([])
})

test('an enrolled, withdrawn or expired device gets no mail, and the answer says why', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  const [withdrawn, expired, bare] = [
    await app.addDevice('a'),
    await app.addDevice('b', { expirationDays: 1 }),
    await app.addDevice('c', { registrationEmail: null }),
  ]
  await app.api('POST', `/devices/${withdrawn.id}/withdraw`)
  app.later(25 * 60)
  const ask = (id: string) => app.api('POST', `/devices/${id}/check-in-mail`)
  expect(await ask(withdrawn.id)).toMatchObject({ status: 409, body: { code: 'device.withdrawn' } })
  expect(await ask(expired.id)).toMatchObject({ status: 409, body: { code: 'device.expired' } })
  expect(await ask(bare.id)).toMatchObject({ status: 409, body: { code: 'device.no-address' } })
  expect(await ask('identifier:nobody')).toMatchObject({ status: 404 })
  await app.platform.db.updateTable('device').set({ status: 'enrolled' }).execute()
  expect(await ask('identifier:c')).toMatchObject({ status: 409, body: { code: 'device.enrolled' } })
})
