import type { Arrival } from '../contract/arrival.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import { uuidv7 } from '../platform/uuid.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import {
  findCandidateById,
  findCandidates,
  isKeyCodeOpen as hasOpenKeyCodes,
  listSealedCodes,
} from '../devices/find-candidates.ts'
import { holdDevice } from '../devices/device-store.ts'
import type { EnrollmentSettings } from '../contract/settings.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import type { GivenCode } from './answers.ts'
import { admit } from './admit.ts'
import { insertArrival } from './arrival-store.ts'
import { withCode } from './code-fits.ts'
import { androidClaims } from './android-match.ts'
import type { ArrivalClaims, Decision } from './decision.ts'
import { listEnrolledPhones } from './enrolled-phones.ts'
import { findGiven } from './find-given.ts'
import { newShortCode } from './short-code.ts'

export type DecidingMeans = { secrets?: Secrets | undefined }

/**
 * Reads the facts and decides; stores nothing, so it is also the answer to "what if". `secrets` are needed where a key and code
 * may have been given.
 */
export async function decide(
  db: Db,
  arrival: ArrivalClaims,
  now: Date,
  { secrets }: DecidingMeans = {},
): Promise<Decision> {
  const settings = await readEnrollmentSettings(db)
  if (arrival.android) return decideAndroid(db, arrival, { settings, now, secrets })
  // Only the serial number, or a key and code, name a record; everything else may only contradict it.
  const { link, claimed } = arrival
  if (link) return decideByLink(db, arrival, { settings, now, secrets })
  const bearing = await findCandidates(db, { serial: claimed.serial }, now)
  const isKeyCodeOpen = bearing.length === 0 && (await hasOpenKeyCodes(db))
  const code = codeIn(arrival)
  const given =
    code && secrets
      ? await findGiven(db, code, { bearing, unitId: settings.unitId, now, secrets })
      : { candidates: bearing }
  return admit(arrival, { ...given, isKeyCodeOpen, settings }, now)
}

type ByLink = { settings: EnrollmentSettings; now: Date; secrets: Secrets | undefined }

/** The link names the record; a code that is given must be that record's. */
async function decideByLink(db: Db, arrival: ArrivalClaims, { settings, now, secrets }: ByLink) {
  const { deviceId = null } = arrival.link ?? {}
  const candidates = deviceId === null ? [] : await findCandidateById(db, deviceId, now)
  const code = codeIn(arrival)
  const withGivenCode =
    code && secrets && deviceId ? withCode(secrets, await listSealedCodes(db, [deviceId]), code.code) : []
  const { serial } = arrival.claimed
  const bearing = serial ? await findCandidates(db, { serial }, now) : []
  const bearers = bearing.filter(({ id }) => id !== deviceId)
  return admit(arrival, { candidates, withGivenCode, bearers, settings }, now)
}

type Android = DecidingMeans & { settings: EnrollmentSettings; now: Date }

/** Every identifier may name the record; what Android says where it has nothing to say names none. */
async function decideAndroid(db: Db, arrival: ArrivalClaims, { settings, now, secrets }: Android) {
  const { imeis, meid, serial } = androidClaims(arrival.claimed)
  const [imei, imei2] = imeis
  const candidates = await findCandidates(db, { imei, imei2, meid, serial }, now)
  const ids = candidates.map(({ id }) => id)
  const code = codeIn(arrival)
  return admit(
    arrival,
    {
      candidates,
      registrations: await listEnrolledPhones(db, ids, arrival.android?.google?.names),
      withGivenCode: code && secrets ? withCode(secrets, await listSealedCodes(db, ids), code.code) : [],
      settings,
    },
    now,
  )
}

/** A code that came too soon is not looked at. */
function codeIn({ answers }: ArrivalClaims): GivenCode | undefined {
  const { credential } = answers ?? {}
  return credential?.kind === 'code' && credential.waitSeconds === undefined ? credential : undefined
}

export type ReceivedArrival = { id: string; shortCode: string; decision: Decision }

/** Decides on an arrival and keeps it with its steps, on the timeline of its device too. */
export async function receiveArrival(
  trx: Trx,
  arrival: ArrivalClaims,
  { address, now, ...means }: DecidingMeans & { address: string | null; now: Date },
): Promise<ReceivedArrival> {
  const decision = await decideInTurn(trx, arrival, now, means)
  const { outcome, reason, summary, steps, device } = decision
  const received = { id: uuidv7(), shortCode: newShortCode() }
  // Before the arrival refers to it: two that each had a share of the row by that would wait for each other's.
  if (device) await holdDevice(trx, device.id)
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
    userId: signedIn(arrival)?.id ?? null,
    ownership: arrival.answers?.ownership ?? null,
  })
  if (device) await noteOnTimeline(trx, device.id, { ...received, ...arrival, outcome, reason, summary })
  await announce(trx, { topic: 'arrival', id: received.id })
  return { ...received, decision }
}

/** Two phones that name the same numbers at once take turns: the second is decided on beside the first. */
async function decideInTurn(
  trx: Trx,
  arrival: ArrivalClaims,
  now: Date,
  means: DecidingMeans,
): Promise<Decision> {
  for (let held: string | undefined; ;) {
    const decision = await decide(trx, arrival, now, means)
    const id = arrival.android && decision.outcome === 'admit' ? decision.device!.id : undefined
    if (id === undefined || id === held) return decision
    await holdDevice(trx, id)
    held = id
  }
}

function signedIn({ answers }: ArrivalClaims) {
  const { credential } = answers ?? {}
  return credential?.kind === 'login' && credential.result.ok ? credential.result.user : undefined
}

const words = {
  admit: ['arrival.admitted', 'The device arrived and was admitted'],
  challenge: ['arrival.challenged', 'The device arrived and was asked for more'],
  refuse: ['arrival.refused', 'The device arrived and was refused'],
} as const

type Note = Pick<Arrival, 'id' | 'shortCode' | 'claimed' | 'outcome' | 'reason' | 'summary'>

async function noteOnTimeline(trx: Trx, deviceId: string, note: Note): Promise<void> {
  const { id, shortCode, claimed, outcome, reason, summary } = note
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
