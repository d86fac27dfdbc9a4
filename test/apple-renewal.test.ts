import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { authoritiesOf } from '../src/apple/authority.ts'
import { renewCertificates } from '../src/apple/renew-certificates.ts'
import { readCommand } from '../src/protocol/mdm/command.ts'
import { readEnrollmentProfile } from '../src/protocol/mdm/read-enrollment-profile.ts'
import { createPkcsReq, readCertRep } from '../src/protocol/scep/client.ts'
import { createCsr } from '../src/protocol/x509/csr.ts'
import type { Identity } from '../src/simulator/device/device-authority.ts'
import { requestCertificate } from '../src/simulator/device/scep-client.ts'
import { commandIn, getCertificate, handOf, type Hand } from './support/apple-hand.ts'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'

const serial = 'C02TEST00001'
const surroundings = { fetch, now: () => new Date(), step: () => {} }
const dayMs = 86_400_000

const enrollments = (world: AppleWorld) =>
  world.platform.db.selectFrom('enrollment').selectAll().orderBy('id').execute()
const timeline = async (world: AppleWorld, id: string): Promise<string[]> =>
  (await world.api('GET', `/devices/${id}/timeline`)).body.items.map(({ kind }: { kind: string }) => kind)
const management = async (world: AppleWorld, id: string) =>
  (await world.api('GET', `/devices/${id}/management`)).body

/** An enrolled device, in a world whose clock goes on by days. */
async function enrolled() {
  let now = new Date()
  const world = await appleWorld({ clock: () => now })
  const { id } = await world.record(serial)
  const device = world.device(serial)
  const hand = await getCertificate(world, device)
  await hand.authenticate()
  await hand.updateToken()
  await finishQueue(hand)
  const pass = (days: number) => void (now = new Date(now.getTime() + days * dayMs))
  const authorities = authoritiesOf(world.platform)
  const night = () =>
    renewCertificates({ platform: world.platform, authorities, signal: new AbortController().signal })
  return { world, id, device, hand, pass, night }
}

async function finishQueue(hand: Hand): Promise<string[]> {
  const types: string[] = []
  for (let next = await commandIn(await hand.poll()); next;) {
    types.push(next.type)
    next = await commandIn(await hand.poll({ Status: 'Acknowledged', CommandUUID: next.uuid }))
  }
  return types
}

/** The command that a poll answers, with what is in it. */
async function commandOf(response: Response) {
  expect(response.status).toBe(200)
  const { CommandUUID, Command } = readCommand(Buffer.from(await response.arrayBuffer()))
  return { uuid: CommandUUID, type: Command.RequestType, payload: Command['Payload'] as Buffer }
}

type RenewalAsk = { signer: Identity; key?: Identity['key']; subject?: string }

/** Renews as a device does by itself: with the certificate that it has, and without a challenge. */
async function renewByItself(world: AppleWorld, deviceId: string, { signer, ...o }: RenewalAsk) {
  const key = o.key ?? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const subject = [
    { type: 'O' as const, value: 'Muster' },
    { type: 'CN' as const, value: o.subject ?? deviceId },
  ]
  const ca = await (await world.send('GET', '/apple/scep?operation=GetCACert')).arrayBuffer()
  const message = createPkcsReq({
    csr: createCsr({ subject, key }),
    caCertificate: Buffer.from(ca),
    signer,
    transactionId: 'renewal',
    messageType: 'RenewalReq',
  })
  const response = await world.send('POST', '/apple/scep?operation=PKIOperation', message)
  const { status, failInfo, certificate } = readCertRep(Buffer.from(await response.arrayBuffer()), signer)
  return { status, failInfo, identity: certificate && { certificate, key } }
}

test('a device that renews by itself goes on as it is, and its earlier certificate is worth nothing', async () => {
  const { world, id, device, hand } = await enrolled()
  const { identity } = await renewByItself(world, id, { signer: hand.identity })
  expect((await hand.poll()).status).toBe(200)

  const renewed = handOf(world, device, { profile: hand.profile, identity: identity! })
  expect((await renewed.poll()).status).toBe(200)
  expect((await hand.poll()).status).toBe(403)
  expect(await enrollments(world)).toMatchObject([{ state: 'active' }])
  expect(await timeline(world, id)).toContain('certificate.renewed')
  expect((await world.api('GET', '/audit-events?action=certificate.renewed')).body.total).toBe(1)
  expect((await world.api('GET', `/devices/${id}`)).body.status).toBe('enrolled')
})

test('a repeated renewal gets the same certificate, another key takes its place', async () => {
  const { world, id, device, hand } = await enrolled()
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const ask = () => renewByItself(world, id, { signer: hand.identity, key })
  const [first, second] = [await ask(), await ask()]
  expect(second.identity).toEqual(first.identity)
  await renewByItself(world, id, { signer: hand.identity })
  const superseded = handOf(world, device, { profile: hand.profile, identity: first.identity! })
  expect((await superseded.poll()).status).toBe(403)
  expect((await hand.poll()).status).toBe(200)
})

