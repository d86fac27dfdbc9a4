import { expect, test } from 'vitest'
import { expiryNotices } from '../src/expiring/expiry-notices.ts'
import { remindOfExpiry } from '../src/expiring/remind.ts'
import { checkInDevices } from '../src/devices/check-in-device.ts'
import { requestLinks } from '../src/requests/request-links.ts'
import { sendMails } from '../src/mail/send-mails.ts'
import { depTest } from './support/dep-test.ts'
import { headersOf, mailServer } from './support/mail-server.ts'
import { apnsSimulator, putCertificate } from './support/push-world.ts'
import type { TestApp } from './support/test-app.ts'

const dayMs = 86_400_000
const from = 'muster@school.example'
const [ana, ben] = ['ana@school.example', 'ben@school.example']

/** A server whose clock only the test moves, a real mail server, and an account whose token ends in so many days. */
async function world(tokenDays: number) {
  const server = await mailServer()
  const start = Date.now()
  let now = new Date(start)
  const clock = () => now
  const mail = { server: server.address, from }
  const dep = await depTest({ app: { role: 'web', mail, clock } })
  const { app } = dep
  const { platform } = app
  const { body: account } = await app.api('POST', '/dep/accounts', { name: 'School' })
  const renew = async (expiresInDays: number) => {
    const moved = now
    // Apple answers nobody whose clock is wrong.
    now = new Date()
    const { status } = await dep.putToken(account.id, await dep.tokenFor(account.id, { expiresInDays }))
    expect(status).toBe(200)
    now = moved
  }
  await renew(tokenDays)
  const sending = {
    platform,
    devices: checkInDevices(platform),
    notices: expiryNotices(platform),
    links: requestLinks(platform),
  }
  return {
    app,
    server,
    renew,
    accountId: account.id as string,
    remindAll: (addresses: string[]) => app.api('PUT', '/settings/mail', { reminderAddresses: addresses }),
    /** So many days after the start, four servers look at once; then what they queued is sent. */
    async look(day: number) {
      now = new Date(start + day * dayMs)
      await Promise.all(Array.from({ length: 4 }, () => remindOfExpiry(platform, now)))
      await sendMails(sending, new AbortController().signal)
      return subjects(server.received)
    },
    later: (minutes: number) => void (now = new Date(now.getTime() + minutes * 60_000)),
    send: () => sendMails(sending, new AbortController().signal),
  }
}

type Received = Awaited<ReturnType<typeof mailServer>>['received']
const subjects = (received: Received) =>
  received.map(({ raw, to }) => [to[0], endOf(headersOf(raw).get('subject') ?? '')])
const endOf = (subject: string) => /in \d+ days|tomorrow|today|ended/.exec(subject)?.[0]
const mailsOf = async (app: TestApp, query = '') => (await app.api('GET', `/mails${query}`)).body.items

test('each address gets one mail at each threshold, from whichever server looks first', async () => {
  const { app, server, look, remindAll, accountId } = await world(59.5)
  await remindAll([ana, ben, 'ANA@school.example'])
  expect(await look(0)).toHaveLength(2)
  for (const day of [1, 29, 29.6, 45, 46, 53, 57, 58.6, 59.6, 70]) await look(day)
  const toAna = subjects(server.received).filter(([to]) => to?.toLowerCase() === ana)
  expect(toAna.map(([, when]) => when)).toEqual([
    'in 60 days',
    'in 30 days',
    'in 14 days',
    'in 7 days',
    'in 3 days',
    expect.stringMatching(/^(tomorrow|today)$/),
    'ended',
  ])
  expect(server.received).toHaveLength(14)
  const { raw } = server.received[0]!
  expect(headersOf(raw).get('subject')).toMatch(/server token of/)
  const words = raw.replace(/=\r\n/g, '')
  expect(words).toContain('Download a new server token for its MDM server at Apple')
  expect(words).toContain(`${app.url}/dep/accounts/${accountId}`)
  expect(await mailsOf(app, '?limit=1')).toMatchObject([
    { kind: 'expiry', state: 'sent', device: null, requestedBy: 'Muster' },
  ])
})

test('a clock that jumped over thresholds tells the most urgent one, and a renewed token begins anew', async () => {
  const { app, server, look, remindAll, renew } = await world(45.5)
  await remindAll([ana])
  expect(await look(0)).toEqual([[ana, 'in 46 days']])
  expect((await look(40)).slice(1)).toEqual([[ana, 'in 6 days']])
  await renew(300)
  expect((await look(41)).slice(2)).toEqual([])
  await renew(59.5)
  expect((await look(57)).slice(2)).toEqual([[ana, 'in 3 days']])
  expect(server.received).toHaveLength(3)
  expect(await mailsOf(app)).toHaveLength(3)
})

test('a reminder that waited for a mail server is sent once, and not at all when the token was renewed', async () => {
  const { app, server, look, remindAll, renew, send, later } = await world(45.5)
  await remindAll([ana])
  server.answerWith(() => ({ at: 'recipient', code: 451, text: '4.7.1 Greylisted' }))
  expect(await look(0)).toEqual([])
  expect(await look(33)).toEqual([])
  expect(await mailsOf(app)).toMatchObject([{ state: 'waiting', kind: 'expiry' }])
  await renew(365)
  server.answerWith(() => undefined)
  later(300)
  await send()
  expect(server.received).toEqual([])
  expect(await mailsOf(app)).toMatchObject([{ state: 'cancelled', answer: 'It was renewed or removed' }])
})

test('the push certificate is reminded of with its own page; without addresses nobody is written to', async () => {
  const { app, server, look, remindAll } = await world(400)
  const apns = await apnsSimulator()
  const { certificate, key } = apns.authority.pair({ notAfter: new Date(Date.now() + 6.5 * dayMs) })
  expect((await putCertificate(app, certificate + key)).status).toBe(200)
  expect(await look(0)).toEqual([])
  expect(await mailsOf(app)).toEqual([])
  await remindAll([ana])
  expect(await look(1)).toEqual([])
  expect(await look(4)).toEqual([[ana, 'in 3 days']])
  const words = server.received[0]!.raw.replace(/=\r\n/g, '')
  expect(headersOf(server.received[0]!.raw).get('subject')).toContain('push certificate ends on')
  expect(words).toContain('identity.apple.com')
  expect(words).toContain(`${app.url}/push-certificate`)
})

test('an example of a reminder goes to every address, with what the mail server said to each', async () => {
  const { app, server, remindAll } = await world(45.5)
  const tryIt = (token?: string) =>
    app.api('POST', '/settings/mail/test-reminder', undefined, token ? { token } : {})
  expect((await tryIt()).body).toMatchObject({ code: 'mail.no-reminder-addresses' })
  expect((await remindAll(['no address'])).body).toMatchObject({ code: 'request.invalid' })
  await remindAll([ana, ben])
  server.answerWith((to) =>
    to === ben ? { at: 'recipient', code: 550, text: '5.1.1 No such user' } : undefined,
  )
  expect(await tryIt()).toMatchObject({
    status: 200,
    body: {
      results: [
        { to: ana, taken: true, answer: expect.stringMatching(/^250/) },
        { to: ben, taken: false, answer: expect.stringContaining('No such user') },
      ],
    },
  })
  expect(headersOf(server.received[0]!.raw).get('subject')).toMatch(/^Test: .*server token of/)
  expect((await tryIt(await app.tokenFor('Auditor'))).status).toBe(403)
  expect(await mailsOf(app)).toEqual([])
})
