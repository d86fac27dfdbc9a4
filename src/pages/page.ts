import { Html, html } from './html.ts'
import type { Language } from './language.ts'
import { style } from './style.ts'
import { texts, type FaultKind, type Texts } from './texts.ts'

/** What every page needs to know. */
export type Frame = {
  language: Language
  /** Name of the organization, as its people know it. */
  organization: string
  /** Whom to ask: a name, telephone number or address, as the settings say; empty when they say nothing. */
  support: string
  /** Names the attempt on the telephone. */
  shortCode?: string | undefined
}

/** Why the page asks again: a fault by its name, so many seconds to wait, or the user name that would do. */
export type Fault = FaultKind | { waitSeconds: number } | { plainName: string }

/** A page that asks something. `action` and `state` are where the answer goes and what comes back with it. */
export type Asking = Frame & { action: string; state: string; fault?: Fault | undefined }

export const textsOf = ({ language }: Pick<Frame, 'language'>) => texts[language]

/** Exactly what its hash in the content security policy is of. */
const styleElement = new Html(`<style>${style}</style>`)

/** A whole document. It needs no script, no cookie and nothing from anywhere else. */
export function page(frame: Frame, title: string, content: Html): string {
  const { language, organization, support, shortCode } = frame
  const { help } = texts[language]
  return `<!doctype html>\n${
    html`<html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body>
        <main>
          <p class="organization">${organization}</p>
          <h1>${title}</h1>
          ${content}
          <footer>
            <p>${support ? help.contact(support) : help.ask}</p>
            ${shortCode && html`<p>${help.shortCode}: <bdi>${shortCode}</bdi></p>`}
          </footer>
        </main>
      </body>
    </html> `.text
  }`
}

/** A form that posts to us, with the sealed state in it. */
export const form = ({ action, state }: Asking, content: Html): Html =>
  html`<form method="post" action="${action}">
    <input type="hidden" name="state" value="${state}" />
    ${content}
  </form>`

export const faultId = 'fault'

/** Stands above the form; fields point to it with aria-describedby. */
export function faultNote({ language, fault }: Pick<Asking, 'language' | 'fault'>): Html | undefined {
  if (!fault) return undefined
  const words = faultWords(texts[language], fault)
  return html`<p class="fault" id="${faultId}" role="alert">${words}</p>`
}

function faultWords({ faults, wait, plainName }: Texts, fault: Fault): string {
  if (typeof fault === 'string') return faults[fault]
  return 'waitSeconds' in fault ? wait(fault.waitSeconds) : plainName(fault.plainName)
}

export type TextField = {
  name: string
  label: string
  hint?: string
  value?: string | undefined
  password?: boolean
  required?: boolean
  /** HTML autocomplete token. */
  fill: 'username' | 'current-password' | 'off'
  /** The first field, or the one to mend. */
  focus?: boolean
  faulty: boolean
}

export function textField(o: TextField): Html {
  const hintId = `${o.name}-hint`
  const described = [o.hint ? hintId : '', o.faulty ? faultId : ''].filter(Boolean).join(' ')
  const flags = html`${o.required && new Html(' required')}${o.focus && new Html(' autofocus')}${
    o.faulty && new Html(' aria-invalid="true"')
  }`
  return html`<label for="${o.name}">${o.label}</label>
    ${o.hint && html`<p class="hint" id="${hintId}">${o.hint}</p>`}
    <input
      type="${o.password ? 'password' : 'text'}"
      id="${o.name}"
      name="${o.name}"
      value="${o.value ?? ''}"
      maxlength="200"
      autocomplete="${o.fill}"
      autocapitalize="none"
      autocorrect="off"
      spellcheck="false"
      ${described && html` aria-describedby="${described}"`}${flags}
    />`
}

export const submitButton = (label: string): Html => html`<button type="submit">${label}</button>`
