import type { Language } from './language.ts'
import { de } from './texts/de.ts'
import { en } from './texts/en.ts'
import { es } from './texts/es.ts'
import { fr } from './texts/fr.ts'
import { ja } from './texts/ja.ts'

/** Why somebody cannot go on; each has its words. */
export type RefusalKind =
  | 'identity-unverified'
  | 'unknown-device'
  | 'ambiguous-device'
  | 'withdrawn'
  | 'expired'
  | 'wrong-channel'
  | 'restriction-failed'
  | 'wrong-platform'
  | 'page-expired'
  | 'page-used'
  | 'page-foreign'
  | 'page-damaged'
  | 'not-a-device'
  | 'sign-on-unavailable'
  | 'busy'

/** Why what was given does not do; the page asks again. */
export type FaultKind =
  | 'wrong-code'
  | 'ambiguous-code'
  | 'wrong-login'
  | 'unknown-user'
  | 'wrong-user'
  | 'sign-on-unavailable'
  | 'sign-on-failed'
  | 'missing'

/** Everything that pages for end users say, in one language. */
export type Texts = {
  continue: string
  terms: { title: string; accept: string }
  login: {
    title: string
    lead: string
    userName: string
    password: string
    submit: string
    with: (label: string) => string
    or: string
  }
  code: {
    title: string
    lead: string
    key: string
    keyHint: string
    keyMaybe: string
    code: string
    submit: string
  }
  ownership: {
    title: string
    lead: string
    personal: string
    personalHint: string
    corporate: string
    corporateHint: string
  }
  refused: Record<RefusalKind, { title: string; advice: string }>
  faults: Record<FaultKind, string>
  plainName: (userName: string) => string
  wait: (seconds: number) => string
  help: { ask: string; contact: (support: string) => string; shortCode: string }
}

export const texts: Record<Language, Texts> = { en, ja, de, fr, es }
