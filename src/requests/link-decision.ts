import type { Answers, GivenCode, GivenLogin } from '../admission/answers.ts'
import { decide, receiveArrival } from '../admission/receive-arrival.ts'
import type { ArrivalClaims, Decision } from '../admission/decision.ts'
import { createOwnDevice } from '../devices/create-own-device.ts'
import { deviceActor } from '../platform/audit/actor.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { holdDevice } from '../devices/device-store.ts'
import type { OpenLink } from './link-lookup.ts'
import type { LinkVisit } from './link-state.ts'
import { lockRequest, setRequest } from './request-store.ts'
import { linkStateOf } from './request.ts'

type Credential = GivenCode | GivenLogin | undefined

/** The arrival of somebody who opened a link. What the device is, it says at Authenticate. */
const arrivalOf = (
  deviceId: string | null,
  page: Answers['page'],
  visit: LinkVisit,
  credential: Credential,
): ArrivalClaims => ({
  channel: 'link',
  claimed: {},
  verified: false,
  answers: { page, termsAccepted: visit.termsAccepted, ownership: visit.ownership, credential },
  link: { deviceId },
})

/** What would be decided now; nothing is kept. */
export const foresee = (
  { db, clock, secrets }: Platform,
  { request }: OpenLink,
  visit: LinkVisit,
  credential: Credential,
): Promise<Decision> =>
  decide(db, arrivalOf(request.device?.id ?? null, 'first', visit, credential), clock(), { secrets })

export type Decided = { decision: Decision; shortCode: string; arrivalId: string }

/**
 * Decides as on any arrival and keeps it. Of somebody without a device on record, who may bring one, the record is made now.
 * Undefined when the link has ended meanwhile.
 */
export function decideArrival(
  platform: Platform,
  { request }: OpenLink,
  { visit, credential, address, mayBringOwn }: Deciding,
): Promise<Decided | undefined> {
  const { db, clock, secrets } = platform
  return db.transaction().execute(async (trx) => {
    const now = clock()
    // The device first, as everybody does.
    if (request.device) await holdDevice(trx, request.device.id)
    const locked = await lockRequest(trx, request.id, now)
    if (!locked || linkStateOf(locked.request, now) !== 'open') return undefined
    const known = locked.request.device?.id ?? null
    const deviceId =
      known ?? (mayBringOwn ? await makeOwn(platform, trx, { request, visit, address, now }) : null)
    const claims = arrivalOf(deviceId, 'good', visit, credential)
    const {
      id: arrivalId,
      shortCode,
      decision,
    } = await receiveArrival(trx, claims, { address, now, secrets })
    return { arrivalId, shortCode, decision }
  })
}

type Deciding = { visit: LinkVisit; credential: Credential; address: string; mayBringOwn: boolean }
type Making = Pick<Deciding, 'visit' | 'address'> & Pick<OpenLink, 'request'> & { now: Date }

async function makeOwn(
  platform: Platform,
  trx: Trx,
  { request, visit, address, now }: Making,
): Promise<string | null> {
  const { userName, id } = request
  if (!userName || !visit.platform) return null
  const own = { userName, platform: visit.platform, now }
  const deviceId = await createOwnDevice(platform, trx, deviceActor(userName, address), own)
  await setRequest(trx, id, { device_id: deviceId })
  return deviceId
}
