import { models } from '../models.ts'
import type { DepCall } from './dep-call.ts'
import type { Device } from './organization.ts'
import { keepQuietly } from './organization.ts'
import { Refusal } from './refusal.ts'

type LockStatus =
  | 'SUCCESS'
  | 'NOT_ACCESSIBLE'
  | 'ORG_NOT_SUPPORTED'
  | 'DEVICE_NOT_SUPPORTED'
  | 'DEVICE_ALREADY_LOCKED'
  | 'FAILED'

/** `POST /device/activationlock`: 200 even where it is refused. */
export function lockDevice(call: DepCall) {
  const { device: serial, escrow_key: escrowKey, lost_message: lostMessage } = call.body
  if (typeof serial !== 'string' || serial === '') throw malformed()
  if (isPresent(escrowKey) && !(typeof escrowKey === 'string' && /^[\da-f]{64}$/i.test(escrowKey)))
    throw malformed()
  if (isPresent(lostMessage) && typeof lostMessage !== 'string') throw malformed()
  const { organization, clock } = call.apple
  const device = call.server.devices.get(serial)
  const status = statusOf(call, device)
  if (device && status === 'SUCCESS') {
    const lock = {
      at: clock.now().getTime(),
      ...(isPresent(escrowKey) ? { escrowKey } : {}),
      ...(isPresent(lostMessage) ? { message: lostMessage } : {}),
    }
    keepQuietly(organization, { ...device, lock })
  }
  return { serial_number: serial, response_status: status }
}

function statusOf({ apple: { faults } }: DepCall, device: Device | undefined): LockStatus {
  if (faults.organizationNotSupported) return 'ORG_NOT_SUPPORTED'
  if (!device) return 'NOT_ACCESSIBLE'
  if (faults.failed.includes(device.serial)) return 'FAILED'
  if (models[device.model].os === 'OSX') return 'DEVICE_NOT_SUPPORTED'
  return device.lock ? 'DEVICE_ALREADY_LOCKED' : 'SUCCESS'
}

const isPresent = (value: unknown): value is string => value !== undefined && value !== null

const malformed = () => new Refusal(400, 'MALFORMED_REQUEST_BODY')
