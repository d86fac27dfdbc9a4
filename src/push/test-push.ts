import type { TestPushAnswer } from '../contract/push.ts'
import { findDevice, readDeviceKey } from '../devices/device-store.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { Problem } from '../platform/problem.ts'
import { verdictOn, type ApnsAnswer, type MdmPush } from '../protocol/apns/apns.ts'
import { ApnsError } from './apns-connection.ts'
import { clearRefused } from './certificate-store.ts'
import { pushLifetimeMs, verdictTexts } from './push-rules.ts'
import type { ReadySender } from './push-sender.ts'
import { noteRefused, type Sending } from './send-pushes.ts'
import type { PushTarget } from './targets.ts'

/** Sends one push now, whether commands wait or not, and tells Apple's answer. @throws {Problem} */
export async function testPush(sending: Sending, actor: Actor, device: string): Promise<TestPushAnswer> {
  const { platform, sender, targets } = sending
  const { db, clock } = platform
  const found = await reachable(sending, device)
  const ready = await sender.ready({ despiteRefusal: true })
  if (!ready) throw new Problem('push-certificate.missing')
  if (found.target.topic !== ready.topic)
    throw new Problem('push.other-topic', {
      detail: `${found.identifier} enrolled with the topic ${found.target.topic}; the certificate here is for ${ready.topic}.`,
    })
  const expiresAt = new Date(clock().getTime() + pushLifetimeMs)
  const answer = await sendOrExplain(sending, ready, { ...found.address, topic: ready.topic, expiresAt })
  const verdict = verdictOn(answer)
  if (verdict === 'taken') await clearRefused(db, ready.revision)
  if (verdict === 'certificate-refused')
    await noteRefused(platform, ready, `${answer.status} ${answer.reason}`.trim())
  await db.transaction().execute(async (trx) => {
    if (verdict === 'token-gone') await targets.retire(trx, found.target, answer.reason)
    const { status, reason } = answer
    await recordAudit(trx, actor, {
      action: 'push.tested',
      target: { kind: 'device', id: found.target.deviceId, name: found.identifier },
      after: { status, reason },
    })
  })
  return { taken: verdict === 'taken', ...answer, text: verdictTexts[verdict] }
}

type Reachable = { identifier: string; target: PushTarget; address: { token: Buffer; magic: string } }

async function reachable({ platform, targets }: Sending, device: string): Promise<Reachable> {
  const { db, clock } = platform
  const key = readDeviceKey(device)
  const record = key && (await findDevice(db, key, clock()))
  if (!record) throw new Problem('device.not-found', { detail: `There is no device ${device}`, id: device })
  const { id, identifier } = record.device
  const target = await targets.findByDevice(db, id)
  if (!target) throw new Problem('push.not-enrolled', { detail: `${identifier} is not enrolled.` })
  if (!target.address)
    throw new Problem('push.token-gone', {
      detail: `Apple has taken back the push token of ${identifier}, and the device has sent no other.`,
    })
  return { identifier, target, address: target.address }
}

async function sendOrExplain({ platform }: Sending, ready: ReadySender, push: MdmPush): Promise<ApnsAnswer> {
  try {
    return await ready.send(push)
  } catch (error) {
    if (!(error instanceof ApnsError)) throw error
    if (error.kind === 'unreachable')
      throw new Problem('push.unreachable', { detail: error.message }, { cause: error })
    await noteRefused(platform, ready, error.message)
    throw new Problem('push-certificate.refused', { detail: error.message }, { cause: error })
  }
}
