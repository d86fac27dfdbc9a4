import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readIdentity, type Identity } from '../device/device-authority.ts'
import { newHistogram, recordLatency } from './histogram.ts'
import { keepAlive, type KeepAlive, type Sending } from './keep-alive-fetch.ts'
import { enrollDevice, idlePoll } from './load-device.ts'
import type { EnrolledDevice, LoadOrder, LoadTotals } from './load-order.ts'
import { nameRequest } from './name-request.ts'

type Load = {
  order: LoadOrder
  totals: LoadTotals
  wire: KeepAlive
  authority: Identity
  keys: readonly KeyObject[]
}

/** A closed loop: whoever has an answer asks again. What goes wrong is counted, and the others go on. */
export async function runLoad(order: LoadOrder): Promise<LoadTotals> {
  const load: Load = {
    order,
    totals: { latencies: {}, enrollSeconds: 0, pollSeconds: 0, enrolled: [], failures: {} },
    wire: keepAlive(order.enrollAtOnce + order.pollAtOnce),
    authority: readIdentity(order.deviceAuthority),
    keys: order.keys.map((key) => createPrivateKey(key)),
  }
  try {
    if (order.plan === 'mix') await mix(load)
    else {
      await enrollAll(load)
      const ends = performance.now() + order.pollSeconds * 1000
      await pollWhile(load, [...order.enrolled, ...load.totals.enrolled], () => performance.now() < ends)
    }
    return load.totals
  } finally {
    load.wire.close()
  }
}

async function mix(load: Load): Promise<void> {
  let going = true
  await Promise.all([
    enrollAll(load).finally(() => (going = false)),
    pollWhile(load, load.order.enrolled, () => going),
  ])
}

async function enrollAll(load: Load): Promise<void> {
  const { order, totals, authority, keys } = load
  const started = performance.now()
  let next = 0
  const fetch = timedFetch(load)
  const work = async () => {
    for (let n = next++; n < order.enroll.length; n = next++) {
      const device = { serial: order.enroll[n]!, key: keys[n % keys.length]!, authority }
      const begun = performance.now()
      try {
        totals.enrolled.push(await enrollDevice({ ...device, enrollUrl: order.enrollUrl, fetch }))
        note(totals, 'enrollment', performance.now() - begun)
      } catch (error) {
        fail(totals, `enrollment: ${(error as Error).message}`)
      }
    }
  }
  await Promise.all(Array.from({ length: order.enrollAtOnce }, work))
  if (order.enroll.length > 0) totals.enrollSeconds = (performance.now() - started) / 1000
}

const timedFetch =
  ({ totals, wire }: Load): typeof fetch =>
  async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const type = new Headers(init?.headers).get('content-type') ?? ''
    const begun = performance.now()
    const response = await wire.fetch(url, init)
    const body = type.includes('checkin') ? Buffer.from(init?.body as Uint8Array).toString('utf8') : ''
    note(totals, nameRequest(url, { type, body }), performance.now() - begun)
    return response
  }

async function pollWhile(
  load: Load,
  devices: readonly EnrolledDevice[],
  goesOn: () => boolean,
): Promise<void> {
  const { order, totals } = load
  if (devices.length === 0) return
  const url = new URL(order.mdmUrl)
  const polls = devices.map((device) => idlePoll(device, url))
  const started = performance.now()
  let next = 0
  const work = async () => {
    while (goesOn()) await pollOnce(load, polls[next++ % polls.length]!)
  }
  await Promise.all(Array.from({ length: order.pollAtOnce }, work))
  totals.pollSeconds = (performance.now() - started) / 1000
}

async function pollOnce({ totals, wire }: Load, poll: Sending): Promise<void> {
  const begun = performance.now()
  try {
    const { status, body } = await wire.send(poll)
    const name = body.length > 0 ? 'poll with a command' : 'poll'
    if (status === 200) note(totals, name, performance.now() - begun)
    else fail(totals, `poll: HTTP ${status}`)
  } catch (error) {
    fail(totals, `poll: ${(error as Error).message}`)
    // A server that is gone is not asked as fast as it refuses.
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const note = ({ latencies }: LoadTotals, name: string, ms: number): void =>
  recordLatency((latencies[name] ??= newHistogram()), ms)

function fail({ failures }: LoadTotals, what: string): void {
  failures[what] = (failures[what] ?? 0) + 1
}
