import { createDevice } from '../src/devices/create-device.ts'
import { NewDevice } from '../src/contract/device.ts'
import { systemActor } from '../src/platform/audit/actor.ts'
import { writeIdentity } from '../src/simulator/device/device-authority.ts'
import { makeKeys } from '../src/simulator/load/key-pool.ts'
import type { LoadOrder } from '../src/simulator/load/load-order.ts'
import { linesOf, reportOf } from '../src/simulator/load/load-report.ts'
import { startLoad } from '../src/simulator/load/start-load.ts'
import { startAppleServer, type AppleServer } from './support/apple-server.ts'

/**
 * Enrollments a second in one server process: the POST of Setup Assistant, SCEP, Authenticate, TokenUpdate, the first commands.
 * Then the mix: as many more, while those that are enrolled poll without a pause. The devices run in a thread of their own, with
 * keys that were made before; what they compute (a signature for each request, a request for a certificate) is on the same machine.
 */
const devices = 300

const server = await startAppleServer()
try {
  const order: Omit<LoadOrder, 'enroll' | 'enrolled' | 'plan'> = {
    enrollUrl: `${server.url}/apple/enroll`,
    mdmUrl: `${server.url}/apple/mdm`,
    pollSeconds: 5,
    enrollAtOnce: 8,
    pollAtOnce: 64,
    deviceAuthority: writeIdentity(server.deviceAuthority),
    keys: await makeKeys(16),
  }
  await startLoad({ ...order, enroll: await records(server, 'WARM', 20), enrolled: [], plan: 'one-by-one' })
  const enroll = await records(server, 'FIRST', devices)
  const first = await startLoad({ ...order, enroll, enrolled: [], plan: 'one-by-one' })
  console.log(
    `${devices} devices enroll, ${order.enrollAtOnce} at a time; then they poll, ${order.pollAtOnce} at a time:`,
  )
  for (const line of linesOf(reportOf(first))) console.log(`  ${line}`)
  const more = await records(server, 'SECOND', devices)
  const mix = await startLoad({ ...order, enroll: more, enrolled: first.enrolled, plan: 'mix' })
  console.log(`${devices} more enroll while the first ones poll:`)
  for (const line of linesOf(reportOf(mix))) console.log(`  ${line}`)
} finally {
  await server.stop()
}

async function records({ app }: AppleServer, prefix: string, count: number): Promise<string[]> {
  const serials = Array.from({ length: count }, (_, n) => `${prefix}${n}`)
  for (const serial of serials) {
    const record = { identifier: serial, platform: 'ios', serial, depMethod: 'Serial' }
    await createDevice(app.platform, systemActor, NewDevice.parse(record))
  }
  return serials
}
