import { sql } from 'kysely'
import type { ProblemCode } from '../contract/problems.ts'
import type { TestMailAnswer } from '../contract/mail.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { MailTrouble } from '../platform/mail/mail-trouble.ts'
import { openMailer, type Message } from '../platform/mail/smtp.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { nameOf } from './check-in-message.ts'
import { readMailSetup, type MailSetup } from './mail-setup.ts'

/** Enough for somebody who tries settings, too few to bother a stranger with. */
const testsPerMinute = 5

/** Sends a real mail now, past the outbox and once, and answers what the server said. */
export async function sendTestMail(platform: Platform, actor: Actor, to: string): Promise<TestMailAnswer> {
  const setup = await readMailSetup(platform)
  if (!setup) throw new Problem('mail.not-configured')
  await countTest(platform, actor, to)
  const { organizationName } = await readEnrollmentSettings(platform.db)
  const mailer = openMailer(setup.server)
  try {
    const sent = await mailer.send(testMessage(platform, setup, { to, name: nameOf({ organizationName }) }))
    if ('trouble' in sent) throw problemOf(sent.trouble, setup)
    return { to, answer: sent.answer }
  } finally {
    mailer.close()
  }
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

function testMessage(
  { publicUrl, clock }: Pick<Platform, 'publicUrl' | 'clock'>,
  { from, replyTo }: MailSetup,
  { to, name }: { to: string; name: string },
): Message {
  const { hostname, origin } = new URL(publicUrl())
  return {
    messageId: `${uuidv7()}@${hostname}`,
    from: { name, address: from },
    replyTo: replyTo || undefined,
    to,
    date: clock(),
    subject: `${name}: test mail`,
    text: `This is a test mail from ${origin}. Mails can be sent.\n`,
  }
}

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
