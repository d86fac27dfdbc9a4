import { expect, test } from 'vitest'
import { getCertificate, commandIn } from './support/apple-hand.ts'
import { appleWorld } from './support/apple-world.ts'
import { headersOf, mailServer } from './support/mail-server.ts'
import { mailApp } from './support/mails.ts'

/** Names that try to begin a header of their own, in whatever carries them: answers, mails, commands, files. */
const evil =
  'Front desk\r\nSet-Cookie: muster_session=stolen\r\nBcc: victim@other.example\r\n\r\n<script>x</script>'
const serial = 'C02NAMEEVIL1'

test('a device that calls itself by a header makes none, wherever its name is shown', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial, { platform: 'macos' })
  const hand = await getCertificate(world, world.device(serial, 'Mac'))
  await hand.checkIn({ MessageType: 'Authenticate', SerialNumber: serial, DeviceName: evil, ModelName: evil })
  await hand.updateToken()
  const first = await commandIn(await hand.poll())
  expect(first?.type).toBe('DeviceInformation')
  const told = { SerialNumber: serial, UDID: hand.udid, DeviceName: evil, OSVersion: evil }
  await hand.poll({ Status: 'Acknowledged', CommandUUID: first!.uuid }, { QueryResponses: told })

  expect((await world.api('GET', `/devices/${id}/details`)).body.system.name).toContain('Front desk')
  const shown = [
    `/devices/${id}`,
    `/devices/${id}/details`,
    `/devices/${id}/commands`,
    `/devices/${id}/timeline`,
    '/arrivals',
    '/audit-events',
    '/exports/devices.csv',
  ]
  for (const path of shown) {
    const answer = await fetch(`${world.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${world.token}` },
    })
    expect(answer.status).toBe(200)
    expect([...answer.headers.keys()]).not.toContain('set-cookie')
    expect(answer.headers.get('content-type')).not.toContain('html')
  }
})

test('the name of a record makes no header in its mail, and no line in the name that its device is given', async () => {
  const server = await mailServer()
  const app = await mailApp({ server: server.address, from: 'muster@school.example' })
  const { id } = await app.addDevice('desk-01', { displayName: evil })
  await app.api('POST', `/devices/${id}/check-in-mail`)
  await app.send()
  expect(server.received).toMatchObject([{ to: ['desk-01@school.example'] }])
  const headers = [...headersOf(server.received[0]!.raw).keys()]
  expect(headers).not.toEqual(expect.arrayContaining(['set-cookie']))
  expect(headers).not.toEqual(expect.arrayContaining(['bcc']))

  const world = await appleWorld()
  await world.api('POST', '/templates', { name: 'Desk', deviceName: '{displayName}' })
  await world.record(serial, { template: 'Desk', displayName: evil })
  const device = world.device(serial)
  await device.enroll()
  expect(device.state().name).toMatch(/^Front desk/)
  expect(device.state().name).not.toMatch(/\p{Cc}/u)
})

test('an identifier is no place for a name like that', async () => {
  const world = await appleWorld()
  for (const identifier of [evil, 'a\r\nb', 'a b', 'a"b']) {
    const { status, body } = await world.api('POST', '/devices', { identifier, platform: 'ios' })
    expect(status).toBe(400)
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain('/identifier')
  }
})
