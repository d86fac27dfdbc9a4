import { expect, test } from 'vitest'
import {
  createDeviceAuthority,
  issueDeviceIdentity,
  newRsaKey,
} from '../src/simulator/device/device-authority.ts'
import { postMachineInfo } from './support/apple-hand.ts'
import { appleWorld, type AppleWorld } from './support/apple-world.ts'

const serial = 'C02TEST00001'
const arrivals = async (world: AppleWorld) => (await world.api('GET', '/arrivals')).body

test('an unknown device is refused with words and a code for the help desk', async () => {
  const world = await appleWorld()
  const response = await postMachineInfo(world, world.device(serial))
  const body = (await response.json()) as Record<string, string>

  expect(response.status).toBe(403)
  expect(response.headers.get('set-cookie')).toBeNull()
  const [arrival] = (await arrivals(world)).items
  expect(arrival).toMatchObject({
    outcome: 'refuse',
    reason: 'unknown-device',
    deviceId: null,
    address: '127.0.0.1',
  })
  expect(arrival.decision.steps.at(-1)).toMatchObject({ rule: 'known', verdict: 'stop' })
  expect(body['code']).toBe('muster.unknown-device')
  expect(body['message']).toContain(arrival.shortCode)
  expect((await world.api('GET', `/arrivals?q=${arrival.shortCode.toLowerCase()}`)).body.total).toBe(1)
  expect((await world.api('GET', `/arrivals?q=${serial.toLowerCase()}`)).body.total).toBe(1)
  expect((await world.api('GET', `/arrivals/${arrival.id}`)).body).toEqual(arrival)
})

test('an unknown device is refused without "pre-enrolled devices only" too, as it cannot enroll itself yet', async () => {
  const world = await appleWorld()
  await world.api('PUT', '/settings/enrollment', { preEnrolledDevicesOnly: false })
  expect(await world.device(serial).enroll()).toMatchObject({ outcome: 'refused' })
})

test('a withdrawn device is refused', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial)
  await world.api('POST', `/devices/${id}/withdraw`, {})
  expect(await world.device(serial).enroll()).toMatchObject({ outcome: 'refused' })
  expect((await arrivals(world)).items).toMatchObject([{ reason: 'withdrawn', deviceId: id }])
})

test('a device whose check-in has expired is refused, unless expiry is not enforced', async () => {
  let now = new Date('2026-03-01T00:00:00Z')
  const world = await appleWorld({ clock: () => now })
  await world.record(serial, { expirationDays: 7 })
  now = new Date('2026-03-09T00:00:00Z')
  const device = world.device(serial, 'iPhone', { now: () => now })
  expect(await device.enroll()).toMatchObject({ outcome: 'refused' })
  expect((await arrivals(world)).items).toMatchObject([{ reason: 'expired' }])
  await world.api('PUT', '/settings/enrollment', { checkInExpiryEnforced: false })
  expect(await device.enroll()).toMatchObject({ outcome: 'enrolled' })
})

test.each([
  ['udid', '00008130-0000000000000000'],
  ['imei', '350000000000006'],
])('a device whose %s differs from the record is refused', async (field, value) => {
  const world = await appleWorld()
  const { id } = await world.record(serial, { [field]: value })
  expect(await world.device(serial).enroll()).toMatchObject({ outcome: 'refused' })
  expect((await arrivals(world)).items).toMatchObject([{ reason: 'restriction-failed' }])
  expect((await world.api('GET', `/devices/${id}`)).body.status).toBe('enrolling')
})

test('a device whose identifiers are as on record enrolls', async () => {
  const world = await appleWorld()
  const device = world.device(serial)
  const { udid, imei, wifiMac } = device.hardware
  await world.record(serial, { udid, imei: imei[0], wifiMac })
  expect(await device.enroll()).toMatchObject({ outcome: 'enrolled', configured: true })
})

test('a device whose Wi-Fi address differs is let go as soon as it says so, and is never released from setup', async () => {
  const world = await appleWorld()
  const { id } = await world.record(serial, { wifiMac: 'a4:83:e7:00:00:01' })
  const device = world.device(serial)
  expect(await device.enroll()).toMatchObject({ outcome: 'refused', configured: false })
  expect((await world.api('GET', `/devices/${id}`)).body.status).toBe('enrolling')
  const { items } = (await world.api('GET', `/devices/${id}/timeline`)).body
  expect(items.map(({ summary }: { summary: string }) => summary)).toContain('Not as on record: Wi-Fi MAC.')
  await expect(device.poll()).rejects.toMatchObject({ status: 403 })
})

