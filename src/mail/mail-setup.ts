import type { MailLanguage, MailSettings } from '../contract/mail.ts'
import type { Db } from '../platform/db/database.ts'
import type { MailServer } from '../platform/mail/mail-server.ts'
import type { Platform } from '../platform/platform.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { loadMailSettings, passwordPlace, type StoredMailSettings } from './mail-settings-store.ts'

type Environment = Pick<Platform, 'db' | 'mail'>

/** Everything that is needed to send. */
export type MailSetup = {
  server: MailServer
  from: string
  replyTo: string
  mailsPerMinute: number
  smsGateway: string
  language: MailLanguage
}

/** Whether mails can leave at all: there is a server and an address that they come from. */
export const mailServerConfigured = async ({ db, mail }: Environment): Promise<boolean> => {
  const stored = await loadMailSettings(db)
  return Boolean(serverName(stored, mail) && (stored.from || mail.from))
}

/** Undefined as long as no mail can leave. */
export async function readMailSetup(
  platform: Environment & { secrets: Secrets },
): Promise<MailSetup | undefined> {
  const { db, mail, secrets } = platform
  const stored = await loadMailSettings(db)
  const server = stored.host ? serverOf(stored, secrets) : mail.server
  const from = stored.from || mail.from
  const { replyTo, mailsPerMinute, smsGateway, language } = stored
  return server && from ? { server, from, replyTo, mailsPerMinute, smsGateway, language } : undefined
}

function serverOf(
  { host, port, security, user, passwordSealed }: StoredMailSettings,
  secrets: Secrets,
): MailServer {
  const password = passwordSealed && secrets.openText(passwordPlace, Buffer.from(passwordSealed, 'base64'))
  return { host, port, security, user: user || null, password: password || null }
}

const serverName = ({ host }: StoredMailSettings, { server }: Platform['mail']) => host || server?.host

/** As the API shows them. */
export async function readMailSettings({
  db,
  mail,
}: {
  db: Db
  mail: Platform['mail']
}): Promise<MailSettings> {
  const { passwordSealed, ...settings } = await loadMailSettings(db)
  const { host, port, security } = settings
  const own = host ? { host, port, security, from: 'settings' as const } : null
  const given = mail.server && {
    host: mail.server.host,
    port: mail.server.port,
    security: mail.server.security,
    from: 'environment' as const,
  }
  return {
    ...settings,
    passwordSet: passwordSealed !== null,
    inUse: { server: own ?? given, from: settings.from || mail.from },
  }
}
