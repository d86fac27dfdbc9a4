import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { proxyMatcher } from '../src/platform/http/trusted-proxies.ts'
import { buildPoll } from '../src/protocol/mdm/poll.ts'
import { pem } from '../src/protocol/x509/pem.ts'
import { getCertificate } from './support/apple-hand.ts'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'
import { newIdentity } from './support/identity.ts'
import { testApp } from './support/test-app.ts'
import { newTestDatabase } from './support/test-database.ts'

const serial = 'C02TEST00001'

async function enrolled(options: Parameters<typeof appleWorld>[0]) {
  const world = await appleWorld(options)
  await world.record(serial)
  const hand = await getCertificate(world, world.device(serial))
  await hand.authenticate()
  await hand.updateToken()
  const idle = Buffer.from(buildPoll({ Status: 'Idle', UDID: hand.udid }))
  return { world, hand, idle }
}

const trusting = (proxies: string) => ({
  deviceIdentity: { header: { name: 'client-cert', isProxy: proxyMatcher(proxies) } },
})
const poll = async (world: AppleWorld, body: Buffer, headers: Record<string, string>) =>
  (await world.send('PUT', '/apple/mdm', body, headers)).status

test('a trusted proxy may pass on the certificate of a device, in either form', async () => {
  const { world, hand, idle } = await enrolled(trusting('loopback'))
  const { certificate } = hand.identity
  const bytes = `:${certificate.toString('base64')}:`
  expect(await poll(world, idle, { 'client-cert': bytes })).toBe(200)
  expect(
    await poll(world, idle, { 'client-cert': encodeURIComponent(pem('CERTIFICATE', certificate)) }),
  ).toBe(200)
  const stranger = newIdentity('stranger').certificate
  expect(await poll(world, idle, { 'client-cert': `:${stranger.toString('base64')}:` })).toBe(403)
  expect(await poll(world, idle, { 'client-cert': `:${Buffer.from('x').toString('base64')}:` })).toBe(400)
  expect(await poll(world, idle, { 'client-cert': 'nonsense' })).toBe(400)
  expect(await poll(world, idle, {})).toBe(400)
  // The signature decides where there is one.
  expect(await poll(world, idle, { 'client-cert': bytes, 'mdm-signature': 'AAAA' })).toBe(400)
})

test('nobody else may, and nobody at all unless it is configured', async () => {
  for (const options of [trusting('10.0.0.0/8'), {}]) {
    const { world, hand, idle } = await enrolled(options)
    const bytes = `:${hand.identity.certificate.toString('base64')}:`
    expect(await poll(world, idle, { 'client-cert': bytes })).toBe(400)
    expect(await poll(world, idle, { 'client-cert': bytes, 'x-forwarded-for': '10.0.0.1' })).toBe(400)
  }
})

test('the certificate of the TLS connection proves who a device is, when the server asks for it', async () => {
  const shared = { connection: await newTestDatabase(), secretKey: randomBytes(32) }
  const { hand, idle } = await enrolled(shared)
  const files = tlsFiles()
  for (const [asks, expected] of [
    [true, 200],
    [false, 400],
  ] as const) {
    const { url } = await testApp({
      ...shared,
      tls: { ...files, asksClientCerts: asks },
      deviceIdentity: { tls: asks },
    })
    const own = { cert: pem('CERTIFICATE', hand.identity.certificate), key: keyOf(hand.identity) }
    expect(await put(url, idle, own)).toBe(expected)
    expect(await put(url, idle, {})).toBe(400)
    const stranger = newIdentity('stranger')
    const another = { cert: pem('CERTIFICATE', stranger.certificate), key: keyOf(stranger) }
    expect(await put(url, idle, another)).toBe(asks ? 403 : 400)
  }
})

const keyOf = ({ key }: { key: ReturnType<typeof newIdentity>['key'] }) =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString()

function tlsFiles() {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-tls-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const identity = newIdentity('localhost')
  const [certificateFile, keyFile] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')]
  writeFileSync(certificateFile, pem('CERTIFICATE', identity.certificate))
  writeFileSync(keyFile, keyOf(identity))
  return { certificateFile, keyFile }
}

const put = (url: string, body: Buffer, own: { cert?: string; key?: string }) =>
  new Promise<number>((resolve, reject) => {
    const options = { method: 'PUT', rejectUnauthorized: false, agent: false, ...own }
    request(`${url}/apple/mdm`, options, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end(body)
  })
