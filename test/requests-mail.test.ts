import { expect, test } from 'vitest'
import { headersOf, mailServer } from './support/mail-server.ts'
import { mailApp } from './support/mails.ts'

const from = 'muster@school.example'
const path = '/enrollment-requests'

/** What a mail says, with the lines that quoted-printable has broken put together. */
const plain = (raw: string) => raw.replace(/=\r\n/g, '').replace(/=3D/g, '=')
const linkIn = (raw: string) => /\/e\/([\w-]{32})/.exec(plain(raw))?.[0]

const outside = { depMethod: null }

test('the mail of a request tells its link, and the request says that it was sent', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  await app.api('POST', '/users', { userName: 'ana', email: 'ana@school.example' })
  const device = await app.addDevice('ipad-01', { ...outside, userName: 'ana', registrationEmail: null })
  const { body } = await app.api('POST', path, { deviceIds: [device.id] })
  const { id, link } = body.items[0]
  await app.send()

  expect(server.received).toHaveLength(1)
  const { raw, to } = server.received[0]!
  expect(to).toEqual(['ana@school.example'])
  expect(plain(raw)).toContain(`Link: ${link}`)
  expect(plain(raw)).toContain(`Code: ${device.code}`)
  expect(await app.api('GET', `${path}/${id}`)).toMatchObject({
    body: { status: 'sent', sentAt: expect.any(String), failure: null },
  })
  expect(await app.mails()).toMatchObject([{ state: 'sent', requestId: id }])
})

test('what the mail server refuses for good is told at the request; sent again, the same link goes out', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  const device = await app.addDevice('ipad-01', outside)
  const { body } = await app.api('POST', path, { deviceIds: [device.id] })
  const { id, link } = body.items[0]
  server.answerWith((_to, time) =>
    time === 1 ? { at: 'recipient', code: 550, text: '5.1.1 No such user' } : undefined,
  )
  await app.send()
  expect((await app.api('GET', `${path}?status=failed`)).body.items).toMatchObject([
    { id, failure: expect.stringContaining('No such user') },
  ])
  expect(await app.api('POST', `${path}/${id}/resend`)).toMatchObject({
    status: 200,
    body: { status: 'none', failure: null },
  })
  await app.send()
  expect(plain(server.received[0]!.raw)).toContain(link)
  expect((await app.api('GET', `${path}/${id}`)).body.status).toBe('sent')
})

test('a check-in mail that goes out on saving has the link of its device, the same one each time', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  const device = await app.addDevice('phone', outside)
  const dep = await app.addDevice('dep-phone')
  await app.send()
  await app.api('POST', `/devices/${device.id}/check-in-mail`)
  await app.send()

  const to = (name: string) => server.received.filter((mail) => mail.to[0] === `${name}@school.example`)
  const links = to('phone').map(({ raw }) => linkIn(raw))
  expect(links).toHaveLength(2)
  expect(links[0]).toBeDefined()
  expect(links[1]).toBe(links[0])
  expect(linkIn(to('dep-phone')[0]!.raw)).toBeUndefined()
  const { body } = await app.api('GET', path)
  expect(body.items).toMatchObject([{ device: { id: device.id }, status: 'sent' }])
  expect((await app.api('GET', `${path}?device=${dep.id}`)).body.items).toEqual([])
})

test('a mail whose request was revoked or replaced is not sent', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  await app.api('PUT', '/settings/enrollment', { preEnrolledDevicesOnly: false })
  await app.api('POST', '/users', { userName: 'ana', email: 'ana@school.example' })
  const { body: first } = await app.api('POST', path, { userNames: ['ana'] })
  const { body: second } = await app.api('POST', path, { userNames: ['ana'] })
  await app.send()
  expect(server.received.map(({ raw }) => linkIn(raw))).toEqual([linkIn(second.items[0].link)])
  expect((await app.api('GET', `${path}/${first.items[0].id}`)).body).toMatchObject({
    status: 'expired',
    endReason: 'replaced',
  })
  const { body: third } = await app.api('POST', path, { userNames: ['ana'] })
  await app.api('POST', `${path}/${third.items[0].id}/revoke`)
  await app.send()
  expect(server.received).toHaveLength(1)
})

test('somebody without a device is invited in the language of the settings', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  await app.api('PUT', '/settings/enrollment', {
    preEnrolledDevicesOnly: false,
    organizationName: 'Nordschule',
  })
  await app.api('PUT', '/settings/mail', { language: 'de' })
  await app.api('POST', '/users', { userName: 'ana', email: 'ana@school.example' })
  await app.api('POST', path, { userNames: ['ana'] })
  await app.send()
  const { raw } = server.received[0]!
  expect(headersOf(raw).get('subject')).toContain('Nordschule')
  expect(plain(raw)).toContain('Benutzername: ana')
})

test('a text message tells the link to the mobile number of the user', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from })
  await app.api('PUT', '/settings/mail', { smsGateway: '{number}@sms.example.com' })
  await app.api('POST', '/users', { userName: 'ana', mobile: '+49 170 1234567' })
  const device = await app.addDevice('phone', { ...outside, userName: 'ana', registrationEmail: null })
  const { body } = await app.api('POST', path, { deviceIds: [device.id], channel: 'sms' })
  await app.send()
  expect(server.received[0]!.to).toEqual(['+491701234567@sms.example.com'])
  expect(plain(server.received[0]!.raw)).toContain(body.items[0].link)
})
