import { createPublicKey, sign, verify } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { createApp, type App } from '../src/app.ts'
import { createDevice } from '../src/devices/create-device.ts'
import { NewDevice } from '../src/contract/device.ts'
import { systemActor } from '../src/platform/audit/actor.ts'
import { startEmbeddedPostgres } from '../src/platform/db/embedded-postgres.ts'
import { createLog } from '../src/platform/log/log.ts'
import { mdmSignature } from '../src/protocol/mdm/mdm-signature.ts'
import { buildPoll } from '../src/protocol/mdm/poll.ts'
import { pem } from '../src/protocol/x509/pem.ts'
import { createAppleDevice } from '../src/simulator/device/apple-device.ts'
import { createDeviceAuthority, type Identity } from '../src/simulator/device/device-authority.ts'

/**
 * Signed polls that are answered "nothing to do": how many one server process answers in a second, beside what cannot be
 * saved, one RSA-2048 verification and one indexed select, alone in a loop. The devices run in a thread of their own.
 */
const devices = 16
/** As many polls are under way at any time; a device has several connections, since making identities is slow. */
const connections = 128
const seconds = 5

const dataDir = mkdtempSync(path.join(tmpdir(), 'muster-bench-'))
chmodSync(dataDir, 0o755)
const postgres = await startEmbeddedPostgres(dataDir)
let url = ''
const authority = createDeviceAuthority()
const app = await createApp({
  connection: postgres.connection,
  secretKey: randomBytes(32),
  log: createLog('silent'),
  publicUrl: () => url,
  depUrl: 'http://127.0.0.1:1',
  appleDeviceCa: pem('CERTIFICATE', authority.certificate),
})
url = await app.server.listen({ port: 0, host: '127.0.0.1' })
try {
  const identities: { udid: string; identity: Identity }[] = []
  for (let n = 0; n < devices; n++) identities.push(await enrolled(app, n))
  const signedPolls = identities.map(({ udid, identity }) => requestOf(udid, identity))
  const requests = Array.from({ length: connections }, (_, i) => signedPolls[i % devices]!)
  await pollsPerSecond(requests, 2)
  const floor = await yardstick(app, identities[0]!.identity)
  const polls = await pollsPerSecond(requests, seconds)
  console.log(`polls answered "nothing to do": ${Math.round(polls)} a second`)
  console.log(`one RSA-2048 verification and one indexed select, in a loop: ${Math.round(floor)} a second`)
  console.log(`ratio: ${(polls / floor).toFixed(2)} (wanted: 0.5 or more)`)
} finally {
  await app.stop()
  await postgres.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

async function enrolled({ platform }: App, n: number): Promise<{ udid: string; identity: Identity }> {
  const serial = `BENCH${n}`
  const record = { identifier: serial, platform: 'ios', serial, depMethod: 'Serial' }
  await createDevice(platform, systemActor, NewDevice.parse(record))
  const activated: typeof fetch = async (input, init) =>
    String(input instanceof Request ? input.url : input).endsWith('/portal/activate')
      ? Response.json({ url: `${url}/apple/enroll`, await_device_configured: true })
      : fetch(input, init)
  const device = createAppleDevice({
    serial,
    model: 'iPhone',
    appleUrl: 'http://activation.invalid',
    deviceAuthority: authority,
    fetch: activated,
  })
  const { outcome, reason, udid } = await device.enroll()
  const identity = device.identity()
  if (outcome !== 'enrolled' || !identity) throw new Error(`A device did not enroll: ${reason}`)
  return { udid, identity }
}

function requestOf(udid: string, identity: Identity): string {
  const body = buildPoll({ Status: 'Idle', UDID: udid })
  const head = [
    'PUT /apple/mdm HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/x-apple-aspen-mdm; charset=UTF-8',
    `Mdm-Signature: ${mdmSignature(Buffer.from(body), identity)}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

/** Each device keeps one connection and polls again as soon as it is answered. */
function pollsPerSecond(requests: string[], seconds: number): Promise<number> {
  const { hostname, port } = new URL(url)
  const workerData = { hostname, port: Number(port), requests, seconds }
  const worker = new Worker(new URL('./support/poll-devices.ts', import.meta.url), { workerData })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

async function yardstick({ platform: { pool } }: App, { certificate, key }: Identity): Promise<number> {
  const message = randomBytes(300)
  const signature = sign('sha256', message, key)
  const publicKey = createPublicKey(key)
  const { rows } = await pool.query<{ sha256: Buffer }>('select sha256 from certificate where der = $1', [
    certificate,
  ])
  const started = performance.now()
  let done = 0
  while (performance.now() - started < seconds * 1000) {
    if (!verify('sha256', message, publicKey, signature)) throw new Error('The signature is wrong')
    await pool.query('select id, device_id, udid from certificate where sha256 = $1', [rows[0]!.sha256])
    done += 1
  }
  return done / ((performance.now() - started) / 1000)
}
