import { comparable } from '../admission/identifiers.ts'
import { checkRestrictions } from '../admission/restrictions.ts'
import type { AnswerListener } from '../commands/answer-listener.ts'
import { partingKey, queueCommands } from '../commands/queue-commands.ts'
import { storeAnswer } from '../commands/store-answer.ts'
import type { Device } from '../contract/device.ts'
import { learnModel, type EndReason } from '../devices/enroll-device.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { readDeviceInformation, type DeviceInformation } from '../protocol/mdm/command.ts'
import { MdmError } from '../protocol/mdm/mdm-error.ts'
import type { PollMessage } from '../protocol/mdm/poll.ts'
import { profileList } from '../protocol/mdm/profile-commands.ts'
import { securityInfo } from '../protocol/mdm/security-info.ts'
import { texts } from './authenticate.ts'
import { setConfigured, setReported, type Enrollment } from './enrollment-store.ts'

export type Answer = { device: Device; enrollment: Enrollment; message: PollMessage; body: Buffer; now: Date }

/** Why the enrollment ends with an answer; `refusal` when the device is to be turned away. */
export type Ending = { reason: EndReason; refusal?: string }

/** Stores what became of a command, and then what follows from it for the enrollment. */
export async function takeAnswer(
  trx: Trx,
  answer: Answer,
  { listeners, secrets }: { listeners: readonly AnswerListener[]; secrets: Secrets },
): Promise<Ending | undefined> {
  const { device, enrollment, message, body, now } = answer
  const whose = { deviceId: device.id, enrollmentId: enrollment.id, now }
  const command = await storeAnswer(trx, whose, { message, body, listeners })
  if (!command || command.outcome === 'not-now') return undefined
  const done = command.outcome === 'acknowledged'
  if (command.requestType === 'DeviceInformation') return learn(trx, answer)
  if (command.requestType === 'DeviceConfigured' && done) {
    await noteConfigured(trx, answer)
    // What is left to know is asked for when nobody waits for the device any more.
    await queueCommands(trx, enrollment.id, [securityInfo(), profileList()], { secrets })
  }
  // It says so before it does it, and is another device afterwards: it arrives anew.
  if (command.requestType === 'EraseDevice' && done) return { reason: 'erased' }
  return command.key === partingKey && done ? { reason: 'profile-removed' } : undefined
}

async function learn(trx: Trx, { device, enrollment, message }: Answer): Promise<Ending | undefined> {
  const information = readInformation(message)
  const { ModelName, ...facts } = information
  await setReported(trx, enrollment.id, { ...enrollment.reported, ...texts({ ModelName, ...facts }) })
  const { ModelName: model } = texts({ ModelName })
  if (model) await learnModel(trx, device.id, model)
  const failed = failedRestrictions(device, information, enrollment.reported['IMEI'])
  if (failed.length === 0) return undefined
  const summary = `Not as on record: ${failed.join(', ')}.`
  await note(trx, device.id, { kind: 'restriction.failed', summary, facts: { failed } })
  return { reason: 'restriction-failed', refusal: summary }
}

/** Nothing is known from an error or from an answer that cannot be read. */
function readInformation({ Status, content }: PollMessage): DeviceInformation {
  try {
    return Status === 'Acknowledged' ? readDeviceInformation(content) : {}
  } catch (error) {
    if (error instanceof MdmError) return {}
    throw error
  }
}

/**
 * What could not be checked on arrival. Every device that has Wi-Fi names its address, so one that does not is another
 * device; IMEI and MEID are left out by some systems and count only when they are named.
 */
function failedRestrictions(
  device: Device,
  { UDID, IMEI, MEID, WiFiMAC }: DeviceInformation,
  earlierImei: string | undefined,
): string[] {
  const shown = comparable({ udid: UDID, imei: IMEI, imei2: earlierImei, meid: MEID, wifiMac: WiFiMAC })
  return checkRestrictions(device, shown)
    .filter(
      ({ restriction, result }) =>
        result === 'differs' || (result === 'unseen' && restriction === 'Wi-Fi MAC'),
    )
    .map(({ restriction }) => restriction)
}

async function noteConfigured(trx: Trx, { device, enrollment }: Answer): Promise<void> {
  await setConfigured(trx, enrollment.id)
  await note(trx, device.id, {
    kind: 'device.configured',
    summary: 'The device finished its setup.',
    facts: {},
  })
}

type Note = { kind: string; summary: string; facts: Record<string, unknown> }

async function note(trx: Trx, deviceId: string, { kind, summary, facts }: Note): Promise<void> {
  await recordEvents(trx, [
    { subject: { kind: 'device', id: deviceId }, kind, actor: 'device', summary, facts },
  ])
  await announce(trx, { topic: 'device', id: deviceId })
}
