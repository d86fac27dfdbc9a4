import type { MailLanguage } from '../contract/mail.ts'
import type { MailDevice } from './mail-device.ts'
import type { MailLink } from './mail-links.ts'
import { dateLocales, mailTexts, type MailTexts } from './mail-texts.ts'

/** From the settings: how the organization calls itself, its unit (B8), and the language of its people. */
export type Sender = { organizationName: string; unitId: string; language?: MailLanguage }

export type CheckInMessage = { subject: string; text: string; html: string }

/** Without a device: for somebody who enrolls one of their own. */
export type Invitation = { device: MailDevice | null; link?: MailLink | undefined }

/**
 * What a check-in mail says, in plain words. Pure. Every value comes from a list somebody wrote: line ends and other control
 * characters are blanks here, so that no name makes a header or a line of its own, and HTML is escaped.
 */
export function checkInMessage(invitation: Invitation, sender: Sender): CheckInMessage {
  const { device, link } = invitation
  const texts = textsOf(sender)
  const organization = oneLine(sender.organizationName) || texts.nobody
  const facts = factsOf(invitation, sender)
  const steps = stepsOf(invitation, texts)
  const words = { name: organization, device: oneLine(device?.identifier ?? '') }
  const intro = filled(device ? texts.intro : texts.introOwn, words)
  const ignore = link ? texts.ignoreLink : texts.ignore
  const lines = [
    intro,
    '',
    ...facts.map(({ label, value }) => `${label}: ${value}`),
    '',
    ...numbered(steps),
    '',
    ignore,
  ]
  return {
    subject: filled(device ? texts.subject : texts.subjectOwn, words),
    text: `${lines.join('\n')}\n`,
    html: htmlOf({ language: sender.language ?? 'en', organization, intro, facts, steps, ignore }),
  }
}

/** The same in the few characters of a text message. */
export function checkInText(invitation: Invitation, sender: Sender): string {
  const texts = textsOf(sender)
  const facts = factsOf(invitation, sender).map(({ label, value }) => `${label} ${value}`)
  const name = oneLine(sender.organizationName) || texts.nobody
  return `${name}: ${facts.join(', ')}. ${stepsOf(invitation, texts).join(' ')}`
}

const textsOf = ({ language = 'en' }: Sender): MailTexts => mailTexts[language]

/** In one go: what a name says in braces stays as it is. */
const filled = (text: string, words: Record<string, string>) =>
  text.replace(/\{(\w+)\}/g, (whole, word: string) => words[word] ?? whole)

/**
 * What the person has to do: nothing with a serial number that Apple vouches for, else to sign in or to type key and code. An Android
 * device asks what its record says.
 */
export function wayOf({
  platform,
  depMethod,
  authentication,
}: Pick<MailDevice, 'platform' | 'depMethod' | 'authentication'>): MailDevice['authentication'] {
  if (platform === 'android') return authentication
  if (depMethod === 'Serial') return 'none'
  return depMethod === null && authentication === 'login' ? 'login' : 'keycode'
}

/** A key may be typed with the unit behind it where there is one (B8). */
export const keyOf = (
  { identifier }: Pick<MailDevice, 'identifier'>,
  { unitId }: Pick<Sender, 'unitId'>,
): string => oneLine(unitId ? `${identifier}@${unitId}` : identifier)

type Fact = { kind: keyof MailTexts['labels']; label: string; value: string }

function factsOf({ device, link }: Invitation, sender: Sender): Fact[] {
  const { labels } = textsOf(sender)
  const way = device ? wayOf(device) : 'none'
  const userName = device?.userName ?? link?.userName ?? null
  const until = link?.expiresAt ?? device?.expiresAt ?? null
  const values: Record<Fact['kind'], string | null> = {
    device:
      device && (device.displayName ? `${device.identifier} (${device.displayName})` : device.identifier),
    link: link?.url ?? null,
    key: device && way === 'keycode' ? keyOf(device, sender) : null,
    code: way === 'keycode' ? (device?.code ?? null) : null,
    userName: way === 'login' || !device ? userName : null,
    until: until && inWords(until, sender.language ?? 'en'),
  }
  const kinds = Object.keys(values) as Fact['kind'][]
  return kinds.flatMap((kind) => {
    const value = values[kind]
    return value === null ? [] : [{ kind, label: labels[kind], value: oneLine(value) }]
  })
}

function stepsOf({ device, link }: Invitation, { steps }: MailTexts): string[] {
  const way = device && wayOf(device)
  if (device?.platform === 'android') return androidSteps(way, link !== undefined, steps)
  if (link) {
    const proof = way === 'login' ? steps.openSignIn : way === 'keycode' ? steps.openCode : steps.openAlone
    return [steps.open, proof, steps.settings]
  }
  if (way === 'login') return [steps.start, steps.signIn]
  return way === 'keycode' ? [steps.start, steps.typeCode] : [steps.start, steps.byItself]
}

/** It scans the code of the page; without a link somebody else shows it one. */
function androidSteps(
  way: MailDevice['authentication'] | null,
  hasLink: boolean,
  steps: MailTexts['steps'],
): string[] {
  const proof = { none: [], login: [steps.signIn], keycode: [steps.typeCode] }[way ?? 'none']
  return [...(hasLink ? [steps.openElsewhere, steps.scan] : [steps.start]), ...proof]
}

const numbered = (steps: string[]) => steps.map((step, n) => `${n + 1}. ${step}`)

/** The person's time zone is not known, so UTC is said. */
const inWords = (time: string, language: MailLanguage): string =>
  `${new Intl.DateTimeFormat(dateLocales[language], { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(time))} UTC`

export const nameOf = ({ organizationName }: Pick<Sender, 'organizationName'>): string =>
  oneLine(organizationName) || 'Your organization'

export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()

type Parts = {
  language: MailLanguage
  organization: string
  intro: string
  facts: Fact[]
  steps: string[]
  ignore: string
}

/** Mail programs know little CSS, and none from elsewhere: no images, no fonts; the one link is ours. */
const htmlOf = ({ language, organization, intro, facts, steps, ignore }: Parts): string => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(organization)}</title></head>
<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; color: #1a1a1a; background: #ffffff">
<p>${escapeHtml(intro)}</p>
<table cellpadding="6" style="border-collapse: collapse">
${facts.map(rowOf).join('\n')}
</table>
<ol>
${steps.map((step) => `<li>${escapeHtml(step)}</li>`).join('\n')}
</ol>
<p style="color: #595959">${escapeHtml(ignore)}</p>
</body></html>
`

const rowOf = ({ kind, label, value }: Fact) =>
  `<tr><th align="left" style="font-weight: normal; color: #595959">${escapeHtml(label)}</th><td style="font-weight: bold${typed.has(kind) ? '; font-family: monospace; font-size: 18px' : ''}">${cellOf(kind, escapeHtml(value))}</td></tr>`

const cellOf = (kind: Fact['kind'], value: string) =>
  kind === 'link' ? `<a href="${value}" style="color: #0a58ca">${value}</a>` : value

const typed: ReadonlySet<Fact['kind']> = new Set(['key', 'code', 'userName'])

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign]!)
