import type { Arrival } from '../contract/arrival.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { findCandidates } from '../devices/find-candidates.ts'
import { lockDevice } from '../devices/device-store.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { admit } from './admit.ts'
import { insertArrival } from './arrival-store.ts'
import type { ArrivalClaims, Decision } from './decision.ts'
import { newShortCode } from './short-code.ts'

/** Reads the facts and decides; stores nothing, so it is also the answer to "what if". */
export async function decide(db: Db, arrival: ArrivalClaims, now: Date): Promise<Decision> {
  const settings = await readEnrollmentSettings(db)
  // Only the serial number names a record; everything else may only contradict it.
  const candidates = await findCandidates(db, { serial: arrival.claimed.serial }, now)
  return admit(arrival, { candidates, settings }, now)
}

export type ReceivedArrival = { id: string; shortCode: string; decision: Decision }

/** Decides on an arrival and keeps it with its steps, on the timeline of its device too. */
export async function receiveArrival(
  trx: Trx,
  arrival: ArrivalClaims,
  { address, now }: { address: string | null; now: Date },
): Promise<ReceivedArrival> {
  const decision = await decide(trx, arrival, now)
  const { outcome, reason, summary, steps, device } = decision
  const received = { id: uuidv7(), shortCode: newShortCode() }
  await insertArrival(trx, {
    ...received,
    ...arrival,
    at: now.toISOString(),
    outcome,
    reason,
    summary,
    steps,
    deviceId: device?.id ?? null,
    address,
  })
  if (device) await noteOnTimeline(trx, device.id, { ...received, ...arrival, outcome, reason, summary, now })
  await announce(trx, { topic: 'arrival', id: received.id })
  return { ...received, decision }
}

const words = {
  admit: ['arrival.admitted', 'The device arrived and was admitted'],
  challenge: ['arrival.challenged', 'The device arrived and was asked for more'],
  refuse: ['arrival.refused', 'The device arrived and was refused'],
} as const

type Note = Pick<Arrival, 'id' | 'shortCode' | 'claimed' | 'outcome' | 'reason' | 'summary'> & { now: Date }

async function noteOnTimeline(trx: Trx, deviceId: string, note: Note): Promise<void> {
  const { id, shortCode, claimed, outcome, reason, summary, now } = note
  await lockDevice(trx, deviceId, now)
  const [kind, sentence] = words[outcome]
  await recordEvents(trx, [
    {
      subject: { kind: 'device', id: deviceId },
      kind,
      actor: claimed.serial ?? 'device',
      summary: outcome === 'admit' ? `${sentence}.` : `${sentence}: ${summary}`,
      facts: { arrivalId: id, shortCode, reason, ...claimed },
    },
  ])
  await announce(trx, { topic: 'device', id: deviceId })
}
