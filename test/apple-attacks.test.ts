import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { buildCheckIn } from '../src/protocol/mdm/check-in.ts'
import { mdmSignature } from '../src/protocol/mdm/mdm-signature.ts'
import { buildPoll } from '../src/protocol/mdm/poll.ts'
import { createPkcsReq, readCertRep } from '../src/protocol/scep/client.ts'
import { createCsr } from '../src/protocol/x509/csr.ts'
import { tampered, withSecondSigner } from '../src/simulator/device/tampering.ts'
import type { Identity } from '../src/simulator/device/device-authority.ts'
import { requestCertificate } from '../src/simulator/device/scep-client.ts'
import {
  commandIn,
  getCertificate,
  handOf,
  postMachineInfo,
  signedProfileOf,
  type Hand,
} from './support/apple-hand.ts'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'
import { newIdentity } from './support/identity.ts'

/** Each attack is refused with the right status, changes nothing, and is seen by the people who watch over security. */
const serial = 'C02TEST00001'
const otherSerial = 'C02TEST00002'
const surroundings = { fetch, now: () => new Date(), step: () => {} }

/** What an attack must not change: who is enrolled with what. */
async function state({ platform: { db } }: AppleWorld): Promise<string> {
  const rows = await Promise.all([
    db.selectFrom('enrollment').selectAll().orderBy('id').execute(),
    db.selectFrom('certificate').selectAll().orderBy('id').execute(),
    db.selectFrom('command').selectAll().orderBy('id').execute(),
    db.selectFrom('scep_challenge').selectAll().orderBy('id').execute(),
    db.selectFrom('user_channel').selectAll().orderBy('id').execute(),
    db.selectFrom('device').select(['id', 'status', 'udid', 'serial']).orderBy('id').execute(),
  ])
  return JSON.stringify(rows)
}

async function refusals(world: AppleWorld): Promise<string[]> {
  const { items } = (await world.api('GET', '/refused-messages')).body
  return items.map(({ endpoint, reason }: Record<string, string>) => `${endpoint}:${reason}`).sort()
}

type Attack = { status: number; seen: string }

/** Runs the attack and expects that it came to nothing, and where it shows. */
async function expectNothing(world: AppleWorld, attack: () => Promise<Response>, { status, seen }: Attack) {
  const before = await state(world)
  const answer = await attack()
  expect(answer.status).toBe(status)
  expect(await answer.text()).toBe('')
  expect(await state(world)).toBe(before)
  expect(await refusals(world)).toContain(seen)
  const metrics = await (await fetch(`${world.url}/metrics`)).text()
  expect(metrics).toContain(`muster_apple_refused_messages{reason="${seen}"}`)
}

async function twoDevices() {
  const world = await appleWorld()
  const victim = await enroll(world, serial)
  const thief = await enroll(world, otherSerial)
  return { world, victim, thief }
}

async function enroll(world: AppleWorld, serial: string): Promise<Hand & { id: string }> {
  const { id } = await world.record(serial)
  const hand = await getCertificate(world, world.device(serial))
  await hand.authenticate()
  await hand.updateToken()
  return { ...hand, id }
}

const put = (world: AppleWorld, path: string, { body, signature }: { body: Buffer; signature: string }) =>
  world.send('PUT', path, body, { 'mdm-signature': signature })

const idle = (udid: string) => Buffer.from(buildPoll({ Status: 'Idle', UDID: udid }))
const leaving = (udid: string) => Buffer.from(buildCheckIn({ MessageType: 'CheckOut', UDID: udid }))

test('the arrival of a device with a changed or doubly signed introduction', async () => {
  const world = await appleWorld()
  await world.record(serial)
  const honest = await world.device(serial).machineInfo()
  const post = (bytes: Buffer) => () => world.send('POST', '/apple/enroll', bytes)
  const changed = post(tampered(honest, serial, otherSerial))
  await expectNothing(world, changed, { status: 400, seen: 'enroll:bad-signature' })
  const twice = post(withSecondSigner(honest))
  await expectNothing(world, twice, { status: 400, seen: 'enroll:malformed' })
  const large = post(Buffer.alloc(65 * 1024))
  await expectNothing(world, large, { status: 400, seen: 'enroll:too-large' })
  await expectNothing(world, post(Buffer.from('<plist/>')), { status: 400, seen: 'enroll:malformed' })
  expect((await world.api('GET', '/arrivals')).body.total).toBe(0)
})

test('an introduction that is sent again gets a challenge of its own, and the first certificate stays in use', async () => {
  const { world, victim } = await twoDevices()
  const replayed = await world.device(serial).machineInfo()
  const before = await state(world)
  const answers = [1, 2].map(() => world.send('POST', '/apple/enroll', replayed))
  for (const answer of await Promise.all(answers)) expect(answer.status).toBe(200)
  expect((await victim.poll()).status).toBe(200)
  const { enrollment } = (await world.api('GET', `/devices/${victim.id}/management`)).body
  expect(before).toContain(enrollment.id)
  expect((await world.api('GET', '/arrivals')).body.total).toBe(4)
})

