import * as fc from 'fast-check'
import { pino } from 'pino'
import { buildBinary } from 'plist'
import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { signData } from '../src/protocol/cms/sign-data.ts'
import { verifySignedData } from '../src/protocol/cms/verify-signed-data.ts'
import { buildCheckIn } from '../src/protocol/mdm/check-in.ts'
import { mdmSignature } from '../src/protocol/mdm/mdm-signature.ts'
import { buildPoll } from '../src/protocol/mdm/poll.ts'
import type { PlistValue } from '../src/protocol/plist/plist.ts'
import { createPkcsReq } from '../src/protocol/scep/client.ts'
import { createCsr } from '../src/protocol/x509/csr.ts'
import { issueDeviceIdentity, newRsaKey } from '../src/simulator/device/device-authority.ts'
import { commandIn, getCertificate, type Hand } from './support/apple-hand.ts'
import { appleWorld, deviceAuthority, type AppleWorld } from './support/apple-world.ts'
import { newIdentity } from './support/identity.ts'
import { mutationsOf } from './support/mutations.ts'

const serial = 'C02TEST00001'

/** Everything that arrivals and enrollments leave in the database. */
async function traces({ platform: { db } }: AppleWorld): Promise<string> {
  const tables = [
    'arrival',
    'scep_challenge',
    'certificate',
    'enrollment',
    'command',
    'event',
    'audit_event',
  ] as const
  const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()))
  return JSON.stringify(rows)
}

type Send = (bytes: Buffer) => Promise<Response>

/** Whatever is sent is refused without a word about it, and leaves no trace. */
async function expectRefusals(world: AppleWorld, bytes: fc.Arbitrary<Buffer>, send: Send): Promise<void> {
  const before = await traces(world)
  await fc.assert(
    fc.asyncProperty(bytes, async (bytes) => {
      const response = await send(bytes)
      expect([400, 403]).toContain(response.status)
      expect(await response.text()).toBe('')
    }),
    { numRuns: 150 },
  )
  expect(await traces(world)).toBe(before)
}

const hostile = fc.constantFrom(
  Buffer.alloc(0),
  Buffer.from('nonsense'),
  Buffer.from('{"json": true}'),
  Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]),
  Buffer.alloc(4000, Buffer.from([0x30, 0x80])),
  Buffer.alloc(70_000, 0x30),
)
const somethingElse = fc.oneof(
  hostile,
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
)

test('damaged and hostile MachineInfo', async () => {
  const world = await appleWorld()
  await world.record(serial)
  const valid = await world.device(serial).machineInfo()
  const { content } = verifySignedData(valid)
  let admitted = 0
  await fc.assert(
    fc.asyncProperty(fc.oneof(mutationsOf(valid), somethingElse), async (bytes) => {
      const { status } = await world.send('POST', '/apple/enroll', bytes)
      expect([200, 400, 403]).toContain(status)
      // Some bytes of the structure are not signed; what is signed has to be whole.
      if (status === 200) expect(verifySignedData(bytes).content).toEqual(content)
      if (status === 200) admitted += 1
    }),
    { numRuns: 200 },
  )
  // A damaged certificate cannot be verified, which makes it a stranger's: such arrivals are kept, and refused.
  const { items } = (await world.api('GET', '/arrivals?limit=500&outcome=refuse')).body
  for (const { reason } of items) expect(reason).toBe('identity-unverified')
  expect((await world.api('GET', '/arrivals?outcome=admit')).body.total).toBe(admitted)
})

