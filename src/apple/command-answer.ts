import { comparable } from '../admission/identifiers.ts'
import { checkRestrictions } from '../admission/restrictions.ts'
import type { Device } from '../contract/device.ts'
import { learnModel } from '../devices/enroll-device.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import { readDeviceInformation, type DeviceInformation } from '../protocol/mdm/command.ts'
import { MdmError } from '../protocol/mdm/mdm-error.ts'
import type { PollMessage } from '../protocol/mdm/poll.ts'
import { texts } from './authenticate.ts'
import { findCommand, setResult, type CommandState } from './command-store.ts'
import { setConfigured, setReported, type Enrollment } from './enrollment-store.ts'

export type Answer = { device: Device; enrollment: Enrollment; message: PollMessage; body: Buffer; now: Date }

const states: Record<Exclude<PollMessage['Status'], 'Idle'>, CommandState> = {
  Acknowledged: 'acknowledged',
  Error: 'error',
  CommandFormatError: 'error',
  NotNow: 'not-now',
}

const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/**
 * Stores what became of a command, as it came, and then what follows from it. An answer that was there before, or is to no
 * command of ours, changes nothing. Gives the reason when the device turns out not to be the one on record.
 */
export async function storeAnswer(trx: Trx, answer: Answer): Promise<string | undefined> {
  const { message, enrollment, body: result, now } = answer
  if (message.Status === 'Idle' || !isUuid(message.CommandUUID)) return undefined
  const command = await findCommand(trx, enrollment.id, message.CommandUUID)
  if (command?.state !== 'sent' && command?.state !== 'not-now') return undefined
  const state = states[message.Status]
  await setResult(trx, command.id, { state, result, error: errorOf(message), now })
  if (state === 'not-now') return undefined
  if (command.requestType === 'DeviceInformation') return learn(trx, answer)
  if (command.requestType === 'DeviceConfigured' && state === 'acknowledged')
    await noteConfigured(trx, answer)
  return undefined
}

const errorOf = (message: PollMessage) =>
  message.Status === 'Error' || message.Status === 'CommandFormatError'
    ? {
        status: message.Status,
        chain:
          message.ErrorChain?.slice(0, 10).map((link) => ({
            code: link.ErrorCode ?? null,
            ...texts(link),
          })) ?? [],
      }
    : undefined

async function learn(trx: Trx, { device, enrollment, message }: Answer): Promise<string | undefined> {
  const information = readInformation(message)
  const { ModelName, ...facts } = information
  await setReported(trx, enrollment.id, { ...enrollment.reported, ...texts({ ModelName, ...facts }) })
  const { ModelName: model } = texts({ ModelName })
  if (model) await learnModel(trx, device.id, model)
  const failed = failedRestrictions(device, information, enrollment.reported['IMEI'])
  if (failed.length === 0) return undefined
  const summary = `Not as on record: ${failed.join(', ')}.`
  await note(trx, device.id, { kind: 'restriction.failed', summary, facts: { failed } })
  return summary
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