test('messages with the certificate of another device', async () => {
  const { world, victim, thief } = await twoDevices()
  const asThief = (path: string, body: Buffer) => () =>
    put(world, path, { body, signature: mdmSignature(body, thief.identity) })
  const checkIn = { status: 403, seen: 'checkin:another-device' }
  await expectNothing(world, asThief('/apple/checkin', leaving(victim.udid)), checkIn)
  const update = { MessageType: 'TokenUpdate', UDID: victim.udid, Token: Buffer.from('t'), PushMagic: 'm' }
  await expectNothing(world, () => thief.checkIn(update), checkIn)
  const authenticate = { MessageType: 'Authenticate', UDID: victim.udid, SerialNumber: serial }
  await expectNothing(world, () => thief.checkIn(authenticate), checkIn)
  const token = { MessageType: 'GetBootstrapToken', UDID: victim.udid }
  await expectNothing(world, () => thief.checkIn(token), checkIn)
  const user = { ...update, UserID: 'u' }
  await expectNothing(world, () => thief.checkIn(user), checkIn)
  const poll = { status: 403, seen: 'mdm:another-device' }
  await expectNothing(world, asThief('/apple/mdm', idle(victim.udid)), poll)

  const { items } = (await world.api('GET', `/devices/${thief.id}/timeline`)).body
  expect(items.map(({ kind }: { kind: string }) => kind)).toContain('certificate.misused')
  expect((await world.api('GET', '/audit-events?action=certificate.misused')).body.total).toBe(1)
})

test('the answer of one device to the command of another', async () => {
  const { world, victim, thief } = await twoDevices()
  const command = await commandIn(await victim.poll())
  const before = await state(world)
  const answer = { Status: 'Acknowledged' as const, CommandUUID: command!.uuid }
  expect(await commandIn(await thief.poll(answer))).not.toEqual(command)
  const rows = JSON.parse(before)[2] as { id: string; state: string }[]
  const row = await world.platform.db
    .selectFrom('command')
    .select('state')
    .where('id', '=', command!.uuid)
    .executeTakeFirst()
  expect(row).toEqual({ state: rows.find(({ id }) => id === command!.uuid)!.state })
})

test('signatures of strangers, of other messages, and of none', async () => {
  const { world, victim } = await twoDevices()
  const stranger = newIdentity('stranger')
  const body = leaving(victim.udid)
  const send = (signature: string) => () => put(world, '/apple/checkin', { body, signature })
  await expectNothing(world, send(mdmSignature(body, stranger)), {
    status: 403,
    seen: 'checkin:foreign-certificate',
  })
  // The stranger's certificate cannot claim to be one of ours, as its key did not sign.
  const forged: Identity = { certificate: victim.identity.certificate, key: stranger.key }
  const badSignature = { status: 400, seen: 'checkin:bad-signature' }
  await expectNothing(world, send(mdmSignature(body, forged)), badSignature)
  await expectNothing(world, send(mdmSignature(idle(victim.udid), victim.identity)), badSignature)
  await expectNothing(world, send(''), badSignature)
  await expectNothing(world, send('!'), badSignature)
  await expectNothing(world, () => world.send('PUT', '/apple/mdm', idle(victim.udid)), {
    status: 400,
    seen: 'mdm:bad-signature',
  })
})

test('messages that are sent again', async () => {
  const { world, victim } = await twoDevices()
  const body = leaving(victim.udid)
  const departure = { body, signature: mdmSignature(body, victim.identity) }
  expect((await put(world, '/apple/checkin', departure)).status).toBe(200)
  const back = await getCertificate(world, world.device(serial))
  await back.authenticate()
  await back.updateToken()
  // Whoever kept the departure of the earlier enrollment cannot end the one that there is now.
  const before = await state(world)
  expect((await put(world, '/apple/checkin', departure)).status).toBe(200)
  expect(await state(world)).toBe(before)
  const old = victim
  await expectNothing(world, () => old.authenticate(), { status: 403, seen: 'checkin:barred' })
  await expectNothing(world, () => old.updateToken(), { status: 403, seen: 'checkin:barred' })
  await expectNothing(world, () => old.poll(), { status: 403, seen: 'mdm:barred' })
  expect((await back.poll()).status).toBe(200)
})

test('a copy of Authenticate ends nothing', async () => {
  const { victim } = await twoDevices()
  const command = await commandIn(await victim.poll())
  for (let n = 0; n < 3; n++) expect((await victim.authenticate()).status).toBe(200)
  expect(await commandIn(await victim.poll())).toEqual(command)
})