test('damaged and hostile SCEP messages, by POST and by GET', async () => {
  const world = await appleWorld()
  const ca = Buffer.from(await (await world.send('GET', '/apple/scep?operation=GetCACert')).arrayBuffer())
  const signer = newIdentity('SCEP SIGNER')
  const csr = createCsr({ subject: [{ type: 'CN', value: 'x' }], key: signer.key, challengePassword: 'x' })
  const valid = createPkcsReq({ csr, caCertificate: ca, signer, transactionId: 't' })
  const before = await traces(world)
  await fc.assert(
    fc.asyncProperty(fc.oneof(mutationsOf(valid), somethingElse), fc.boolean(), async (bytes, byGet) => {
      const message = encodeURIComponent(bytes.toString('base64'))
      const response =
        byGet && message.length < 20_000
          ? await world.send('GET', `/apple/scep?operation=PKIOperation&message=${message}`)
          : await world.send('POST', '/apple/scep?operation=PKIOperation', bytes)
      // A change that leaves the message whole is answered with a refusal in its own language.
      expect([200, 400]).toContain(response.status)
    }),
    { numRuns: 150 },
  )
  expect(await traces(world)).toBe(before)
})

test('SCEP operations that do not exist', async () => {
  const world = await appleWorld()
  for (const query of ['', '?operation=', '?operation=Nonsense', '?operation=GetCACaps&operation=GetCACert'])
    expect((await world.send('GET', `/apple/scep${query}`)).status).toBe(400)
  expect((await world.send('POST', '/apple/scep?operation=GetCACert', 'x')).status).toBe(400)
  expect((await world.send('GET', '/apple/scep?operation=PKIOperation&message=%ff%fe')).status).toBe(400)
})

const put = (world: AppleWorld, path: string, signature: string) => (body: Buffer) =>
  world.send('PUT', path, body, { 'mdm-signature': signature })

test('check-ins and polls whose body was changed', async () => {
  const { world, hand } = await enrolled()
  for (const [path, text] of [
    ['/apple/checkin', buildCheckIn({ MessageType: 'CheckOut', UDID: hand.udid })],
    ['/apple/mdm', buildPoll({ Status: 'Idle', UDID: hand.udid })],
  ] as const) {
    const valid = Buffer.from(text)
    const changed = fc.oneof(mutationsOf(valid), somethingElse).filter((bytes) => !bytes.equals(valid))
    await expectRefusals(world, changed, put(world, path, mdmSignature(valid, hand.identity)))
    expect((await world.send('PUT', path, valid)).status).toBe(400)
  }
})

test('polls whose signature was changed', async () => {
  const { world, hand } = await enrolled()
  const body = Buffer.from(buildPoll({ Status: 'Idle', UDID: hand.udid }))
  const signature = Buffer.from(mdmSignature(body, hand.identity), 'base64')
  const changed = fc.oneof(mutationsOf(signature), somethingElse).filter(({ length }) => length < 10_000)
  await fc.assert(
    fc.asyncProperty(changed, async (bytes) => {
      const { status } = await put(world, '/apple/mdm', bytes.toString('base64'))(body)
      expect([200, 400, 403]).toContain(status)
      // Some bytes of the structure are not signed.
      if (status === 200)
        expect(verifySignedData(bytes, { detached: body }).signer.raw).toEqual(hand.identity.certificate)
    }),
    { numRuns: 200 },
  )
})

test('signed bodies that are not what they should be', async () => {
  const { world, hand } = await enrolled()
  const before = await traces(world)
  const bodies = [
    '',
    'not a plist',
    '<plist version="1.0"><array/></plist>',
    '<plist version="1.0"><dict/></plist>',
    `<plist version="1.0"><dict><key>MessageType</key><integer>1</integer><key>UDID</key><string>${hand.udid}</string></dict></plist>`,
    `<plist version="1.0"><dict><key>MessageType</key><string>TokenUpdate</string><key>Status</key><true/><key>UDID</key><string>${hand.udid}</string></dict></plist>`,
    '<!DOCTYPE plist [<!ENTITY a "b">]><plist version="1.0"><dict/></plist>',
    `<plist version="1.0">${'<array>'.repeat(5000)}${'</array>'.repeat(5000)}</plist>`,
  ]
  for (const path of ['/apple/checkin', '/apple/mdm'])
    for (const text of bodies) {
      const body = Buffer.from(text)
      const response = await put(world, path, mdmSignature(body, hand.identity))(body)
      expect([path, text.slice(0, 80), response.status]).toEqual([path, text.slice(0, 80), 400])
    }
  expect(await traces(world)).toBe(before)
})

