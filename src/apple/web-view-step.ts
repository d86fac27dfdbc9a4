import type { Answers, GivenCode, GivenLogin } from '../admission/answers.ts'
import type { ArrivalClaims } from '../admission/decision.ts'
import { receiveArrival, type ReceivedArrival } from '../admission/receive-arrival.ts'
import type { Platform } from '../platform/platform.ts'
import type { EnrollOptions } from './enroll.ts'
import { handOutProfile, profileParts } from './hand-out-profile.ts'
import { pageMs, type VisitState } from './web-view-state.ts'
import { endVisit, isVisitEnded, lockVisit } from './web-view-store.ts'

/** One request of a device that is on the pages. */
export type Visit = {
  state: VisitState
  page: Answers['page']
  verified: boolean
  address: string
}

export type Stepped = { profile: Buffer } | { arrival: ReceivedArrival }

/** The arrival that a request is; a credential that was given now counts instead of one that was proved before. */
export const arrivalOf = (
  { state, page, verified }: Visit,
  credential: GivenCode | GivenLogin | undefined = provedBefore(state),
): ArrivalClaims => ({
  channel: 'ade',
  claimed: state.claimed,
  verified,
  answers: { page, termsAccepted: state.termsAccepted, ownership: state.ownership, credential },
})

function provedBefore({ credential }: VisitState): GivenCode | GivenLogin | undefined {
  if (credential?.kind !== 'login') return credential
  const { user } = credential
  return { kind: 'login', userName: user.userName, result: { ok: true, user } }
}

/** Decides on the request as on any arrival, keeps it, and hands out the profile when it is admitted: once in a visit. */
export async function takeStep(
  platform: Platform,
  options: EnrollOptions,
  visit: Visit,
  credential?: GivenCode | GivenLogin,
): Promise<Stepped> {
  const parts = await profileParts(platform, options.authorities)
  const { state, address } = visit
  return platform.db.transaction().execute(async (trx) => {
    await lockVisit(trx, state.visit)
    const now = platform.clock()
    const page = visit.page === 'good' && (await isVisitEnded(trx, state.visit)) ? 'used' : visit.page
    const claims = arrivalOf({ ...visit, page }, credential)
    const arrival = await receiveArrival(trx, claims, { address, now, secrets: platform.secrets })
    const profile = await handOutProfile(trx, parts, { arrival, claimed: state.claimed, now })
    if (!profile) return { arrival }
    await endVisit(trx, state.visit, { now, expiresAt: new Date(now.getTime() + pageMs) })
    return { profile }
  })
}
