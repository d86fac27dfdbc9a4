import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { DepProfile, DepResults } from '../src/contract/dep.ts'
import { depTest, type DepTest } from './support/dep-test.ts'

const devices = ['DEPA00000001', 'DEPA00000002']
const uuid = '00112233445566778899AABBCCDDEEFF'
const dashed = '00112233-4455-6677-8899-aabbccddeeff'

/** As if another server with the same token had defined it. */
function defineElsewhere({ apple }: DepTest, profile: Record<string, unknown>, id = uuid): void {
  for (const server of apple.apple.organization.servers.values()) server.profiles.set(id, profile)
}

const old = {
  profile_name: 'Old server',
  url: 'https://old.example/enroll',
  org_magic: '',
  is_supervised: true,
  skip_setup_items: ['Siri'],
  later_member: 1,
}

test('a profile that only Apple knows is adopted by its UUID, however it is written, and can be assigned', async () => {
  const dep = await depTest({ apple: { devices } })
  await dep.account('Phones')
  defineElsewhere(dep, old)
  const { status, body } = await dep.app.api<DepProfile>('POST', '/dep/profiles/adopt', { uuid: dashed })
  expect(status).toBe(200)
  expect(body).toMatchObject({ uuid, origin: 'elsewhere', version: 1, account: 'Phones', createdBy: 'Apple' })
  expect(body.fields).toMatchObject({
    profileName: 'Old server',
    url: 'https://old.example/enroll',
    isSupervised: true,
    isMdmRemovable: true,
    skipSetupItems: ['Siri'],
  })
  expect(body.sent).toMatchObject({ later_member: 1, org_magic: '' })

  const { body: again } = await dep.app.api<DepProfile>('POST', '/dep/profiles/adopt', { uuid })
  expect(again.id).toBe(body.id)
  const { body: results } = await dep.app.api<DepResults>('POST', `/dep/profiles/${dashed}/assign`, {
    serials: devices,
  })
  expect(results).toMatchObject({ succeeded: 2, failed: 0 })
  const { body: list } = await dep.app.api('GET', '/dep/profiles?origin=elsewhere&use=assigned')
  expect(list).toMatchObject({ total: 1, items: [{ id: body.id, assignedCount: 2 }] })
  const audit = await dep.app.api('GET', '/audit-events?action=dep-profile.adopted')
  expect(audit.body.items).toHaveLength(1)
})

test('an unknown UUID is not found; when Apple does not answer, that is said', async () => {
  const dep = await depTest()
  await dep.account()
  const adopt = (key: string) => dep.app.api('POST', '/dep/profiles/adopt', { uuid: key })
  expect(await adopt(uuid)).toMatchObject({ status: 404, body: { code: 'dep-profile.not-found' } })
  expect((await adopt('not a UUID at all')).status).toBe(404)
  await dep.portal('/faults', { next: [{ path: '/profile', status: 503 }] })
  expect(await adopt(uuid)).toMatchObject({ status: 502, body: { code: 'dep.unavailable' } })
})

test('profiles that devices have without our doing are read at Apple after the sync', async () => {
  const dep = await depTest({ apple: { devices } })
  const account = await dep.account()
  defineElsewhere(dep, old)
  const { organization } = dep.apple.apple
  for (const [serial, profileUuid] of [
    [devices[0]!, uuid],
    [devices[1]!, 'F'.repeat(32)],
  ] as const) {
    const device = organization.devices.get(serial)!
    const profile = { uuid: profileUuid, status: 'assigned' as const, assignedAt: Date.now() }
    const server = organization.servers.get(device.server!)!
    organization.devices.set(serial, { ...device, profile })
    server.devices.set(serial, { ...device, profile })
  }
  await dep.sync(account.id, 'full')
  for (;;) {
    const { body } = await dep.app.api('GET', '/dep/profiles')
    if (body.total === 1) break
    await pause(50)
  }
  const { body } = await dep.app.api('GET', '/dep/profiles')
  expect(body.items).toMatchObject([{ uuid, origin: 'elsewhere', assignedCount: 1 }])
  const { body: device } = await dep.app.api('GET', `/dep/devices/${devices[0]}`)
  expect(device.profileName).toBe('Old server')

  // What Apple did not know is not asked for at each sync.
  const asked = () => dep.apple.apple.calls.get('GET /profile')
  const before = asked()
  expect(before).toBe(2)
  await dep.sync(account.id, 'full')
  await pause(300)
  expect(asked()).toBe(before)
})