test('a signed result that cannot be read fails its command and lets the queue go on', async () => {
  const { world, hand } = await enrolled()
  await world.platform.db.updateTable('command').set({ state: 'queued' }).execute()
  const first = await commandIn(await hand.poll())
  const body = Buffer.from('<plist version="1.0"><dict><key>Status</key>')
  expect((await put(world, '/apple/mdm', mdmSignature(body, hand.identity))(body)).status).toBe(400)
  const row = await world.platform.db
    .selectFrom('command')
    .selectAll()
    .where('id', '=', first!.uuid)
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({ state: 'error', result: body })
  expect((await commandIn(await hand.poll()))?.uuid).not.toBe(first!.uuid)
})

test('values that a database cannot hold do not get as far', async () => {
  const { world, hand } = await enrolled()
  const odd = 'nul\u0000 half\uD800 long'.repeat(500)
  const { serial: SerialNumber, udid: UDID, profile, identity } = hand
  const send = (path: string, message: PlistValue) => {
    const body = Buffer.from(buildBinary(message as never))
    return put(world, path, mdmSignature(body, identity))(body)
  }
  const { Topic } = profile.mdm
  const authenticate = {
    MessageType: 'Authenticate',
    UDID,
    SerialNumber,
    Topic: odd,
    DeviceName: odd,
    IMEI: odd,
  }
  expect((await send('/apple/checkin', authenticate)).status).toBe(200)
  expect((await send('/apple/checkin', { ...authenticate, UDID: odd })).status).toBe(403)
  const token = { MessageType: 'TokenUpdate', UDID, Topic, Token: Buffer.from('t'), PushMagic: odd }
  expect((await send('/apple/checkin', token)).status).toBe(200)
  const first = await commandIn(await hand.poll())
  const error = { Status: 'Error', UDID, CommandUUID: first!.uuid, ErrorChain: [{ ErrorDomain: odd }] }
  expect((await send('/apple/mdm', { ...error, CommandUUID: odd })).status).toBe(200)
  expect((await send('/apple/mdm', error)).status).toBe(200)

  const maker = issueDeviceIdentity(deviceAuthority, await newRsaKey())
  const info = { SERIAL: odd, UDID: odd, PRODUCT: odd, VERSION: odd, IMEI: odd }
  const signed = signData(Buffer.from(buildBinary(info)), maker)
  expect((await world.send('POST', '/apple/enroll', signed)).status).toBe(403)
})

test('what is larger than its limit', async () => {
  const { world, hand } = await enrolled()
  const large = (size: number) => Buffer.alloc(size, 0x20)
  const signature = mdmSignature(Buffer.from('x'), hand.identity)
  expect((await world.send('POST', '/apple/enroll', large(65 * 1024))).status).toBe(400)
  expect((await world.send('POST', '/apple/scep?operation=PKIOperation', large(65 * 1024))).status).toBe(400)
  expect((await put(world, '/apple/checkin', signature)(large(1024 * 1024 + 1))).status).toBe(400)
  expect((await put(world, '/apple/mdm', signature)(large(8 * 1024 * 1024 + 1))).status).toBe(400)
})

test('what was sent is not in the log', async () => {
  let lines = ''
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines += chunk.toString()
      done()
    },
  })
  const world = await appleWorld({ log: pino({ level: 'trace' }, sink) })
  await world.send('POST', '/apple/enroll', 'a-secret-payload')
  await world.send('PUT', '/apple/mdm', 'a-secret-payload', { 'mdm-signature': 'YS1zZWNyZXQtcGF5bG9hZA==' })
  expect(lines).toContain('device request refused')
  expect(lines).not.toContain('a-secret-payload')
  expect(lines).not.toContain('YS1zZWNyZXQtcGF5bG9hZA')
})

async function enrolled(): Promise<{ world: AppleWorld; hand: Hand }> {
  const world = await appleWorld()
  await world.record(serial)
  const hand = await getCertificate(world, world.device(serial))
  await hand.authenticate()
  await hand.updateToken({ AwaitingConfiguration: true })
  return { world, hand }
}
