import { escapeHtml, nameOf, oneLine, type Sender } from '../mail/check-in-message.ts'
import type { MailNotice } from '../mail/mail-notices.ts'
import { expiringOf, type Lifetime } from './expiring.ts'
import { endText } from './reminder.ts'

type From = { organization: Pick<Sender, 'organizationName'>; publicUrl: string; now: Date }

/** What a reminder says: what ends, when, what to do, and where. Pure; names become one line, and are escaped in HTML. */
export function reminderMessage(thing: Lifetime, { organization, publicUrl, now }: From): MailNotice {
  const ends = endText(thing.expiresAt, now)
  const why = whyOf(thing)
  const sentence = `The ${whatOf(thing)} ${ends}.`
  const { text: act } = expiringOf(thing, now)
  const link = new URL(pathOf(thing), publicUrl).href
  return {
    subject: `${nameOf(organization)}: ${whatOf(thing)} ${ends}`,
    text: [sentence, '', act, link, '', why, ''].join('\n'),
    html: htmlOf({ sentence, act, link, why }),
  }
}

function whatOf({ kind, name }: Lifetime): string {
  if (kind === 'dep-token') return `server token of ${oneLine(name)}`
  return kind === 'bulk-token' ? `token of the bulk enrollment ${oneLine(name)}` : 'push certificate'
}

/** The page of the console on which it is renewed. */
function pathOf({ kind, id }: Lifetime): string {
  if (kind === 'dep-token') return `/dep/accounts/${id}`
  return kind === 'bulk-token' ? `/bulk/${id}` : '/push-certificate'
}

const whyOf = ({ kind }: Lifetime): string =>
  kind === 'bulk-token'
    ? 'Reminders come 14 and 3 days before the end and on its day, while devices wait, to the addresses under Settings, Mail.'
    : 'Reminders come 60, 30, 14, 7, 3 and 1 days before the end and at the end, to the addresses under Settings, Mail.'

type Words = { sentence: string; act: string; link: string; why: string }
const htmlOf = ({ sentence, act, link, why }: Words) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(sentence)}</title></head>
<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; color: #1a1a1a; background: #ffffff">
<p><strong>${escapeHtml(sentence)}</strong></p>
<p>${escapeHtml(act)}</p>
<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>
<p style="color: #595959">${escapeHtml(why)}</p>
</body></html>
`
