import { expect, test } from 'vitest'
import { headersOf, mailServer } from './support/mail-server.ts'
import { mailApp } from './support/mails.ts'

const from = 'muster@school.example'
const ask = (app: Awaited<ReturnType<typeof mailApp>>, id: string) =>
  app.api('POST', `/devices/${id}/check-in-mail`)

test('a check-in mail tells key and code, is noted as sent, and stands in the timeline of the device', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  await app.api('PUT', '/settings/enrollment', { organizationName: 'North School', unitId: 'north' })
  const device = await app.addDevice('ipad-01', { displayName: 'Library 1' })
  expect(await ask(app, device.id)).toMatchObject({
    status: 201,
    body: {
      state: 'waiting',
      waitsFor: 'turn',
      recipient: 'ipad-01@school.example',
      device: { identifier: 'ipad-01' },
    },
  })
  await app.send()

  expect(server.received).toMatchObject([{ from, to: ['ipad-01@school.example'] }])
  const { raw } = server.received[0]!
  const headers = headersOf(raw)
  expect(headers.get('subject')).toBe('North School: set up ipad-01')
  expect(headers.get('from')).toBe('North School <muster@school.example>')
  expect(headers.get('auto-submitted')).toBe('auto-generated')
  expect(raw).toContain(`Key: ipad-01@north`)
  expect(raw).toContain(`Code: ${device.code}`)
  expect(raw).toContain('text/html')

  const [mail] = await app.mails(`?device=${device.id}`)
  expect(mail).toMatchObject({
    state: 'sent',
    attempts: 1,
    answer: expect.stringMatching(/^250/),
    waitsFor: null,
  })
  expect(headers.get('message-id')).toBe(`<${mail!['id'] as string}@127.0.0.1>`)
  const { body: timeline } = await app.api('GET', `/devices/${device.id}/timeline`)
  expect(timeline.items[0]).toMatchObject({
    kind: 'mail.sent',
    summary: 'The check-in mail to ipad-01@school.example was sent.',
  })
  const { rows } = await app.platform.pool.query<{ text: string }>(
    `select string_agg(t::text, ' ') as text from (select mail::text as t from mail union all select event::text from event) as x`,
  )
  expect(rows[0]!.text).not.toContain(device.code)
})

test('what is refused for now is tried again after growing delays, and then goes out', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  const { id } = await app.addDevice('ipad-01')
  server.answerWith((_to, time) =>
    time <= 2 ? { at: 'recipient', code: 451, text: '4.7.1 Greylisted' } : undefined,
  )
  await ask(app, id)

  await app.send()
  expect(await app.mails()).toMatchObject([
    { state: 'waiting', waitsFor: 'retry', attempts: 1, answer: expect.stringContaining('451') },
  ])
  await app.send()
  expect(server.asked).toHaveLength(1)
  app.later(1)
  await app.send()
  expect(server.asked).toHaveLength(2)
  app.later(1)
  await app.send()
  expect(server.asked).toHaveLength(2)
  app.later(1)
  await app.send()
  expect(await app.mails()).toMatchObject([{ state: 'sent', attempts: 3 }])
  expect(server.received).toHaveLength(1)
})

test('what is refused for good has failed at once with the answer, can be sent again, and holds up no other mail', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  const [bad, good] = [await app.addDevice('bad'), await app.addDevice('good')]
  server.answerWith((to, time) =>
    to.startsWith('bad') && time === 1
      ? { at: 'recipient', code: 550, text: '5.1.1 No such user' }
      : undefined,
  )
  await ask(app, bad.id)
  await ask(app, good.id)
  await app.send()
  const [failed] = await app.mails('?state=failed')
  expect(failed).toMatchObject({
    recipient: 'bad@school.example',
    answer: expect.stringContaining('5.1.1 No such user'),
  })
  expect(await app.mails('?state=sent')).toHaveLength(1)
  const { body: timeline } = await app.api('GET', `/devices/${bad.id}/timeline`)
  expect(timeline.items[0]).toMatchObject({
    kind: 'mail.failed',
    summary: expect.stringContaining('No such user'),
  })

  const retry = (id: string) => app.api('POST', `/mails/${id}/retry`)
  expect(await retry(failed!['id'] as string)).toMatchObject({
    status: 200,
    body: { state: 'waiting', attempts: 0 },
  })
  await app.send()
  expect(await app.mails('?state=sent')).toHaveLength(2)
  expect(await retry(failed!['id'] as string)).toMatchObject({
    status: 409,
    body: { code: 'mail.already-sent' },
  })
  expect(await retry('00000000-0000-7000-8000-000000000000')).toMatchObject({
    status: 404,
    body: { code: 'mail.not-found' },
  })
})

