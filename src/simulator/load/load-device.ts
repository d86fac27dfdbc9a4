import { createPrivateKey, type KeyObject } from 'node:crypto'
import { mdmSignature } from '../../protocol/mdm/mdm-signature.ts'
import { buildPoll } from '../../protocol/mdm/poll.ts'
import { createAppleDevice } from '../device/apple-device.ts'
import { issueDeviceIdentity, type Identity } from '../device/device-authority.ts'
import type { Sending } from './keep-alive-fetch.ts'
import type { EnrolledDevice } from './load-order.ts'

const activation = 'http://activation.invalid'

export type Enrolling = {
  serial: string
  /** Of the built-in identity and of the certificate that the server issues. */
  key: KeyObject
  authority: Identity
  enrollUrl: string
  fetch: typeof fetch
}

/** A device that Apple's activation sends straight to the server. @throws {Error} with the reason when it does not enroll */
export async function enrollDevice({
  serial,
  key,
  authority,
  enrollUrl,
  fetch,
}: Enrolling): Promise<EnrolledDevice> {
  const device = createAppleDevice({
    serial,
    model: 'iPhone',
    appleUrl: activation,
    deviceAuthority: authority,
    fetch: async (input, init) =>
      String(input instanceof Request ? input.url : input).startsWith(activation)
        ? Response.json({ url: enrollUrl, await_device_configured: true, is_supervised: true })
        : fetch(input, init),
    knobs: { builtInIdentity: issueDeviceIdentity(authority, key), scep: { key } },
  })
  const { outcome, reason, udid } = await device.enroll()
  const identity = device.identity()
  if (outcome !== 'enrolled' || !identity) throw new Error(reason ?? outcome)
  return { udid, certificate: identity.certificate, key: derOf(identity.key) }
}

const derOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'der' })

/** An idle poll, signed once: it says the same each time, and signing it again would cost the device more than the server. */
export function idlePoll({ udid, certificate, key }: EnrolledDevice, url: URL): Sending {
  const body = buildPoll({ Status: 'Idle', UDID: udid })
  const signer = {
    certificate: Buffer.from(certificate),
    key: createPrivateKey({ key: Buffer.from(key), type: 'pkcs8', format: 'der' }),
  }
  const headers = {
    'content-type': 'application/x-apple-aspen-mdm; charset=UTF-8',
    'user-agent': 'MDM/1.0',
    'mdm-signature': mdmSignature(Buffer.from(body), signer),
  }
  return { url, method: 'PUT', headers, body }
}
