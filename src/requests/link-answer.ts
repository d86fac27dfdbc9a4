import type { AdmissionReason } from '../contract/arrival.ts'
import { codePage, loginPage, ownershipPage, termsPage } from '../pages/ask-pages.ts'
import type { Asking, Fault, Frame } from '../pages/page.ts'
import { refusedPage } from '../pages/refused-page.ts'
import type { RefusalKind } from '../pages/texts.ts'
import type { Platform } from '../platform/platform.ts'
import type { Decision } from '../admission/decision.ts'
import { keyOf } from '../mail/check-in-message.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { signOnMethods } from '../sign-on/sign-on.ts'
import type { Typed } from '../admission/typed-credential.ts'
import type { OpenLink } from './link-lookup.ts'

export type Document = {
  status: 200 | 400 | 403 | 404 | 410 | 429
  document: string
  /** Pictures of ours are on it. */
  images?: boolean
}

/** What every page says of the organization. */
export async function frameOf({ db }: Platform, language: Frame['language']): Promise<Frame> {
  const { organizationName: organization, supportContact: support } = await readEnrollmentSettings(db)
  return { language, organization, support }
}

type Situation = { decision: Decision; typed: Typed; link: OpenLink; shortCode?: string | undefined }

/** The page that can answer what the decision asks for, or the one that says why it does not go on. */
export async function answerDecision(
  platform: Platform,
  asking: Asking,
  { decision, typed, link, shortCode }: Situation,
): Promise<Document> {
  const { outcome, reason } = decision
  const frame = { ...asking, shortCode }
  if (outcome !== 'challenge')
    return { status: 403, document: refusedPage({ ...frame, kind: reason as RefusalKind }) }
  const fault = faultOf(reason, typed)
  const document = await askFor(platform, { ...frame, fault }, { reason, typed, link })
  return { status: fault ? 403 : 200, document }
}

type Wanted = Pick<Situation, 'typed' | 'link'> & { reason: AdmissionReason }

async function askFor(platform: Platform, asking: Asking, { reason, typed, link }: Wanted): Promise<string> {
  const settings = await readEnrollmentSettings(platform.db)
  if (reason === 'terms-needed') return termsPage({ ...asking, text: settings.termsText })
  if (reason === 'ownership-needed') return ownershipPage(asking)
  if (reason === 'login-needed' || link.device?.authentication === 'login')
    return askLogin(platform, asking, typed)
  const known = link.device ? keyOf(link.device, settings) : undefined
  return codePage({ ...asking, key: typed.key ?? known, keyRequired: true })
}

export async function askLogin(platform: Platform, asking: Asking, { userName }: Typed): Promise<string> {
  const { password, oidc } = await signOnMethods(platform)
  if (!password && !oidc) return refusedPage({ ...asking, kind: 'sign-on-unavailable' })
  // A link, not a form: it leads elsewhere, which forms of the pages may not.
  const href = `${asking.action}/sign-on?state=${asking.state}`
  return loginPage({ ...asking, userName, password, oidc: oidc && { ...oidc, href } })
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

export function faultOf(
  reason: AdmissionReason,
  { waitSeconds, plainName, isMissing }: Typed,
): Fault | undefined {
  if (isMissing) return 'missing'
  if (waitSeconds !== undefined) return { waitSeconds }
  return plainName === undefined ? faults[reason] : { plainName }
}