test('a renewal is refused for another device, with a certificate that is not in use, and after its grace', async () => {
  const { world, id, hand, device, pass } = await enrolled()
  expect(await renewByItself(world, id, { signer: hand.identity, subject: 'another' })).toMatchObject({
    status: 'failure',
    failInfo: 'badRequest',
  })
  await world.record('C02TEST00002')
  const unused = await getCertificate(world, world.device('C02TEST00002'))
  expect(await renewByItself(world, id, { signer: unused.identity })).toMatchObject({ failInfo: 'badCertId' })

  pass(365 + 89)
  const late = await renewByItself(world, id, { signer: hand.identity })
  expect(late).toMatchObject({ status: 'success' })
  pass(2)
  expect(await renewByItself(world, id, { signer: hand.identity })).toMatchObject({ failInfo: 'badTime' })
  const renewed = handOf(world, device, { profile: hand.profile, identity: late.identity! })
  expect((await renewed.checkIn({ MessageType: 'CheckOut' })).status).toBe(200)
  expect(await renewByItself(world, id, { signer: late.identity! })).toMatchObject({ failInfo: 'badCertId' })
  const { items } = (await world.api('GET', '/refused-messages')).body
  expect(items.map(({ reason }: { reason: string }) => reason)).toEqual(
    expect.arrayContaining(['another-device', 'bad-renewal', 'expired-certificate']),
  )
})

test('before its certificate ends a device gets its profile again, and the renewal is no new enrollment', async () => {
  const { world, id, device, hand, pass, night } = await enrolled()
  expect(await night()).toBe(0)
  pass(280)
  // Two servers that look at once ask once.
  const asked = await Promise.all([night(), night(), night()])
  expect(asked.toSorted((a, b) => a - b)).toEqual([0, 0, 1])
  expect(await night()).toBe(0)

  const command = await commandOf(await hand.poll())
  expect(command.type).toBe('InstallProfile')
  const profile = readEnrollmentProfile(command.payload)
  expect(profile.profile.PayloadIdentifier).toBe(hand.profile.profile.PayloadIdentifier)
  expect(profile.profile.PayloadUUID).toBe(hand.profile.profile.PayloadUUID)
  expect(profile.mdm).toMatchObject({
    PayloadUUID: hand.profile.mdm.PayloadUUID,
    Topic: hand.profile.mdm.Topic,
    ServerURL: hand.profile.mdm.ServerURL,
    CheckInURL: hand.profile.mdm.CheckInURL,
  })
  expect(profile.scep.PayloadUUID).not.toBe(hand.profile.scep.PayloadUUID)

  const before = await enrollments(world)
  const identity = await requestCertificate(surroundings, profile.scep)
  const renewed = handOf(world, device, { profile, identity })
  expect((await renewed.authenticate()).status).toBe(200)
  // Until TokenUpdate the earlier certificate is the one in use: the device may still give up.
  expect((await hand.poll()).status).toBe(200)
  const Token = randomBytes(32)
  expect((await renewed.updateToken({ Token })).status).toBe(200)
  const done = { Status: 'Acknowledged' as const, CommandUUID: command.uuid }
  expect(await commandIn(await renewed.poll(done))).toBeUndefined()
  expect((await hand.poll()).status).toBe(403)

  const [after, ...others] = await enrollments(world)
  expect(others).toEqual([])
  expect(after).toMatchObject({ id: before[0]!.id, state: 'active', enrolled_at: before[0]!.enrolled_at })
  const place = `enrollment.push_token_sealed:${after!.id}`
  expect(world.platform.secrets.open(place, after!.push_token_sealed!)).toEqual(Token)
  const kinds = await timeline(world, id)
  expect(kinds.filter((kind) => kind === 'device.enrolled')).toHaveLength(1)
  expect(kinds).toEqual(expect.arrayContaining(['certificate.renewal-asked', 'certificate.renewed']))
  expect(await management(world, id)).toMatchObject({ certificate: { renewal: null } })
  expect(await night()).toBe(0)
})

test('a device that refuses or does not answer is asked again, and never given up', async () => {
  const { world, id, hand, pass, night } = await enrolled()
  pass(280)
  await night()
  const first = await commandOf(await hand.poll())
  await hand.poll({ Status: 'Error', CommandUUID: first.uuid })
  expect(await night()).toBe(0)
  expect(await management(world, id)).toMatchObject({
    certificate: { renewal: { attempts: 1, state: 'error' } },
  })
  pass(1)
  expect(await night()).toBe(1)
  const second = await commandOf(await hand.poll())
  expect(await commandIn(await hand.poll({ Status: 'NotNow', CommandUUID: second.uuid }))).toBeUndefined()
  pass(13)
  expect(await night()).toBe(0)
  pass(1)
  expect(await night()).toBe(1)
  const third = await commandOf(await hand.poll())
  expect(third.uuid).not.toBe(second.uuid)
  const { scep } = readEnrollmentProfile(second.payload)
  await expect(requestCertificate(surroundings, scep)).rejects.toThrow(/badRequest/)
  // It says that it is done, and goes on with the old certificate.
  await hand.poll({ Status: 'Acknowledged', CommandUUID: third.uuid })
  expect(await night()).toBe(0)
  pass(4)
  expect(await night()).toBe(1)
})

