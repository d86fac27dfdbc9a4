import { onTestFinished } from 'vitest'
import type { AppOptions } from '../../src/app.ts'
import { startGoogleSimulator, type GoogleSimulator } from '../../src/simulator/google/google-simulator.ts'
import type { FakeDevice } from '../../src/simulator/google/google-state.ts'
import { until } from './child-server.ts'
import { testApp, type TestApp } from './test-app.ts'

export type GoogleWorld = {
  google: GoogleSimulator
  app: TestApp
  /** A list with these devices. */
  list(devices: object[], name?: string): Promise<{ id: string; token: string; devices: { id: string }[] }>
  /** A phone that enrolled at Google with a token there. */
  enroll(token: { name: string } | null, device: Partial<FakeDevice>): FakeDevice
  /** Reads the devices and waits until that has ended; answers how. */
  sync(): Promise<{ ok: boolean; message: string }>
}

/** Muster beside a Google of its own, set up for both ways in. */
export async function googleWorld(
  settings: object = {},
  options: Partial<AppOptions> = {},
): Promise<GoogleWorld> {
  const google = await startGoogleSimulator()
  onTestFinished(() => google.close())
  const app = await testApp({ google: google.urls, ...options })
  const { enterprise, customer: zeroTouchCustomer } = google.state
  const { serviceAccountKey } = google
  await app.api('PUT', '/settings/google', { serviceAccountKey, enterprise, zeroTouchCustomer, ...settings })
  let named = 0
  return {
    google,
    app,
    async list(devices, name = 'Tablets') {
      const { body: bulk } = await app.api('POST', '/bulk-enrollments', { name })
      const added = []
      for (const device of devices)
        added.push((await app.api('POST', `/bulk-enrollments/${bulk.id}/devices`, device)).body)
      return { id: bulk.id, token: bulk.token, devices: added }
    },
    enroll(token, device) {
      named++
      const enrolled: FakeDevice = {
        name: `${enterprise}/devices/d${named}`,
        state: 'ACTIVE',
        enrollmentTime: '2026-11-30T10:00:00Z',
        hardwareInfo: {},
        ...(token ? { enrollmentTokenName: token.name } : {}),
        ...device,
      }
      google.state.devices.push(enrolled)
      return enrolled
    },
    async sync() {
      const last = async () => (await app.api('GET', '/settings/google')).body.lastSync
      const before = (await last())?.at
      const { status } = await app.api('POST', '/google/devices/sync')
      if (status !== 202) throw new Error(`The sync was refused: ${status}`)
      await until(async () => (await last()) !== null && (await last()).at !== before)
      return last()
    },
  }
}
