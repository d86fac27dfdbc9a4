import { expect, onTestFinished, test } from 'vitest'
import { androidManagement, managementScope } from '../src/protocol/google/android-management.ts'
import { googleSession } from '../src/protocol/google/google-session.ts'
import { readServiceAccountKey } from '../src/protocol/google/service-account.ts'
import { zeroTouch } from '../src/protocol/google/zero-touch.ts'
import { startGoogleSimulator } from '../src/simulator/google/google-simulator.ts'

async function clients() {
  const google = await startGoogleSimulator()
  onTestFinished(() => google.close())
  const waited: number[] = []
  const session = googleSession({
    fetch,
    tokenUrl: google.urls.token,
    key: readServiceAccountKey(google.serviceAccountKey),
    scope: managementScope,
    now: () => new Date(),
    wait: async (ms) => void waited.push(ms),
  })
  const { enterprise } = google.state
  const device = (n: number) => ({
    name: `${enterprise}/devices/${n}`,
    state: 'ACTIVE',
    enrollmentTime: '',
    hardwareInfo: {},
  })
  google.state.devices.push(...[1, 2, 3, 4, 5].map(device))
  return { google, waited, session, enterprise, api: androidManagement(session, google.urls.management) }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

test('lists are read page by page to their end', async () => {
  const { api, enterprise, google } = await clients()
  const named = await all(api.listDevices(enterprise))
  expect(named.map(({ name }) => name.split('/').at(-1))).toEqual(['1', '2', '3', '4', '5'])
  expect(google.state.calls).toHaveLength(3)
  const token = { policyName: 'p', seconds: 60, additionalData: '' }
  const made = await api.createToken(enterprise, token)
  expect(made.value).toBeTruthy()
  const listed = await all(api.listTokens(enterprise))
  expect(listed).toMatchObject([{ name: made.name }])
  expect(listed[0]!.value).toBeUndefined()
  await api.deleteToken(made.name)
  expect(await all(api.listTokens(enterprise))).toEqual([])
})

test('a change names what it changes, and what is not there is told', async () => {
  const { api, enterprise } = await clients()
  const name = `${enterprise}/devices/1`
  expect(await api.patchDevice(name, { policyName: 'other' })).toMatchObject({
    policyName: 'other',
    state: 'ACTIVE',
  })
  expect((await api.patchDevice(name, { state: 'DISABLED' })).state).toBe('DISABLED')
  expect((await api.getDevice(name)).policyName).toBe('other')
  await api.deleteDevice(name)
  await expect(api.getDevice(name)).rejects.toMatchObject({ kind: 'not-found' })
})

test('a busy service is asked again for a while, and a token is good for its scope only', async () => {
  const { api, enterprise, google, waited, session } = await clients()
  google.state.faults.busy = 2
  expect(await all(api.listDevices(enterprise))).toHaveLength(5)
  expect(waited).toEqual([0, 0])
  const { customer } = google.state
  await expect(zeroTouch(session, google.urls.zeroTouch).listDpcs(customer)).rejects.toMatchObject({
    kind: 'denied',
    status: 401,
  })
})
