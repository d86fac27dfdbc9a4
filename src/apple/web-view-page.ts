import type { GivenCode, GivenLogin } from '../admission/answers.ts'
import type { ReceivedArrival } from '../admission/receive-arrival.ts'
import type { AdmissionReason } from '../contract/arrival.ts'
import { codePage, loginPage, ownershipPage, termsPage } from '../pages/ask-pages.ts'
import type { Asking, Fault } from '../pages/page.ts'
import { frameOf, type Page } from '../pages/plain-refusal.ts'
import { refusedPage } from '../pages/refused-page.ts'
import type { RefusalKind } from '../pages/texts.ts'
import type { Platform } from '../platform/platform.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { signOnMethods } from '../sign-on/sign-on.ts'
import type { Typed } from '../admission/typed-credential.ts'
import { webPaths } from './web-view-paths.ts'
import { pageMs, visitStates, type VisitState } from './web-view-state.ts'

type Situation = {
  arrival: ReceivedArrival
  state: VisitState
  credential: GivenCode | GivenLogin | undefined
  typed: Typed
}

/** The page that can answer what the decision asks for, or the one that says why it does not go on. */
export async function pageFor(platform: Platform, situation: Situation): Promise<Page> {
  const { arrival, state } = situation
  const { decision, shortCode } = arrival
  const frame = { ...(await frameOf(platform.db, state.language)), shortCode }
  if (decision.outcome !== 'challenge') {
    return { status: 403, document: refusedPage({ ...frame, kind: decision.reason as RefusalKind }) }
  }
  const token = sealNext(platform, situation)
  const fault = faultOf(decision.reason, situation.typed)
  const asking: Asking = { ...frame, action: webPaths.answer, state: token, fault }
  return { status: 200, document: await askFor(platform, asking, situation) }
}

async function askFor(
  platform: Platform,
  asking: Asking,
  { arrival: { decision }, credential, typed }: Situation,
): Promise<string> {
  const { reason } = decision
  if (reason === 'terms-needed') {
    return termsPage({ ...asking, text: (await readEnrollmentSettings(platform.db)).termsText })
  }
  if (reason === 'ownership-needed') return ownershipPage(asking)
  const isAboutCode = reason.endsWith('-code') || reason === 'code-needed' || credential?.kind === 'code'
  if (isAboutCode) {
    return codePage({ ...asking, key: typed.key, keyRequired: reason === 'ambiguous-code' })
  }
  const { password, oidc } = await signOnMethods(platform)
  if (!password && !oidc) return refusedPage({ ...asking, kind: 'sign-on-unavailable' })
  const href = `${webPaths.signOn}?state=${asking.state}`
  return loginPage({ ...asking, userName: typed.userName, password, oidc: oidc && { ...oidc, href } })
}

/** What was proved goes into the next page; what was wrong does not. */
function sealNext({ secrets, clock }: Platform, { arrival, state, credential }: Situation): string {
  const isProved = ['ownership-needed', 'terms-needed'].includes(arrival.decision.reason)
  const proved = credential && isProved ? asProved(credential) : undefined
  const next: VisitState = { ...state, credential: proved ?? (isProved ? state.credential : undefined) }
  return visitStates(secrets).seal(next, new Date(clock().getTime() + pageMs))
}

function asProved(credential: GivenCode | GivenLogin): VisitState['credential'] {
  if (credential.kind === 'code') return { kind: 'code', key: credential.key, code: credential.code }
  return credential.result.ok ? { kind: 'login', user: credential.result.user } : undefined
}

const faults: Partial<Record<AdmissionReason, Fault>> = {
  'wrong-code': 'wrong-code',
  'ambiguous-code': 'ambiguous-code',
  'wrong-login': 'wrong-login',
  'unknown-user': 'unknown-user',
  'wrong-user': 'wrong-user',
  'sign-on-unavailable': 'sign-on-unavailable',
  'sign-on-failed': 'sign-on-failed',
}

function faultOf(reason: AdmissionReason, { waitSeconds, plainName, isMissing }: Typed): Fault | undefined {
  if (isMissing) return 'missing'
  if (waitSeconds !== undefined) return { waitSeconds }
  return plainName === undefined ? faults[reason] : { plainName }
}
