import { createTransport } from 'nodemailer'
import type { MailServer } from './mail-server.ts'
import { troubleOf, type MailTrouble } from './mail-trouble.ts'

export type Address = { name: string; address: string }

export type Message = {
  /** Without angle brackets. The same for each try, so that a server or a reader can fold what arrives twice. */
  messageId: string
  from: Address
  to: string
  replyTo?: string | undefined
  subject: string
  text: string
  html?: string | undefined
  date: Date
}

/** `answer` is what the server said, in its own words. */
export type Sent = { answer: string } | { trouble: MailTrouble }

export type Mailer = {
  /** Never throws: what goes wrong is an answer. */
  send(message: Message): Promise<Sent>
  /** Ends the connections that are kept open between mails. */
  close(): void
}

const seconds = 1000
/** A server that answers slowly but steadily is waited for; one that drips its answers is not. */
export const patience = { connectMs: 15 * seconds, silenceMs: 30 * seconds, wholeMs: 60 * seconds }

export type MailerOptions = { connections?: number; patience?: typeof patience }

/** Talks SMTP to one server, over up to `connections` connections at once. */
export function openMailer(server: MailServer, { connections = 1, ...options }: MailerOptions = {}): Mailer {
  const { connectMs, silenceMs, wholeMs } = options.patience ?? patience
  const transport = createTransport({
    pool: true,
    maxConnections: connections,
    // A mail whose connection broke is tried again by the outbox, which knows how often it was tried.
    maxRequeues: 0,
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    ...(server.user ? { auth: { user: server.user, pass: server.password ?? '' } } : {}),
    connectionTimeout: connectMs,
    dnsTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silenceMs,
    // What a mail says comes from the database: it must not name files or addresses to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  // Errors of idle connections; those of a mail are its answer.
  transport.on('error', () => {})
  return {
    async send(message) {
      if (!isOneAddress(message.to)) return notAnAddress
      try {
        const { response } = await transport.sendMail({
          ...message,
          // As an object, since text would be read as a list of addresses.
          to: { name: '', address: message.to },
          messageId: `<${message.messageId}>`,
          // Out-of-office programs do not answer such a mail (RFC 3834, section 5).
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal: AbortSignal.timeout(wholeMs),
        })
        return { answer: response }
      } catch (error) {
        return { trouble: troubleOf(error as Error) }
      }
    },
    close: () => transport.close(),
  }
}

/** Exactly one, without the signs that lists, names and groups of addresses are made of (RFC 5322, section 3.4). */
const isOneAddress = (text: string) => /^[^\s\p{Cc}<>()[\]\\,;:"@]+@[^\s\p{Cc}<>()\\,;"@]+$/u.test(text)

const notAnAddress: Sent = {
  trouble: { kind: 'refused', temporary: false, answer: 'The recipient is not a mail address' },
}
