import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { childDep } from './support/child-dep.ts'

test('kill -9 while 5,000 devices are assigned: nothing is forgotten, and no device is assigned twice', async () => {
  const { apple, call, portal, killAndStart, tenMinutesLater } = await childDep(5000)
  const { id } = await call('POST', '/dep/accounts', { name: 'School' })
  const certificate = await call('GET', `/dep/accounts/${id}/certificate`)
  await call('PUT', `/dep/accounts/${id}/token`, await portal('/servers', { certificate, name: 'School' }))
  const profile = await call('POST', '/dep/profiles', { accountId: id, profileName: 'Pupils' })
  while ((await call('GET', `/dep/accounts/${id}`)).lastSync?.state !== 'done') await sleep(50)
  const changesBefore = apple.apple.organization.servers.get('School')!.events.length
  const changes = () => apple.apple.organization.servers.get('School')!.events.length - changesBefore

  // Two thousand go through; the third thousand is done at Apple, and the answer never arrives.
  const path = '/profile/devices'
  await portal('/faults', {
    next: [
      { path, delayMs: 1, times: 2 },
      { path, delayMs: 20_000 },
    ],
  })
  const run = await call('POST', `/dep/profiles/${profile.id}/assign`, { filter: { account: id } })
  expect(run).toMatchObject({ state: 'running', isLookingUp: true })
  while ((apple.apple.calls.get('POST /profile/devices') ?? 0) < 3) await sleep(20)
  await killAndStart(async () => void (await portal('/faults', { reset: true })))

  const between = await call('GET', `/dep/assignment-runs/${run.id}`)
  expect(between).toMatchObject({ state: 'running', total: 5000, superseded: 0 })
  expect(between.done + between.waiting).toBe(5000)
  await tenMinutesLater()
  await call('POST', '/dep/assignments/retry', { filter: { run: run.id } })
  let now = between
  while (now.state === 'running') {
    await sleep(100)
    now = await call('GET', `/dep/assignment-runs/${run.id}`)
  }
  expect(now).toMatchObject({ done: 5000, failed: 0, waiting: 0 })
  expect(changes()).toBe(5000)
  expect((await call('GET', `/dep/profiles/${profile.id}`)).assignedCount).toBe(5000)
}, 120_000)
