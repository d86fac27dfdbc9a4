import { announce } from '../platform/events/live.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import type { FieldChange } from './device.ts'

export type DeviceNote = {
  device: { id: string; identifier: string }
  /** `thing.past`, the same in the timeline and in the audit log. */
  action: string
  /** One plain sentence for the timeline. */
  summary: string
  changes?: readonly FieldChange[]
  facts?: Record<string, unknown>
}

/** Timeline, live update and audit record of a change. The caller holds the device's row; call it last in the transaction. */
export async function noteDeviceChange(trx: Trx, actor: Actor, note: DeviceNote): Promise<void> {
  const { device, action, summary, facts = {} } = note
  const changes = note.changes?.map(withoutSecrets)
  const subject = { kind: 'device' as const, id: device.id }
  const allFacts = changes ? { ...facts, changes } : facts
  await recordEvents(trx, [{ subject, kind: action, actor: actor.name, summary, facts: allFacts }])
  await announce(trx, { topic: 'device', id: device.id })
  await recordAudit(trx, actor, {
    action,
    target: { kind: 'device', id: device.id, name: device.identifier },
    before: changes && valuesOf(changes, 'before'),
    after: changes ? { ...facts, ...valuesOf(changes, 'after') } : facts,
  })
}

/** The timeline is read by people who may not see codes. */
const withoutSecrets = (change: FieldChange): FieldChange =>
  change.field === 'code' ? { field: 'code', before: '[secret]', after: '[secret]' } : change

const valuesOf = (changes: readonly FieldChange[], side: 'before' | 'after') =>
  Object.fromEntries(changes.map((change) => [change.field, change[side]]))
