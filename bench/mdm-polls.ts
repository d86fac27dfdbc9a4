import { createHash, createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { App } from '../src/app.ts'
import { percentileMs } from '../src/simulator/load/histogram.ts'
import { idlePoll } from '../src/simulator/load/load-device.ts'
import type { EnrolledDevice } from '../src/simulator/load/load-order.ts'
import { startAppleServer, type AppleServer } from './support/apple-server.ts'
import { enrolledDevices } from './support/enrolled-devices.ts'
import type { PollAnswer, PollOrder } from './support/poll-devices.ts'

/**
 * Signed polls that are answered "nothing to do": how many one server process answers in a second, beside what cannot be
 * saved, one RSA-2048 verification and one indexed select, alone in a loop; and how that changes from 1,000 enrolled devices to
 * 100,000. Every device of the small installation polls, and every tenth of the large one. The devices run in a thread of their own.
 * Both installations are there from the start and take turns, so that what else the machine does slows both.
 */
const sizes = [
  { enrolled: 1000, polling: 1000 },
  { enrolled: 100_000, polling: 10_000 },
]
/** As many polls are under way at any time. */
const connections = 128
const seconds = 4
/** The medians count. */
const rounds = 5

type Installation = {
  size: string
  server: AppleServer
  requests: string[]
  devices: readonly EnrolledDevice[]
}
type Round = PollAnswer & { floor: number }

const servers: AppleServer[] = []
try {
  const installations: Installation[] = []
  for (const size of sizes) installations.push(await install(size))
  const measured = installations.map((): Round[] => [])
  for (let n = 0; n < rounds; n++)
    for (const [i, { server, requests, devices }] of installations.entries()) {
      const floor = await yardstick(server.app, devices[0]!)
      measured[i]!.push({ ...(await pollsPerSecond(server.url, requests, seconds)), floor })
    }
  const rates = installations.map(({ size }, i) => tell(size, measured[i]!))
  const fall = 1 - rates[1]! / rates[0]!
  console.log(`polls a second fall by ${(fall * 100).toFixed(0)} % (wanted: less than 20)`)
} finally {
  for (const server of servers) await server.stop()
}

async function install({ enrolled, polling }: (typeof sizes)[0]): Promise<Installation> {
  const server = await startAppleServer()
  servers.push(server)
  const devices = await (await enrolledDevices(server.app)).grow(enrolled, polling)
  const requests = devices.map((device) => requestOf(device, server.url))
  // Each certificate is read once, as in a server that has run for a while.
  await pollsPerSecond(server.url, requests, Math.max(2, polling / 1000))
  return { size: `${enrolled} enrolled devices, of which ${polling} poll`, server, requests, devices }
}

function tell(size: string, all: Round[]): number {
  const { perSecond, floor, latencies } = all.toSorted((a, b) => a.perSecond - b.perSecond)[
    Math.floor(rounds / 2)
  ]!
  const [p50, p99] = [50, 99].map((percent) => percentileMs(latencies, percent).toFixed(1))
  console.log(`${size}:`)
  console.log(`  polls answered "nothing to do": ${Math.round(perSecond)} a second`)
  console.log(`  with ${connections} under way: p50 ${p50} ms, p99 ${p99} ms`)
  console.log(`  one RSA-2048 verification and one indexed select, in a loop: ${Math.round(floor)} a second`)
  console.log(`  ratio: ${(perSecond / floor).toFixed(2)} (wanted: 0.5 or more)`)
  return perSecond
}

/** As it goes over the wire. */
function requestOf(device: EnrolledDevice, url: string): string {
  const { method, url: address, headers, body = '' } = idlePoll(device, new URL(`${url}/apple/mdm`))
  const head = [
    `${method} ${address.pathname} HTTP/1.1`,
    `Host: ${address.host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${body.toString()}`
}

function pollsPerSecond(url: string, requests: string[], seconds: number): Promise<PollAnswer> {
  const { hostname, port } = new URL(url)
  const workerData: PollOrder = { hostname, port: Number(port), requests, connections, seconds }
  const worker = new Worker(new URL('./support/poll-devices.ts', import.meta.url), { workerData })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

async function yardstick({ platform: { pool } }: App, device: EnrolledDevice): Promise<number> {
  const key = createPrivateKey({ key: Buffer.from(device.key), type: 'pkcs8', format: 'der' })
  const message = randomBytes(300)
  const signature = sign('sha256', message, key)
  const publicKey = createPublicKey(key)
  const sha256 = createHash('sha256').update(device.certificate).digest()
  const started = performance.now()
  let done = 0
  while (performance.now() - started < seconds * 1000) {
    if (!verify('sha256', message, publicKey, signature)) throw new Error('The signature is wrong')
    await pool.query('select id, device_id, udid from certificate where sha256 = $1', [sha256])
    done += 1
  }
  return done / ((performance.now() - started) / 1000)
}
