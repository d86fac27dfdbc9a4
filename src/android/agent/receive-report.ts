import type { AgentReport } from '../../contract/android-agent.ts'
import { lockDevice } from '../../devices/device-store.ts'
import { endEnrollment, learnModel } from '../../devices/enroll-device.ts'
import { deviceActor } from '../../platform/audit/actor.ts'
import { recordEvents } from '../../platform/audit/timeline.ts'
import type { Trx } from '../../platform/db/database.ts'
import { storable } from '../../platform/db/storable.ts'
import { announce } from '../../platform/events/live.ts'
import type { Platform } from '../../platform/platform.ts'
import { mergeReported, setResult, type Agent } from './agent-store.ts'
import { endRegistration } from './registration-store.ts'

/** Keeps what an agent tells. A device that was wiped by us, or whose agent leaves, is not managed any more. */
export function receiveReport(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  agent: Agent,
  { facts, results, leaving }: AgentReport,
  address: string,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const { registrationId, deviceId } = agent
    const record = await lockDevice(trx, deviceId, now)
    if (record?.device.status !== 'enrolled') return
    await mergeReported(trx, registrationId, storableFacts(facts), now)
    const { model } = facts
    if (typeof model === 'string' && model !== '')
      await learnModel(trx, deviceId, storable(model).slice(0, 100))
    const kinds = []
    for (const result of results) {
      const message = result.message ? storable(result.message) : null
      const kind = await setResult(trx, registrationId, { ...result, message, now })
      if (!kind) continue
      if (result.ok) kinds.push(kind)
      await noteResult(trx, deviceId, { kind, ok: result.ok, message })
    }
    const isWiped = kinds.includes('wipe')
    await announce(trx, { topic: 'device', id: deviceId })
    if (!isWiped && !leaving) return
    await endRegistration(trx, registrationId, { reason: isWiped ? 'wiped' : 'left', now })
    const actor = deviceActor(record.device.serial ?? record.device.identifier, address)
    await endEnrollment(trx, { id: deviceId }, { at: now, actor, reason: isWiped ? 'erased' : 'checked-out' })
  })
}

const storableFacts = (facts: AgentReport['facts']) =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      storable(name),
      typeof value === 'string' ? storable(value) : value,
    ]),
  )

type Result = { kind: string; ok: boolean; message: string | null }

async function noteResult(trx: Trx, deviceId: string, { kind, ok, message }: Result): Promise<void> {
  const words =
    { sync: 'report', lock: 'lock itself', wipe: 'erase itself', message: 'show a message' }[kind] ?? kind
  const summary = ok
    ? `The device did ${words}.`
    : `The device could not ${words}${message ? `: ${message}` : '.'}`
  await recordEvents(trx, [
    {
      subject: { kind: 'device', id: deviceId },
      kind: ok ? 'command.done' : 'command.failed',
      actor: 'device',
      summary,
      facts: { command: kind, message },
    },
  ])
}
