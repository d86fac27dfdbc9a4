import type { Answers } from '../../admission/answers.ts'
import type { AndroidArrival } from '../../admission/android-rules.ts'
import { decide, receiveArrival, type ReceivedArrival } from '../../admission/receive-arrival.ts'
import type { Registered, RegisterRequest } from '../../contract/android-agent.ts'
import type { ClaimedIdentifiers } from '../../contract/arrival.ts'
import { applySignIn } from '../../devices/apply-sign-in.ts'
import { lockDevice } from '../../devices/device-store.ts'
import { completeEnrollment } from '../../devices/enroll-device.ts'
import { deviceActor } from '../../platform/audit/actor.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import type { Platform } from '../../platform/platform.ts'
import { hashToken, randomToken } from '../../platform/secrets/password.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { agentPaths } from './agent-paths.ts'
import { recordOwnDevice, type OwnDeviceListener } from './own-device.ts'
import {
  findToken,
  insertRegistration,
  lockRegistration,
  renewToken,
  replaceRegistration,
} from './registration-store.ts'

export type Registering = {
  request: RegisterRequest
  /** What the person gave, already checked by whoever knows passwords and codes. */
  credential?: Answers['credential']
  address: string
  /** Where somebody who signs in may bring a phone that is on no record. */
  onOwnDevice?: OwnDeviceListener | undefined
  /** What somebody else's agent needs: see the room that speaks with it. */
  adapted?: Adapted | undefined
}

export type Adapted = {
  /** In place of the token in the request, which is not kept while the agent waits. */
  tokenHash?: Buffer
  serialAlone?: boolean
  oneNumber?: boolean
  /** What the agent proves itself by from now on, when it was told before. */
  deviceToken?: string
}

export type RegisterAnswer = { registered: Registered } | { refused: ReceivedArrival }

/**
 * An agent asks to be let in: the decision is made and kept as an arrival; admitted, the device is enrolled and the agent gets a
 * token of its own. The same phone may ask again at any time, and then has the latest token.
 */
export async function register(platform: Platform, registering: Registering): Promise<RegisterAnswer> {
  const { db, clock, secrets } = platform
  const { request, address, credential, onOwnDevice, adapted = {} } = registering
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const claims = await arrivalOf(trx, registering, now)
    if (credential?.kind === 'login' && onOwnDevice)
      await recordOwnDevice(trx, platform, { arrival: claims, login: credential, address, now, onOwnDevice })
    const arrival = await receiveArrival(trx, claims, { address, now, secrets })
    const { outcome, device, user } = arrival.decision
    if (outcome !== 'admit' || !device) return { refused: arrival }
    const admitted = {
      deviceId: device.id,
      claimed: claims.claimed,
      nonce: request.nonce ?? null,
      user: user ?? null,
      answers: claims.answers,
      token: adapted.deviceToken ?? randomToken(),
    }
    return { registered: await enroll(trx, platform, admitted, { address, now }) }
  })
}

/** Whether it would be refused because a phone is enrolled already; nothing is stored. */
export async function isTaken({ db, clock, secrets }: Platform, registering: Registering): Promise<boolean> {
  const now = clock()
  const { reason } = await decide(db, await arrivalOf(db, registering, now), now, { secrets })
  return reason === 'already-registered'
}

async function arrivalOf(db: Db, { request, credential, adapted = {} }: Registering, now: Date) {
  const answers: Answers = {
    page: 'first',
    termsAccepted: request.termsAccepted ?? false,
    ownership: request.ownership,
    credential,
  }
  const { tokenHash = request.token ? hashToken(request.token) : undefined } = adapted
  const { serialAlone = false, oneNumber = false } = adapted
  const android = { ...(await androidArrival(db, tokenHash, now)), serialAlone, oneNumber }
  return { channel: 'android' as const, claimed: claimsOf(request), verified: false, answers, android }
}

/** Whose token it is; looked up by its hash. */
export async function androidArrival(
  db: Db,
  tokenHash: Buffer | undefined,
  now: Date,
): Promise<AndroidArrival> {
  if (!tokenHash) return { token: 'none', bulkId: null }
  const { state, bulkId } = await findToken(db, tokenHash, now)
  return { token: state, bulkId }
}

export function claimsOf({ imeis, ...said }: Omit<RegisterRequest, 'token'>): ClaimedIdentifiers {
  const [imei, imei2] = imeis && imeis.length > 0 ? imeis : [said.imei, said.imei2]
  const { meid, serial, manufacturer, brand, model, osVersion } = said
  return { imei, imei2, meid, serial, manufacturer, brand, product: model, osVersion }
}

type Admitted = {
  deviceId: string
  claimed: ClaimedIdentifiers
  nonce: string | null
  user: { id: string; userName: string } | null
  answers: Answers
  /** Of the agent, from now on. */
  token: string
}
type At = { address: string; now: Date }

async function enroll(
  trx: Trx,
  platform: Platform,
  admitted: Admitted,
  { address, now }: At,
): Promise<Registered> {
  const { deviceId, claimed, nonce, user, answers, token } = admitted
  const record = (await lockDevice(trx, deviceId, now))!
  const active = await lockRegistration(trx, deviceId)
  const isRepeated = active !== undefined && nonce !== null && active.claimed.nonce === nonce
  if (isRepeated) await renewToken(trx, active.id, hashToken(token), now)
  else {
    const next = {
      id: uuidv7(),
      deviceId,
      tokenHash: hashToken(token),
      rule: answers.credential?.kind ?? 'identifiers',
      claimed: { ...claimed, nonce },
      now,
    }
    await (active ? replaceRegistration(trx, active.id, next) : insertRegistration(trx, next))
  }
  const actor = deviceActor(claimed.serial ?? claimed.imei ?? 'device', address)
  const gained = record.device.userName === null ? user : null
  await applySignIn(trx, record, { user: gained, ownership: answers.ownership ?? null }, { at: now, actor })
  if (!isRepeated || record.device.status !== 'enrolled')
    await completeEnrollment(trx, { id: deviceId }, { at: now, actor, model: claimed.product ?? undefined })
  const { device } = (await lockDevice(trx, deviceId, now))!
  const publicUrl = platform.publicUrl()
  return {
    deviceId,
    deviceToken: token,
    policyUrl: `${publicUrl}${agentPaths.policy}`,
    reportUrl: `${publicUrl}${agentPaths.report}`,
    customAttributes: device.customAttributes,
    user: device.userName,
  }
}
