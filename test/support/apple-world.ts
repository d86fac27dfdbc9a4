import { createDeviceAuthority, type Identity } from '../../src/simulator/device/device-authority.ts'
import {
  createAppleDevice,
  type AppleDevice,
  type AppleDeviceOptions,
} from '../../src/simulator/device/apple-device.ts'
import type { ModelName } from '../../src/simulator/models.ts'
import { pem } from '../../src/protocol/x509/pem.ts'
import { testApp, type TestApp } from './test-app.ts'

/** One for a test file: making a key is slow. */
export const deviceAuthority: Identity = createDeviceAuthority()

export type AppleWorld = TestApp & {
  /** A simulated device that Apple's activation sends to this server; with a `person` by the web view. */
  device(serial: string, model?: ModelName, options?: Partial<AppleDeviceOptions>): AppleDevice
  /** A record made by an administrator, for DEP with the method Serial unless the fields say something else. */
  record(serial: string, fields?: Record<string, unknown>): Promise<{ id: string; identifier: string }>
  /** A request as a device sends it. */
  send(
    method: string,
    path: string,
    body?: Uint8Array | string,
    headers?: Record<string, string>,
  ): Promise<Response>
}

/** The real server, which trusts simulated devices. */
export async function appleWorld(options: Parameters<typeof testApp>[0] = {}): Promise<AppleWorld> {
  const app = await testApp({ appleDeviceCa: pem('CERTIFICATE', deviceAuthority.certificate), ...options })
  let made = 0
  return {
    ...app,
    device: (serial, model = 'iPhone', more = {}) =>
      createAppleDevice({
        serial,
        model,
        appleUrl: 'http://activation.invalid',
        deviceAuthority,
        patience: { polls: 3, pauseMs: 1 },
        ...more,
        fetch: activating(app.url, { next: more.fetch ?? fetch, webView: more.person !== undefined }),
      }),
    async record(serial, fields = {}) {
      const body = { identifier: `DEV-${++made}`, platform: 'ios', serial, depMethod: 'Serial', ...fields }
      const answer = await app.api('POST', '/devices', body)
      if (answer.status !== 201) throw new Error(`The device was not made: ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    send: (method, path, body, headers = {}) =>
      fetch(`${app.url}${path}`, {
        method,
        redirect: 'manual',
        headers,
        ...(body === undefined ? {} : { body: body as string | Uint8Array<ArrayBuffer> }),
      }),
  }
}

/** Plays Apple's activation, which hands out the address of the server. */
const activating =
  (url: string, { next, webView }: { next: typeof fetch; webView: boolean }): typeof fetch =>
  async (input, init) => {
    const address = input instanceof Request ? input.url : String(input)
    if (!address.startsWith('http://activation.invalid/')) return next(input, init)
    return Response.json({
      profile_name: 'Test',
      url: `${url}/apple/enroll`,
      ...(webView ? { configuration_web_url: `${url}/apple/enroll` } : {}),
      await_device_configured: true,
      is_supervised: true,
    })
  }