test.each(['/apple/checkin', '/apple/mdm'])('malformed and oversized messages to %s', async (path) => {
  const { world, victim } = await twoDevices()
  const endpoint = path.slice('/apple/'.length)
  const send = (body: Buffer) => () =>
    put(world, path, { body, signature: mdmSignature(body, victim.identity) })
  const malformed = { status: 400, seen: `${endpoint}:malformed` }
  // A poll that cannot be read fails the command in flight; none is, here.
  for (const text of [
    '',
    'x',
    '<plist version="1.0"><array/></plist>',
    '<plist version="1.0"><dict/></plist>',
  ])
    await expectNothing(world, send(Buffer.from(text)), malformed)
  const large = path === '/apple/mdm' ? 8 * 1024 * 1024 + 1 : 1024 * 1024 + 1
  await expectNothing(world, send(Buffer.alloc(large, 0x20)), {
    status: 400,
    seen: `${endpoint}:too-large`,
  })
})

test('SCEP with a challenge that was used, of another device, or guessed', async () => {
  const { world, victim } = await twoDevices()
  const before = await state(world)
  const ask = (challenge: string) => requestCertificate(surroundings, victim.profile.scep, { challenge })
  for (const challenge of [victim.profile.scep.Challenge!, 'guess', "' or 1=1 --"])
    await expect(ask(challenge)).rejects.toThrow(/badRequest/)
  expect(await state(world)).toBe(before)
  expect(await refusals(world)).toEqual(['scep:bad-challenge'])
})

test('SCEP of one device, asking for the name of another, is given the name of the first', async () => {
  const world = await appleWorld()
  await world.record(serial)
  const { scep } = await signedProfileOf(await postMachineInfo(world, world.device(serial)))
  const subject: [string, string][][] = [[['O', 'Muster']], [['CN', 'another']]]
  const identity = await requestCertificate(surroundings, { ...scep, Subject: subject })
  const other = await world.record(otherSerial)
  const thief = handOf(world, world.device(otherSerial), {
    profile: { mdm: { Topic: 't' } } as never,
    identity,
  })
  const before = await state(world)
  expect((await thief.authenticate()).status).toBe(403)
  expect(await state(world)).toBe(before)
  expect((await world.api('GET', `/devices/${other.id}`)).body.status).toBe('enrolling')
})

test('a SCEP renewal that is signed by a stranger, or by the holder of another certificate', async () => {
  const { world, victim, thief } = await twoDevices()
  const ca = Buffer.from(await (await world.send('GET', '/apple/scep?operation=GetCACert')).arrayBuffer())
  const renew = async (signer: Identity) => {
    const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const csr = createCsr({
      subject: [
        { type: 'O', value: 'Muster' },
        { type: 'CN', value: victim.id },
      ],
      key,
    })
    const message = createPkcsReq({
      csr,
      caCertificate: ca,
      signer,
      transactionId: 't',
      messageType: 'RenewalReq',
    })
    const response = await world.send('POST', '/apple/scep?operation=PKIOperation', message)
    expect(response.status).toBe(200)
    return readCertRep(Buffer.from(await response.arrayBuffer()), signer)
  }
  const before = await state(world)
  expect(await renew(newIdentity('stranger'))).toMatchObject({ failInfo: 'badCertId' })
  expect(await renew(thief.identity)).toMatchObject({ failInfo: 'badRequest' })
  expect(await state(world)).toBe(before)
  expect(await refusals(world)).toEqual(['scep:another-device', 'scep:bad-renewal'])
})

test('malformed and oversized SCEP messages', async () => {
  const world = await appleWorld()
  const post = (bytes: Buffer) => () => world.send('POST', '/apple/scep?operation=PKIOperation', bytes)
  await expectNothing(world, post(Buffer.from('x')), { status: 400, seen: 'scep:malformed' })
  await expectNothing(world, post(Buffer.alloc(65 * 1024)), { status: 400, seen: 'scep:too-large' })
  const get = (query: string) => () => world.send('GET', `/apple/scep?${query}`)
  await expectNothing(world, get('operation=PKIOperation&message=%00'), {
    status: 400,
    seen: 'scep:malformed',
  })
  await expectNothing(world, get('operation=Nonsense'), { status: 400, seen: 'scep:malformed' })
})

test('refused messages are for those who may read the audit log, and name what they mean', async () => {
  const world = await appleWorld()
  await world.send('POST', '/apple/enroll', 'x')
  await world.send('POST', '/apple/enroll', 'x')
  const token = await world.tokenFor('Help desk')
  expect((await world.api('GET', '/refused-messages', undefined, { token })).status).toBe(403)
  const auditor = await world.tokenFor('Auditor')
  const { body } = await world.api('GET', '/refused-messages', undefined, { token: auditor })
  expect(body.items).toMatchObject([
    {
      endpoint: 'enroll',
      reason: 'malformed',
      count: 2,
      address: '127.0.0.1',
      text: 'The message cannot be read.',
    },
  ])
})