test('a server that is away costs one try, not one for each mail, and loses nothing', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) await app.addDevice(name)
  await server.close()
  await app.send()
  const tried = (await app.mails()).filter(({ attempts }) => attempts !== 0)
  expect(tried.length).toBeLessThanOrEqual(4)
  expect(tried[0]).toMatchObject({ state: 'waiting', answer: expect.stringContaining('ECONNREFUSED') })

  const back = await mailServer({ port: server.address.port })
  app.later(2)
  await app.send()
  expect(back.received).toHaveLength(8)
  expect(await app.mails('?state=sent')).toHaveLength(8)
})

test('a server that refuses the sender, or everybody for now, fails no mail', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  await ask(app, (await app.addDevice('a')).id)
  const replies = [
    { at: 'sender', code: 553, text: '5.7.1 Sender address rejected' },
    { at: 'sender', code: 421, text: '4.3.2 Service not available' },
  ] as const
  for (const reply of replies) {
    server.answerWith(() => reply)
    await app.send()
    expect(await app.mails()).toMatchObject([
      { state: 'waiting', answer: expect.stringContaining(reply.text) },
    ])
    app.later(60)
  }
  server.answerWith(() => undefined)
  await app.send()
  expect(await app.mails()).toMatchObject([{ state: 'sent' }])
})

test('after fourteen tries, about a day, a mail has failed', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  await app.api('PUT', '/settings/enrollment', { defaultExpirationDays: 30 })
  await ask(app, (await app.addDevice('a')).id)
  server.answerWith(() => ({ at: 'mail', code: 452, text: '4.2.2 Mailbox full' }))
  for (let time = 1; time <= 20; time++) {
    await app.send()
    app.later(241)
  }
  expect(server.asked).toHaveLength(14)
  expect(await app.mails()).toMatchObject([
    { state: 'failed', attempts: 14, answer: expect.stringContaining('Mailbox full') },
  ])
})

test('no minute sees more mails than the setting allows, whoever asks how often', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  await app.api('PUT', '/settings/mail', { mailsPerMinute: 3 })
  for (let n = 0; n < 8; n++) await ask(app, (await app.addDevice(`dev-${n}`)).id)
  await app.send()
  const { rows } = await app.platform.pool.query<{ seconds: number }>(
    `select extract(epoch from start_after - created_on)::int as seconds from pgboss.job
     where name = 'mail.send' and singleton_key = 'later'`,
  )
  expect(rows).toEqual([{ seconds: expect.closeTo(60, -1) }])
  const counts: number[] = []
  for (const minutes of [0, 0.5, 0.5, 0, 1.01, 2]) {
    app.later(minutes)
    await app.send()
    counts.push(server.received.length)
  }
  expect(counts).toEqual([3, 3, 6, 6, 8, 8])
})

test('a mail tells how the device is when it is sent, and is cancelled when it has become pointless', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  const names = ['changed', 'moved', 'gone', 'withdrawn', 'serial'] as const
  const devices = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await app.addDevice(name)])),
  )
  for (const name of names) await ask(app, devices[name].id)
  await app.api('PATCH', `/devices/${devices['changed'].id}`, { code: '99887766' })
  await app.api('PATCH', `/devices/${devices['moved'].id}`, { registrationEmail: 'new@school.example' })
  await app.api('DELETE', `/devices/${devices['gone'].id}`)
  await app.api('POST', `/devices/${devices['withdrawn'].id}/withdraw`)
  await app.api('PATCH', `/devices/${devices['serial'].id}`, { serial: 'DMQX10001AA1', depMethod: 'Serial' })
  await app.send()

  const textTo = (name: string) =>
    server.received.find(({ to }) => to[0] === `${name}@school.example`)?.raw.replaceAll('=\r\n', '') // lines that quoted-printable breaks
  expect(textTo('changed')).toContain('Code: 99887766')
  expect(textTo('serial')).toContain('nothing to type')
  expect(textTo('serial')).not.toContain('Code')
  const cancelled = (await app.mails('?state=cancelled')).map(({ recipient, answer, device }) => [
    recipient,
    answer,
    device,
  ])
  expect(cancelled.toSorted((a, b) => String(a[0]).localeCompare(String(b[0])))).toMatchObject([
    ['gone@school.example', 'The record of the device was deleted', null],
    ['moved@school.example', 'The device has another address now', { identifier: 'moved' }],
    ['withdrawn@school.example', 'The device is withdrawn', { identifier: 'withdrawn' }],
  ])
})

