import { expect, test } from 'vitest'
import { authoritiesOf } from '../src/apple/authority.ts'
import { renewCertificates } from '../src/apple/renew-certificates.ts'
import { tampered, withSecondSigner } from '../src/simulator/device/tampering.ts'
import type { DeviceKnobs } from '../src/simulator/device/apple-device.ts'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'

/** The lanes of simulated devices (apple-mdm.md 10.3) against the real server. */
const serial = 'C02TEST00001'
const statusOf = async (world: AppleWorld) =>
  (await world.api('GET', `/devices/serial:${serial}`)).body.status
const kindsOf = async (world: AppleWorld): Promise<string[]> =>
  (await world.api('GET', `/devices/serial:${serial}/timeline?limit=200`)).body.items.map(
    ({ kind }: { kind: string }) => kind,
  )

async function aDevice(knobs: DeviceKnobs = {}) {
  const world = await appleWorld()
  await world.record(serial)
  return { world, device: world.device(serial, 'iPhone', { knobs }) }
}

test.each<[string, DeviceKnobs]>([
  ['SCEP with SHA-512, in BER without lengths', { scep: { digest: 'sha512', indefinite: true } }],
  ['SCEP by GET, in BER without lengths', { scep: { method: 'GET', cipher: 'des3', indefinite: true } }],
  ['every request twice at once', { network: { duplicate: true } }],
  ['a slow network', { network: { slowMs: 5 } }],
  ['a clock that is 5 minutes behind', { clockSkewMs: -5 * 60_000 }],
  ['a clock that is hours ahead', { clockSkewMs: 5 * 3600_000 }],
])('a device enrolls once with %s', async (_what, knobs) => {
  const { world, device } = await aDevice(knobs)
  expect(await device.enroll()).toMatchObject({ outcome: 'enrolled', configured: true })
  expect((await kindsOf(world)).filter((kind) => kind === 'device.enrolled')).toHaveLength(1)
  const certificates = await world.platform.db.selectFrom('certificate').select('id').execute()
  const active = await world.platform.db.selectFrom('enrollment').select('state').execute()
  expect(active).toEqual([{ state: 'active' }])
  // Two profiles were handed out, and one was installed.
  expect(certificates).toHaveLength(1)
})

test('a device whose clock is an hour behind does not take its certificate', async () => {
  const { device } = await aDevice({ clockSkewMs: -3600_000 })
  expect(await device.enroll()).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('by this clock'),
  })
})

test.each<[string, DeviceKnobs]>([
  ['changed', { alterMachineInfo: (signed) => tampered(signed, serial, 'C02TEST00009') }],
  ['signed twice', { alterMachineInfo: withSecondSigner }],
])('a device whose introduction is %s gets no profile', async (_what, knobs) => {
  const { world, device } = await aDevice(knobs)
  expect(await device.enroll()).toMatchObject({ outcome: 'refused' })
  expect(await statusOf(world)).toBe('enrolling')
})

test('a device renews when it is told, and by itself, and stays enrolled', async () => {
  let now = new Date()
  const world = await appleWorld({ clock: () => now })
  await world.record(serial, { platform: 'macos' })
  const device = world.device(serial, 'Mac', { now: () => now })
  expect(await device.enroll()).toMatchObject({ outcome: 'enrolled' })
  const first = device.identity()!
  now = new Date(now.getTime() + 280 * 86_400_000)
  const signal = new AbortController().signal
  const authorities = authoritiesOf(world.platform)
  expect(await renewCertificates({ platform: world.platform, authorities, signal })).toBe(1)
  expect(await device.poll()).toMatchObject([{ requestType: 'InstallProfile', status: 'Acknowledged' }])
  const second = device.identity()!
  expect(second.certificate).not.toEqual(first.certificate)
  await device.renew()
  expect(device.identity()!.certificate).not.toEqual(second.certificate)
  await device.poll()
  expect((await kindsOf(world)).filter((kind) => kind === 'certificate.renewed')).toHaveLength(2)
  expect(await statusOf(world)).toBe('enrolled')
})

test('a wiped device comes back as another enrollment of the same record', async () => {
  const { world, device } = await aDevice()
  await device.enroll()
  device.wipe()
  expect(await statusOf(world)).toBe('enrolled')
  expect(await device.enroll()).toMatchObject({ outcome: 'enrolled' })
  const rows = await world.platform.db.selectFrom('enrollment').select('state').orderBy('id').execute()
  expect(rows).toEqual([{ state: 'ended' }, { state: 'active' }])
})

test('a device that is restored goes on with other tokens, and a clone of it is refused and told of', async () => {
  const { world, device } = await aDevice()
  await device.enroll()
  const tokens = () =>
    world.platform.db.selectFrom('enrollment').select('push_token_sealed').executeTakeFirstOrThrow()
  const before = await tokens()
  await device.rotateToken()
  const backup = device.backup()!
  await device.restore(backup)
  expect(await tokens()).not.toEqual(before)
  expect(await device.poll()).toEqual([])

  const clone = world.device('C02TEST00002')
  await expect(clone.restore(backup)).rejects.toMatchObject({ status: 403 })
  expect(await kindsOf(world)).toContain('certificate.misused')
  expect(await device.poll()).toEqual([])
})

test('a user of a device has a channel of their own', async () => {
  const { world, device } = await aDevice()
  await device.enroll()
  const ana = device.user('ana')
  await expect(ana.authenticate()).rejects.toMatchObject({ status: 410 })
  await ana.updateToken()
  expect(await ana.poll()).toEqual([])
  await ana.checkOut()
  expect(await statusOf(world)).toBe('enrolled')
  await device.checkOut()
  expect(await statusOf(world)).toBe('enrolling')
})
