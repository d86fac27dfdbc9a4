import { sql } from 'kysely'
import type { ProblemCode } from '../contract/problems.ts'
import type { TestMailAnswer, TestReminderAnswer } from '../contract/mail.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { MailTrouble } from '../platform/mail/mail-trouble.ts'
import { openMailer, type Sent } from '../platform/mail/smtp.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { nameOf } from './check-in-message.ts'
import { readMailSetup, type MailSetup } from './mail-setup.ts'

/** Enough for somebody who tries settings, too few to bother a stranger with. */
const testsPerMinute = 5

type Words = { subject: string; text: string; html?: string }

/** Sends a real mail now, past the outbox and once, and answers what the server said. */
export async function sendTestMail(platform: Platform, actor: Actor, to: string): Promise<TestMailAnswer> {
  const { organizationName } = await readEnrollmentSettings(platform.db)
  const words = {
    subject: `${nameOf({ organizationName })}: test mail`,
    text: `This is a test mail from ${new URL(platform.publicUrl()).origin}. Mails can be sent.\n`,
  }
  const { setup, results } = await sendNow(platform, actor, { to: [to], words })
  const [{ sent }] = results as [(typeof results)[0]]
  if ('trouble' in sent) throw problemOf(sent.trouble, setup)
  return { to, answer: sent.answer }
}

/**
 * Sends the same words to several addresses now, and answers what the server said to each. What would meet every mail is a problem;
 * a recipient that is refused is not.
 */
export async function sendTestWords(
  platform: Platform,
  actor: Actor,
  mails: { to: readonly string[]; words: Words },
): Promise<TestReminderAnswer> {
  const { setup, results } = await sendNow(platform, actor, mails)
  return {
    results: results.map(({ to, sent }) => {
      if (!('trouble' in sent)) return { to, taken: true, answer: sent.answer }
      if (sent.trouble.kind !== 'refused') throw problemOf(sent.trouble, setup)
      return { to, taken: false, answer: sent.trouble.answer }
    }),
  }
}

async function sendNow(
  platform: Platform,
  actor: Actor,
  { to, words }: { to: readonly string[]; words: Words },
): Promise<{ setup: MailSetup; results: { to: string; sent: Sent }[] }> {
  const setup = await readMailSetup(platform)
  if (!setup) throw new Problem('mail.not-configured')
  await countTest(platform, actor, to.join(', '))
  const { organizationName } = await readEnrollmentSettings(platform.db)
  const name = nameOf({ organizationName })
  const mailer = openMailer(setup.server)
  const results: { to: string; sent: Sent }[] = []
  try {
    for (const each of to) {
      const sent = await mailer.send({ ...envelopeOf(platform, setup, { to: each, name }), ...words })
      results.push({ to: each, sent })
      // The next one would meet the same.
      if ('trouble' in sent && sent.trouble.kind !== 'refused') break
    }
  } finally {
    mailer.close()
  }
  return { setup, results }
}

/** The audit log knows how many there were; its counter makes those of one moment take turns. */
function countTest({ db, clock }: Pick<Platform, 'db' | 'clock'>, actor: Actor, to: string): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('mail.test', 0))`.execute(trx)
    const since = new Date(clock().getTime() - 60_000)
    const { rows } = await sql<{ tests: number }>`
      select count(*) as tests from audit_event where action = 'mail.tested' and at > ${since}`.execute(trx)
    if (rows[0]!.tests >= testsPerMinute)
      throw new Problem('mail.too-many-tests', {
        detail: `${testsPerMinute} test mails a minute are allowed`,
      })
    await recordAudit(trx, actor, {
      action: 'mail.tested',
      target: { kind: 'setting', id: 'mail', name: to },
    })
  })
}

const envelopeOf = (
  { publicUrl, clock }: Pick<Platform, 'publicUrl' | 'clock'>,
  { from, replyTo }: MailSetup,
  { to, name }: { to: string; name: string },
) => ({
  messageId: `${uuidv7()}@${new URL(publicUrl()).hostname}`,
  from: { name, address: from },
  replyTo: replyTo || undefined,
  to,
  date: clock(),
})

const codes = {
  unreachable: 'mail.server-unreachable',
  slow: 'mail.server-unreachable',
  certificate: 'mail.certificate-not-trusted',
  tls: 'mail.tls-failed',
  'sign-in': 'mail.sign-in-refused',
  sender: 'mail.refused',
  busy: 'mail.refused',
  refused: 'mail.refused',
} as const satisfies Record<MailTrouble['kind'], ProblemCode>

const problemOf = ({ kind, answer }: MailTrouble, { server: { host, port } }: MailSetup) =>
  new Problem(codes[kind], { detail: answer, server: `${host}:${port}` })
