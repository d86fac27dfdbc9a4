import type { MailDevice } from './mail-device.ts'

/** From the settings: how the organization calls itself, and its unit (B8). */
export type Sender = { organizationName: string; unitId: string }

export type CheckInMessage = { subject: string; text: string; html: string }

/**
 * What a check-in mail says, in plain words. Pure. Every value comes from a list somebody wrote: line ends and other control
 * characters are blanks here, so that no name makes a header or a line of its own, and HTML is escaped.
 */
export function checkInMessage(device: MailDevice, sender: Sender): CheckInMessage {
  const organization = nameOf(sender)
  const facts = factsOf(device, sender)
  const steps = stepsOf(device)
  const intro = `${organization} has prepared a device for you.`
  const lines = [
    intro,
    '',
    ...facts.map(([label, value]) => `${label}: ${value}`),
    '',
    ...numbered(steps),
    '',
    ignore,
  ]
  return {
    subject: `${organization}: set up ${oneLine(device.identifier)}`,
    text: `${lines.join('\n')}\n`,
    html: htmlOf({ organization, intro, facts, steps }),
  }
}

/** The same in the few characters of a text message. */
export function checkInText(device: MailDevice, sender: Sender): string {
  const facts = factsOf(device, sender).map(([label, value]) => `${label} ${value}`)
  return `${nameOf(sender)}: ${facts.join(', ')}. ${stepsOf(device).join(' ')}`
}

/** What the person has to do: nothing with a serial number that Apple vouches for, else to sign in or to type key and code. */
export function wayOf({
  depMethod,
  authentication,
}: Pick<MailDevice, 'depMethod' | 'authentication'>): MailDevice['authentication'] {
  if (depMethod === 'Serial') return 'none'
  return depMethod === null && authentication === 'login' ? 'login' : 'keycode'
}

/** A key may be typed with the unit behind it where there is one (B8). */
export const keyOf = (
  { identifier }: Pick<MailDevice, 'identifier'>,
  { unitId }: Pick<Sender, 'unitId'>,
): string => oneLine(unitId ? `${identifier}@${unitId}` : identifier)

type Fact = [label: string, value: string]

function factsOf(device: MailDevice, sender: Sender): Fact[] {
  const { identifier, displayName, expiresAt, userName, code } = device
  const way = wayOf(device)
  const facts: (Fact | false | null)[] = [
    ['Device', oneLine(displayName ? `${identifier} (${displayName})` : identifier)],
    way === 'keycode' && ['Key', keyOf(device, sender)],
    way === 'keycode' && code !== null && ['Code', oneLine(code)],
    way === 'login' && userName !== null && ['User name', oneLine(userName)],
    expiresAt !== null && ['Until', inWords(expiresAt)],
  ]
  return facts.filter((fact) => fact !== false && fact !== null)
}

function stepsOf(device: MailDevice): string[] {
  const start = 'Switch the device on and follow its steps.'
  const way = wayOf(device)
  if (way === 'none') return [start, 'It finds its settings by itself: there is nothing to type.']
  if (way === 'login') return [start, 'When it asks, sign in with your user name and password.']
  return [start, 'When it asks, type the key and the code.']
}

const ignore = 'If you did not expect this, you can ignore it: nothing happens without the device.'

const numbered = (steps: string[]) => steps.map((step, n) => `${n + 1}. ${step}`)

/** The person's time zone is not known, so UTC is said. */
const inWords = (time: string): string =>
  `${new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(time))} UTC`

export const nameOf = ({ organizationName }: Pick<Sender, 'organizationName'>): string =>
  oneLine(organizationName) || 'Your organization'

export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()

type Parts = { organization: string; intro: string; facts: Fact[]; steps: string[] }

/** Mail programs know little CSS, and none from elsewhere: no images, no fonts, no links. */
const htmlOf = ({ organization, intro, facts, steps }: Parts): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(organization)}</title></head>
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

const rowOf = ([label, value]: Fact) =>
  `<tr><th align="left" style="font-weight: normal; color: #595959">${label}</th><td style="font-weight: bold${typed.has(label) ? '; font-family: monospace; font-size: 18px' : ''}">${escapeHtml(value)}</td></tr>`

const typed = new Set(['Key', 'Code', 'User name'])

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign]!)
