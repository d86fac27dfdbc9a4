import type { DepCall } from './dep-call.ts'
import { release } from './movements.ts'
import { answerEach } from './profiles.ts'
import { Refusal } from './refusal.ts'

/** `POST /devices/disown`: for good. Never throttled. */
export function disownDevices(call: DepCall) {
  const { organization, clock } = call.apple
  const serials = call.serials()
  const at = clock.now().getTime()
  const statuses = answerEach(call, serials, (device) => {
    release(organization, device, at)
    return 'SUCCESS'
  })
  return { devices: Object.fromEntries(statuses) }
}

/** `GET /device/replacementDetails`: Apple answers 400 where its documentation says 404. */
export function replacementDetails({ server, query, version }: DepCall) {
  if (version < 10) throw new Refusal(404, 'NOT_FOUND')
  const serial = query.get('device')
  if (!serial) throw new Refusal(400, 'DEVICE_ID_REQUIRED')
  const replaces = server.devices.get(serial)?.replaces
  if (!replaces) throw new Refusal(400, 'DEVICE_NOT_FOUND')
  return {
    serial_number: serial,
    original_device_serial_number: replaces.serial,
    replacement_date: new Date(replaces.at).toISOString().slice(0, 10),
  }
}
