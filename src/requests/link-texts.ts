import type { Language } from '../pages/language.ts'
import { de } from './texts/de.ts'
import { en } from './texts/en.ts'
import { es } from './texts/es.ts'
import { fr } from './texts/fr.ts'
import { ja } from './texts/ja.ts'

/** Why a link leads nowhere. */
export type GoneKind = 'unknown' | 'expired' | 'revoked' | 'replaced' | 'used' | 'too-many' | 'page-expired'

/** What the pages behind an enrollment link say, in one language. */
export type LinkTexts = {
  gone: Record<GoneKind, { title: string; advice: string }>
  elsewhere: { title: string; lead: (device: string) => string; scan: string; here: string }
  elsewhereMac: string
  switchOn: { title: string; lead: (device: string) => string; steps: string[]; key: string; seen: string }
  otherKind: { title: string; advice: string }
  own: {
    title: string
    lead: (name: string) => string
    which: string
    phone: string
    tablet: string
    mac: string
    submit: string
  }
  install: {
    title: string
    lead: string
    download: string
    phone: string
    phoneSteps: string[]
    mac: string
    macSteps: string[]
    again: string
  }
  android: {
    /** Among the devices that somebody can bring. */
    choice: string
    /** On the page that asks for another kind of device. */
    instead: string
    title: string
    lead: (device: string) => string
    leadOwn: string
    /** Before a code with secrets is shown. */
    before: string
    show: string
    picture: string
    steps: string[]
    nothing: string
    login: string
    code: string
    others: string
    short: string
    until: string
  }
  device: string
}

export const linkTexts: Record<Language, LinkTexts> = { en, ja, de, fr, es }
