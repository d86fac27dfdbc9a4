import { expect, test } from 'vitest'
import { expiryNotices } from '../src/expiring/expiry-notices.ts'
import { remindOfExpiry } from '../src/expiring/remind.ts'
import { checkInDevices } from '../src/devices/check-in-device.ts'
import { requestLinks } from '../src/requests/request-links.ts'
import { sendMails } from '../src/mail/send-mails.ts'
import { headersOf, mailServer } from './support/mail-server.ts'
import { testApp } from './support/test-app.ts'

const dayMs = 86_400_000
const [ana, ben] = ['ana@school.example', 'ben@school.example']
const imeis = ['490154203237518', '356938035643809']

/** A server whose clock only the test moves, a real mail server, and a list whose token holds so many days. */
async function world(expiresInDays: number, more: object = {}) {
  const server = await mailServer()
  const start = Date.parse('2027-01-10T15:00:00Z')
  let now = new Date(start)
  const mail = { server: server.address, from: 'muster@school.example' }
  const app = await testApp({ role: 'web', mail, clock: () => now })
  const { platform } = app
  await app.api('PUT', '/settings/mail', { reminderAddresses: [ana, ben] })
  const { body: bulk } = await app.api('POST', '/bulk-enrollments', {
    name: 'Grade 5',
    ...more,
    ...('withoutToken' in more ? {} : { expiresInDays }),
  })
  const path = `/bulk-enrollments/${bulk.id}`
  const sending = {
    platform,
    devices: checkInDevices(platform),
    notices: expiryNotices(platform),
    links: requestLinks(platform),
  }
  return {
    app,
    server,
    path,
    bulk,
    move: (day: number) => void (now = new Date(start + day * dayMs)),
    add: (imei: string) => app.api('POST', `${path}/devices`, { imei }),
    remind: () => remindOfExpiry(platform, now),
    send: () => sendMails(sending, new AbortController().signal),
    /** So many days after the start, four servers look at once; answers what Ana was told on that day. */
    async look(day: number): Promise<string[]> {
      this.move(day)
      const before = server.received.length
      await Promise.all(Array.from({ length: 4 }, () => remindOfExpiry(platform, now)))
      await this.send()
      const received = server.received.slice(before)
      expect(received.filter(({ to }) => to[0] === ben)).toHaveLength(received.length / 2)
      return received
        .filter(({ to }) => to[0] === ana)
        .map(({ raw }) => (headersOf(raw).get('subject') ?? '').replace(/\s+/g, ' '))
    },
  }
}

const textOf = (raw: string) => raw.replace(/=\r\n/g, '').replaceAll('=3D', '=')

test('while devices wait, the end of their token is told 14 and 3 days before and on its day, once to each address', async () => {
  const self = await world(30)
  const { app, bulk, add, server } = self
  for (const imei of imeis) await add(imei)
  const told: [number, string[]][] = []
  for (const day of [15.9, 16, 17, 20, 26.9, 27, 28, 29.3, 29.4, 29.9, 30, 31])
    told.push([day, await self.look(day)])
  expect(told.filter(([, subjects]) => subjects.length > 0).map(([day]) => day)).toEqual([16, 27, 29.4])
  expect(told.flatMap(([, subjects]) => subjects).map((subject) => subject.split(': ')[1])).toEqual([
    'token of the bulk enrollment Grade 5 ends on 2027-02-09, in 14 days',
    'token of the bulk enrollment Grade 5 ends on 2027-02-09, in 3 days',
    'token of the bulk enrollment Grade 5 ends on 2027-02-09, today',
  ])
  const words = textOf(server.received[0]!.raw)
  expect(words).toContain('2 devices wait: what has not enrolled by then is asked for a login.')
  expect(words).toContain(`${app.url}/bulk/${bulk.id}`)
  expect(words).toContain('14 and 3 days before the end and on its day')
  const kinds = await app.platform.db
    .selectFrom('event')
    .select(['kind', 'summary'])
    .where('subject_id', '=', bulk.id)
    .where('kind', 'like', 'bulk-enrollment.token-%')
    .orderBy('seq')
    .execute()
  expect(kinds.map(({ kind }) => kind)).toEqual(Array(3).fill('bulk-enrollment.token-ends-soon'))
  expect(kinds[0]!.summary).toBe('The token of Grade 5 ends on 2027-02-09; 2 devices wait.')
})

test('a token that was just made for a week is told of 3 days before; extended, it begins anew', async () => {
  const self = await world(7)
  const { app, path, add } = self
  await add(imeis[0]!)
  const told: string[] = []
  for (const day of [0, 1, 3.9, 4, 5]) told.push(...(await self.look(day)))
  expect(told).toMatchObject([expect.stringContaining('in 3 days')])
  await app.api('POST', `${path}/token/extend`, { days: 20 })
  for (const day of [5, 10.9, 11, 12]) told.push(...(await self.look(day)))
  expect(told.slice(1)).toMatchObject([expect.stringContaining('in 14 days')])
})

test('nobody is reminded of a list for whose devices nobody waits, or that has no token', async () => {
  const self = await world(30)
  const { app, bulk, path, add } = self
  expect(await self.look(17)).toEqual([])
  await add(imeis[0]!)
  expect(await self.look(18)).toHaveLength(1)
  const register = await fetch(`${app.url}/android/v1/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ imei: imeis[0], token: bulk.token }),
  })
  expect(register.status).toBe(200)
  expect(await self.look(19)).toEqual([])
  // Another one joins: that the 14 days were told of is not forgotten meanwhile.
  await add(imeis[1]!)
  expect(await self.look(20)).toEqual([])
  const { items } = (await app.api('GET', `${path}/devices?status=enrolling`)).body
  self.move(27.5)
  await self.remind()
  await app.api('DELETE', `${path}/devices`, { ids: [items[0].id] })
  await self.send()
  expect((await app.api('GET', '/mails?limit=1')).body.items).toMatchObject([{ state: 'cancelled' }])

  const without = await world(30, { withoutToken: true })
  await without.add(imeis[0]!)
  for (const day of [16, 27, 30]) expect(await without.look(day)).toEqual([])
})
