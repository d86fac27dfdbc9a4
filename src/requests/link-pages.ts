import { Html, html } from '../pages/html.ts'
import { form, page, submitButton, type Asking, type Frame } from '../pages/page.ts'
import { linkTexts, type GoneKind } from './link-texts.ts'
import { qrSvg } from '../platform/qr.ts'
import type { Visitor } from './visitor.ts'

/** The pages behind an enrollment link, beside those that ask for a credential. Each gives a whole document. */

const textsOf = ({ language }: Frame) => linkTexts[language]

export function gonePage(o: Frame & { kind: GoneKind }): string {
  const { title, advice } = textsOf(o).gone[o.kind]
  return page(o, title, html`<p>${advice}</p>`)
}

export function otherKindPage(o: Frame): string {
  const { title, advice } = textsOf(o).otherKind
  return page(o, title, html`<p>${advice}</p>`)
}

/** For whoever opens the mail on a computer: the code brings the device to the same address. */
export async function elsewherePage(
  o: Asking & { device: string; link: string; isMac: boolean; android?: boolean },
): Promise<string> {
  const { elsewhere, elsewhereMac, android } = textsOf(o)
  const choice = html`<input type="hidden" name="platform" value="android" />${submitButton(android.instead)}`
  const here = html`<input type="hidden" name="here" value="yes" />${submitButton(elsewhere.here)}`
  // Our own drawing of our own address: nothing of a person's is in it.
  const drawing = new Html(await qrSvg(o.link))
  return page(
    o,
    elsewhere.title,
    html`<p>${elsewhere.lead(o.device)}</p>
      <p>${o.isMac ? elsewhereMac : elsewhere.scan}</p>
      ${!o.isMac && html`<div role="img" aria-label="QR">${drawing}</div>`} ${form(o, here)}
      ${o.android && form(o, choice)}`,
  )
}

export function switchOnPage(o: Asking & { device: string }): string {
  const { switchOn } = textsOf(o)
  const seen = html`<input type="hidden" name="seen" value="yes" />${submitButton(switchOn.seen)}`
  return page(
    o,
    switchOn.title,
    html`<p>${switchOn.lead(o.device)}</p>
      ${list(switchOn.steps)} ${form(o, seen)}`,
  )
}

export function ownDevicePage(o: Asking & { visitor: Visitor; android?: boolean }): string {
  const { own, android } = textsOf(o)
  const choice = (value: string, label: string, checked: boolean) =>
    html`<label class="choice"
      ><input type="radio" name="platform" value="${value}" required${checked && new Html(' checked')} /><span
        >${label}</span
      ></label
    >`
  const fields = html`<fieldset>
      <legend>${own.which}</legend>
      ${choice('ios', own.phone, o.visitor === 'iphone')}
      ${choice('ipados', own.tablet, o.visitor === 'ipad')} ${choice('macos', own.mac, false)}
      ${o.android && choice('android', android.choice, false)}
    </fieldset>
    ${submitButton(own.submit)}`
  return page(
    o,
    own.title,
    html`<p>${own.lead(o.organization)}</p>
      ${form(o, fields)}`,
  )
}

/** Everything is proved: the profile, and how it is installed. */
export function installPage(o: Frame & { href: string; platform: string }): string {
  const { install } = textsOf(o)
  const phone = html`<h2>${install.phone}</h2>
    ${list(install.phoneSteps)}`
  const mac = html`<h2>${install.mac}</h2>
    ${list(install.macSteps)}`
  return page(
    o,
    install.title,
    html`<p>${install.lead}</p>
      <p><a class="act" href="${o.href}">${install.download}</a></p>
      ${o.platform === 'macos' ? mac : phone}
      <p class="hint">${install.again}</p>`,
  )
}

const list = (steps: string[]) =>
  html`<ol>
    ${steps.map((step) => html`<li>${step}</li>`)}
  </ol>`
