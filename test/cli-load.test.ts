import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { writeIdentity } from '../src/simulator/device/device-authority.ts'
import { makeKeys, openKeyPool } from '../src/simulator/load/key-pool.ts'
import type { LoadOrder } from '../src/simulator/load/load-order.ts'
import { linesOf, reportOf } from '../src/simulator/load/load-report.ts'
import { startLoad } from '../src/simulator/load/start-load.ts'
import { appleWorld, deviceAuthority } from './support/apple-world.ts'
import { against, muster, newFolder } from './support/muster.ts'

async function orderFor(url: string, serials: string[], more: Partial<LoadOrder> = {}): Promise<LoadOrder> {
  return {
    enrollUrl: `${url}/apple/enroll`,
    mdmUrl: `${url}/apple/mdm`,
    enroll: serials,
    enrolled: [],
    plan: 'one-by-one',
    pollSeconds: 1,
    enrollAtOnce: 4,
    pollAtOnce: 8,
    deviceAuthority: writeIdentity(deviceAuthority),
    keys: await makeKeys(2),
    ...more,
  }
}

test('devices with shared keys enroll in threads of their own, and poll; what is refused is counted with its reason', async () => {
  const world = await appleWorld()
  const serials = Array.from({ length: 6 }, (_, n) => `LOAD${n}`)
  for (const serial of serials) await world.record(serial)
  const order = await orderFor(world.url, [...serials, 'STRANGER'])
  const totals = await startLoad(order, 2)
  const { measures, failures } = reportOf(totals)
  expect(totals.enrolled).toHaveLength(6)
  expect(measures['enrollment']).toMatchObject({ count: 6 })
  expect(measures['TokenUpdate']).toMatchObject({ count: 6 })
  expect(measures['scep PKIOperation']).toMatchObject({ count: 6 })
  expect(measures['poll']!.count).toBeGreaterThan(8)
  expect(measures['poll']!.p99).toBeGreaterThanOrEqual(measures['poll']!.p50)
  expect(Object.entries(failures)).toEqual([[expect.stringMatching(/^enrollment: .*HTTP 40/), 1]])
  const { body } = await world.api('GET', '/devices?status=enrolled')
  expect(body.total).toBe(6)
  expect(linesOf({ measures, failures }).join('\n')).toMatch(/poll .*\nfailed 1 times: enrollment/)

  const others = ['LATER1', 'LATER2']
  for (const serial of others) await world.record(serial)
  const mixed = await orderFor(world.url, others, { plan: 'mix', enrolled: totals.enrolled })
  const { measures: both, failures: none } = reportOf(await startLoad(mixed))
  expect([both['enrollment']!.count, none]).toEqual([2, {}])
  expect(both['poll']!.count).toBeGreaterThan(0)
})

test('the command makes the records, and keeps to this machine', async () => {
  const world = await appleWorld()
  const folder = newFolder()
  const deviceCa = path.join(folder, 'ca.pem')
  writeFileSync(deviceCa, writeIdentity(deviceAuthority))
  const files = ['--device-ca', deviceCa, '--key-file', path.join(folder, 'keys.pem')]
  const options = ['--devices', '3', '--seconds', '1', '--keys', '1', ...files, '--json']
  const load = (url: string) => muster(['simulate', 'load', ...options], against({ ...world, url }))
  const { code, out } = await load(world.url)
  expect(JSON.parse(out)).toMatchObject({ failures: {}, measures: { enrollment: { count: 3 } } })
  expect(code).toBe(0)
  expect(await load('https://muster.school.example')).toMatchObject({
    code: 2,
    err: expect.stringContaining('on this machine only'),
  })
})

test('keys are made once', async () => {
  const file = path.join(newFolder(), 'keys.pem')
  const keys = await openKeyPool(file, 2)
  expect(await openKeyPool(file, 2)).toEqual(keys)
  expect((await openKeyPool(file, 3)).slice(0, 2)).toEqual(keys)
})
