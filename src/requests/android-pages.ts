import type { CodeQuestion } from '../contract/device-code.ts'
import { html, type Html } from '../pages/html.ts'
import { form, page, submitButton, type Asking, type Frame } from '../pages/page.ts'
import type { Language } from '../pages/language.ts'
import { linkTexts } from './link-texts.ts'

/** The pages of an Android device, which scans its code from the screen that shows them. */

type OfDevice = Asking & {
  /** Null for somebody who brings one. */
  device: string | null
}

const textsOf = ({ language }: Frame) => linkTexts[language]

const leadOf = (o: OfDevice): string => {
  const { lead, leadOwn } = textsOf(o).android
  return o.device === null ? leadOwn : lead(o.device)
}

/** Before a code with secrets: a person asks for it, and no program that only looks at links. */
export function askForCodePage(o: OfDevice): string {
  const { title, before, show } = textsOf(o).android
  const shown = html`<input type="hidden" name="show" value="yes" />${submitButton(show)}`
  return page(
    o,
    title,
    html`<p>${leadOf(o)}</p>
      <p>${before}</p>
      ${form(o, shown)}`,
  )
}

export type CodeShown = OfDevice & {
  /** Where the picture is. */
  picture: string
  /** Of the picture: whether two are the same. */
  pictureName: string
  until: string
  asks: CodeQuestion
  /** What is typed as key or user name when the agent asks; never the code. */
  typed: string | null
  /** Nobody has said yet that a person looks at it. */
  isUnread: boolean
}

export function codePage(o: CodeShown): string {
  const { android, switchOn } = textsOf(o)
  const seen = html`<input type="hidden" name="seen" value="yes" />${submitButton(switchOn.seen)}`
  return page(
    o,
    android.title,
    html`<p>${leadOf(o)}</p>
      <p><img class="qr" src="${o.picture}" alt="${android.picture}" width="460" height="460" /></p>
      ${facts(o)}
      <ol>
        ${android.steps.map((step) => html`<li>${step}</li>`)}
      </ol>
      ${question(o)} ${o.isUnread && form(o, seen)}`,
  )
}

function facts(o: CodeShown): Html {
  const { short, until } = textsOf(o).android
  return html`<p class="hint">
    ${short} <bdi translate="no">${o.pictureName}</bdi><br />
    ${until} <time datetime="${o.until}">${inWords(o.until, o.language)}</time>
  </p>`
}

function question(o: CodeShown): Html {
  const { nothing, login, code, others } = textsOf(o).android
  const words = { nothing, login, code, ownership: others, refused: others }[o.asks]
  return html`<p>${words}</p>
    ${o.typed !== null && html`<p><bdi class="code" translate="no">${o.typed}</bdi></p>`}`
}

/** The person's time zone is not known, so UTC is said. */
const inWords = (time: string, language: Language): string =>
  `${new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(time))} UTC`