test('a certificate that has ended gets its device the renewal and nothing else, and never a 401', async () => {
  const { world, id, device, hand, pass } = await enrolled()
  expect((await world.api('POST', `/devices/${id}/commands`, { act: 'restart' })).status).toBe(202)
  pass(366)
  expect((await hand.authenticate()).status).toBe(403)
  expect((await hand.updateToken()).status).toBe(403)
  expect((await hand.checkIn({ MessageType: 'GetBootstrapToken' })).status).toBe(403)

  const command = await commandOf(await hand.poll())
  expect(command.type).toBe('InstallProfile')
  expect((await commandOf(await hand.poll())).uuid).toBe(command.uuid)
  expect(await commandIn(await hand.poll({ Status: 'NotNow', CommandUUID: command.uuid }))).toBeUndefined()
  const { uuid, payload } = await commandOf(await hand.poll())
  expect(uuid).toBe(command.uuid)
  const profile = readEnrollmentProfile(payload)
  const identity = await requestCertificate(surroundings, profile.scep)
  const renewed = handOf(world, device, { profile, identity })
  await renewed.authenticate()
  await renewed.updateToken()
  expect((await renewed.poll({ Status: 'Acknowledged', CommandUUID: uuid })).status).toBe(200)
  expect(await enrollments(world)).toMatchObject([{ state: 'active' }])
})

test('after the grace a device is refused, and has to enroll again', async () => {
  const { hand, pass, night } = await enrolled()
  pass(365 + 91)
  expect(await night()).toBe(0)
  expect((await hand.poll()).status).toBe(403)
})

test('a device that was wiped while it was to renew enrolls anew', async () => {
  const { world, hand, device, pass, night } = await enrolled()
  pass(280)
  await night()
  const command = await commandOf(await hand.poll())
  const again = await getCertificate(world, device)
  await again.authenticate()
  await again.updateToken()
  expect(await enrollments(world)).toMatchObject([
    { state: 'ended', end_reason: 'replaced' },
    { state: 'active' },
  ])
  const { scep } = readEnrollmentProfile(command.payload)
  await expect(requestCertificate(surroundings, scep)).rejects.toThrow(/badRequest/)
  expect((await hand.authenticate()).status).toBe(403)
})

test('a renewed certificate that was not used begins no enrollment once the one to go on with has ended', async () => {
  const { world, id, device, hand } = await enrolled()
  const { identity } = await renewByItself(world, id, { signer: hand.identity })
  await hand.checkIn({ MessageType: 'CheckOut' })
  const renewed = handOf(world, device, { profile: hand.profile, identity: identity! })
  expect((await renewed.authenticate()).status).toBe(403)
  expect(await enrollments(world)).toMatchObject([{ state: 'ended' }])
})

test('the enrollment profile is given again on request, and changes the certificate and nothing else', async () => {
  const { world, id, hand, night } = await enrolled()
  const answer = await world.api('POST', `/devices/${id}/commands`, { act: 'reinstall-profile' })
  expect(answer.status).toBe(202)
  const { type, payload } = await commandOf(await hand.poll())
  expect(type).toBe('InstallProfile')
  expect(readEnrollmentProfile(payload).profile.PayloadUUID).toBe(hand.profile.profile.PayloadUUID)
  expect(await timeline(world, id)).toContain('certificate.renewal-asked')
  expect(await night()).toBe(0)
  await hand.checkIn({ MessageType: 'CheckOut' })
  expect((await world.api('POST', `/devices/${id}/commands`, { act: 'reinstall-profile' })).status).toBe(409)
})

test('what was not renewed in time is among what ends', async () => {
  let now = new Date(Date.now() - 340 * dayMs)
  const world = await appleWorld({ clock: () => now })
  const { id, identifier } = await world.record(serial)
  const hand = await getCertificate(world, world.device(serial))
  await hand.authenticate()
  await hand.updateToken()
  const listed = async () =>
    (await world.api('GET', '/expiring')).body.items.filter(
      ({ kind }: { kind: string }) => kind === 'device-certificate',
    )
  expect(await listed()).toEqual([])
  now = new Date()
  const authorities = authoritiesOf(world.platform)
  const signal = new AbortController().signal
  await renewCertificates({ platform: world.platform, authorities, signal })
  expect(await listed()).toMatchObject([{ id, name: identifier, state: 'soon' }])
})
