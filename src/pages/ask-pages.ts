import { html, type Html } from './html.ts'
import { faultNote, form, page, submitButton, textField, textsOf, type Asking } from './page.ts'

/** The pages that ask. Each gives a whole document; names of fields are `userName`, `password`, `key`, `code`, `ownership`, `terms`. */

export function termsPage(o: Asking & { text: string }): string {
  const { terms } = textsOf(o)
  const agree = html`<input type="hidden" name="terms" value="accepted" />${submitButton(terms.accept)}`
  return page(
    o,
    terms.title,
    html`<div class="text">${o.text}</div>
      ${form(o, agree)}`,
  )
}

export type LoginPage = Asking & {
  userName?: string | undefined
  /** Whether people sign in with a password that this server checks. */
  password: boolean
  /** A link to another sign-in page. */
  oidc: { label: string; href: string } | null
}

export function loginPage(o: LoginPage): string {
  const { login } = textsOf(o)
  const other = o.oidc && html`<a class="act" href="${o.oidc.href}">${login.with(o.oidc.label)}</a>`
  const between = o.password && o.oidc && html`<p class="or">${login.or}</p>`
  return page(
    o,
    login.title,
    html`${faultNote(o)}
      <p>${login.lead}</p>
      ${o.password && form(o, loginFields(o))}${between}${other}`,
  )
}

function loginFields(o: LoginPage): Html {
  const { login } = textsOf(o)
  const faulty = o.fault !== undefined
  const known = Boolean(o.userName)
  return html`${textField({ name: 'userName', label: login.userName, value: o.userName, required: true, fill: 'username', focus: !known, faulty })}
  ${textField({ name: 'password', label: login.password, password: true, required: true, fill: 'current-password', focus: known, faulty })}
  ${submitButton(login.submit)}`
}

export type CodePage = Asking & {
  key?: string | undefined
  /** False where the code alone may be enough, since the serial number says which records come into question. */
  keyRequired: boolean
}

export function codePage(o: CodePage): string {
  const { code } = textsOf(o)
  const faulty = o.fault !== undefined
  const hint = o.keyRequired ? code.keyHint : code.keyMaybe
  const fields = html`${textField({ name: 'key', label: code.key, hint, value: o.key, required: o.keyRequired, fill: 'off', focus: !o.key, faulty })}
  ${textField({ name: 'code', label: code.code, required: true, fill: 'off', focus: Boolean(o.key), faulty })}
  ${submitButton(code.submit)}`
  return page(
    o,
    code.title,
    html`${faultNote(o)}
      <p>${code.lead}</p>
      ${form(o, fields)}`,
  )
}

export function ownershipPage(o: Asking): string {
  const { ownership: words, continue: go } = textsOf(o)
  const choice = (value: string, label: string, hint: string) =>
    html`<label class="choice"
      ><input type="radio" name="ownership" value="${value}" required /><span
        >${label}<span>${hint}</span></span
      ></label
    >`
  const fields = html`<fieldset>
      <legend>${words.lead}</legend>
      ${choice('corporate', words.corporate, words.corporateHint)}
      ${choice('personal', words.personal, words.personalHint)}
    </fieldset>
    ${submitButton(go)}`
  return page(o, words.title, html`${faultNote(o)}${form(o, fields)}`)
}
