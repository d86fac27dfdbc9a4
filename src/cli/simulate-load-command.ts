import { z } from 'zod'
import { readDeviceAuthority } from '../simulator/device-authority-file.ts'
import { writeIdentity } from '../simulator/device/device-authority.ts'
import { defaultDeviceCa } from '../simulator/commands.ts'
import { openKeyPool } from '../simulator/load/key-pool.ts'
import type { LoadOrder } from '../simulator/load/load-order.ts'
import { linesOf, reportOf } from '../simulator/load/load-report.ts'
import { startLoad } from '../simulator/load/start-load.ts'
import type { Client } from './client.ts'
import { CommandError, type Output } from './output.ts'

export type LoadCommand = {
  devices: number
  seconds: number
  threads: number
  enrollAtOnce: number
  pollAtOnce: number
  mix: boolean
  keys: number
  keyFile: string
  deviceCa?: string
}

type Means = { client: Client; url: string; output: Output }

const recordsAtOnce = 8

/**
 * `muster simulate load`: makes records for so many devices, walks all of them in, and lets them poll. Answers the exit code: 0 when
 * nothing went wrong.
 */
export async function simulateLoad({ client, url, output }: Means, options: LoadCommand): Promise<number> {
  const { devices, seconds, threads, mix, enrollAtOnce, pollAtOnce } = options
  refuseOthers(url)
  const authority = await readDeviceAuthority(options.deviceCa ?? defaultDeviceCa)
  if (!output.json) output.print(`Making ${devices} records and ${options.keys} keys`)
  const keys = await openKeyPool(options.keyFile, options.keys)
  const serials = await makeRecords(client, devices)
  const order: LoadOrder = {
    enrollUrl: `${url}/apple/enroll`,
    mdmUrl: `${url}/apple/mdm`,
    enroll: serials,
    enrolled: [],
    plan: 'one-by-one',
    pollSeconds: seconds,
    enrollAtOnce,
    pollAtOnce,
    deviceAuthority: writeIdentity(authority),
    keys,
  }
  const totals = mix ? await runMix(order, threads) : await startLoad(order, threads)
  const report = reportOf(totals)
  output.result(report, () => linesOf(report).join('\n'))
  return Object.keys(report.failures).length === 0 ? 0 : 1
}

/** Half of them are enrolled first, and poll while the others are. */
async function runMix(order: LoadOrder, threads: number) {
  const half = Math.ceil(order.enroll.length / 2)
  const first = { ...order, enroll: order.enroll.slice(0, half), pollSeconds: 0 }
  const { enrolled, failures } = await startLoad(first, threads)
  const rest = { ...order, enroll: order.enroll.slice(half), enrolled, plan: 'mix' as const }
  const totals = await startLoad(rest, threads)
  return { ...totals, failures: { ...failures, ...totals.failures } }
}

/** A load is for a server of one's own, on this machine. */
function refuseOthers(url: string): void {
  const { hostname } = new URL(url)
  if (hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)) return
  throw new CommandError(`A load is put on this machine only, and MUSTER_URL is at ${hostname}`, 2)
}

/** New ones each time: a serial number enrolls once. */
async function makeRecords(client: Client, count: number): Promise<string[]> {
  const run = `LOAD${Date.now().toString(36).toUpperCase()}`
  const serials = Array.from({ length: count }, (_, n) => `${run}${String(n).padStart(6, '0')}`)
  const rest = serials.values()
  const work = async () => {
    for (const serial of rest) {
      const record = { identifier: serial, platform: 'ios', serial, depMethod: 'Serial' }
      await client.call(z.unknown(), 'POST', '/devices', record)
    }
  }
  await Promise.all(Array.from({ length: recordsAtOnce }, work))
  return serials
}