test.each([
  ['a code', { depMethod: 'Keycode' }, 'code-needed'],
  ['a login', { authentication: 'login' }, 'login-needed'],
])('a record that wants %s is challenged, which this way cannot be met', async (_what, fields, reason) => {
  const world = await appleWorld()
  await world.record(serial, fields)
  const response = await postMachineInfo(world, world.device(serial))
  expect(response.status).toBe(403)
  expect(await response.json()).toMatchObject({ code: `muster.${reason}` })
  expect((await arrivals(world)).items).toMatchObject([{ outcome: 'challenge', reason }])
})

test('a device with an identity of another maker is refused, and its claims are kept', async () => {
  const world = await appleWorld()
  await world.record(serial)
  const builtInIdentity = issueDeviceIdentity(createDeviceAuthority(), await newRsaKey())
  const result = await world.device(serial, 'iPhone', { knobs: { builtInIdentity } }).enroll()
  expect(result).toMatchObject({ outcome: 'refused' })
  expect((await arrivals(world)).items).toMatchObject([
    { outcome: 'refuse', reason: 'identity-unverified', verified: false, claimed: { serial } },
  ])
})

test.each([
  ['SHA-1', { digest: 'sha1' as const }],
  ['no signed attributes', { signedAttributes: false }],
  ['BER without lengths', { indefinite: true }],
])('MachineInfo with %s is read', async (_what, machineInfoCms) => {
  const world = await appleWorld()
  await world.record(serial)
  expect(await world.device(serial, 'Mac', { knobs: { machineInfoCms } }).enroll()).toMatchObject({
    outcome: 'refused',
  })
  expect((await arrivals(world)).items).toMatchObject([{ reason: 'wrong-platform', verified: true }])
})

test('what if: the same decision, and nothing is stored', async () => {
  const world = await appleWorld()
  await world.api('POST', '/users', { userName: 'ana' })
  const { identifier } = await world.record(serial, { userName: 'ana' })
  const ask = (claimed: object) => world.api('POST', '/admission/what-if', { claimed })

  expect((await ask({ serial: ` ${serial.toLowerCase()} ` })).body).toMatchObject({
    outcome: 'admit',
    deviceIdentifier: identifier,
    userName: 'ana',
  })
  expect((await ask({ serial: 'ANOTHER' })).body).toMatchObject({
    outcome: 'refuse',
    reason: 'unknown-device',
  })
  expect((await ask({ serial: 'A\u0000' })).status).toBe(400)
  expect((await arrivals(world)).total).toBe(0)
})

test('arrivals are filtered and paged, newest first', async () => {
  const world = await appleWorld()
  await world.record(serial)
  const known = world.device(serial)
  for (const device of [known, world.device('OTHER1'), world.device('OTHER2')])
    await postMachineInfo(world, device)

  const serialsOf = (page: { items: { claimed: { serial: string } }[] }) =>
    page.items.map((a) => a.claimed.serial)
  const first = (await world.api('GET', '/arrivals?limit=2')).body
  expect(serialsOf(first)).toEqual(['OTHER2', 'OTHER1'])
  expect(first.total).toBe(3)
  const second = (await world.api('GET', `/arrivals?limit=2&cursor=${first.nextCursor}`)).body
  expect(serialsOf(second)).toEqual([serial])
  expect(second.nextCursor).toBeNull()
  expect(serialsOf((await world.api('GET', '/arrivals?outcome=admit')).body)).toEqual([serial])
  expect((await world.api('GET', '/arrivals?reason=unknown-device&channel=ade')).body.total).toBe(2)
})

test('only those who may read arrivals see them', async () => {
  const world = await appleWorld()
  const token = await world.tokenFor('Help desk')
  expect((await world.api('GET', '/arrivals', undefined, { token })).status).toBe(200)
  expect((await world.api('GET', '/arrivals', undefined, { token: 'mst_none' })).status).toBe(401)
})

test('a search for text that no database holds is refused', async () => {
  const world = await appleWorld()
  expect((await world.api('GET', '/arrivals?q=%00')).status).toBe(400)
  for (const cursor of ['nonsense', 'W251bGwsIngiXQ'])
    expect((await world.api('GET', `/arrivals?cursor=${cursor}`)).status).toBe(400)
})