test('many senders at once send each mail once; one that died has its mails sent by the next', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  for (let n = 0; n < 12; n++) await ask(app, (await app.addDevice(`dev-${n}`)).id)
  server.delay(20)
  await Promise.all(Array.from({ length: 5 }, () => app.send()))
  expect(server.received).toHaveLength(12)
  expect(new Set(server.received.map(({ to }) => to[0])).size).toBe(12)

  // As a sender leaves it that is killed after the mail server took the mail and before that was noted.
  await app.platform.db
    .updateTable('mail')
    .set({ state: 'sending', sent_at: null })
    .where('recipient', '=', 'dev-3@school.example')
    .execute()
  await app.send()
  expect(await app.mails('?state=waiting')).toMatchObject([
    { answer: 'The server stopped while it sent this mail' },
  ])
  app.later(2)
  await app.send()
  expect(await app.mails('?state=sent')).toHaveLength(12)
  const ids = server.received
    .filter(({ to }) => to[0] === 'dev-3@school.example')
    .map(({ raw }) => headersOf(raw).get('message-id'))
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(1)
})

test('without a mail server mails wait and say so, and go out when there is one', async () => {
  const app = await mailApp(undefined)
  const { id } = await app.addDevice('ipad-01')
  expect(await ask(app, id)).toMatchObject({ status: 409, body: { code: 'mail.not-configured' } })
  await app.api('PATCH', `/devices/${id}`, { registrationEmail: 'ana@school.example' })
  await app.send()
  expect(await app.mails()).toMatchObject([
    { recipient: 'ana@school.example', state: 'waiting', waitsFor: 'mail-server', attempts: 0 },
    { recipient: 'ipad-01@school.example', state: 'waiting', waitsFor: 'mail-server' },
  ])
  const server = await mailServer()
  const { host, port, security } = server.address
  expect(await app.api('PUT', '/settings/mail', { host, port, security, from })).toMatchObject({
    status: 200,
  })
  await app.send()
  expect(server.received).toMatchObject([{ to: ['ana@school.example'] }])
})

test('the metrics tell how many mails wait, were sent and failed', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  server.answerWith((to) => (to.startsWith('bad') ? { at: 'recipient', code: 550, text: 'No' } : undefined))
  for (const name of ['bad', 'good', 'fine']) await app.addDevice(name)
  await app.send()
  await app.addDevice('late')
  const metrics = await (await fetch(`${app.url}/metrics`)).text()
  expect(metrics).toMatch(/^muster_mails\{state="waiting"\} 1$/m)
  expect(metrics).toMatch(/^muster_mails\{state="sent"\} 2$/m)
  expect(metrics).toMatch(/^muster_mails\{state="failed"\} 1$/m)
})

test('a text message goes to the mobile number of the user through the gateway', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  await app.api('POST', '/users', { userName: 'ana', mobile: '+49 (170) 123-45' })
  const { id, code } = await app.addDevice('phone-1', { userName: 'ana', registrationEmail: null })
  const text = (device: string) => app.api('POST', `/devices/${device}/check-in-mail`, { channel: 'sms' })
  expect(await ask(app, id)).toMatchObject({ status: 409, body: { code: 'device.no-address' } })
  expect(await text(id)).toMatchObject({ status: 409, body: { code: 'mail.no-gateway' } })
  await app.api('PUT', '/settings/mail', { smsGateway: '{number}@sms.example' })
  expect(await text(id)).toMatchObject({
    status: 201,
    body: { channel: 'sms', recipient: '+49 (170) 123-45' },
  })
  await app.send()
  expect(server.received).toMatchObject([{ to: ['+4917012345@sms.example'] }])
  expect(server.received[0]!.raw).toContain(code)
  expect(server.received[0]!.raw).not.toContain('<html')
})
