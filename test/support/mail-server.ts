import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'
import type { MailServer as Address, MailSecurity } from '../../src/platform/mail/mail-server.ts'

export type Received = {
  from: string
  to: string[]
  raw: string
  user: string | undefined
  encrypted: boolean
}

/** What the server answers to a recipient or a mail; nothing is an acceptance. */
export type Reply = { at: 'recipient' | 'sender' | 'mail'; code: number; text: string } | undefined

export type TestMailServer = {
  address: Address
  received: Received[]
  /** Who asked for a mail to be taken, whether it was or not. */
  asked: string[]
  /** Decides by recipient and by how often this recipient was asked for (from 1). */
  answerWith(reply: (recipient: string, time: number) => Reply): void
  /** Waits so long before each mail is accepted. */
  delay(ms: number): void
  close(): Promise<void>
}

export type ServerOptions = {
  security?: MailSecurity
  certificate?: { key: string; cert: string }
  users?: Record<string, string>
  port?: number
}

/** A real SMTP server on a free port of this machine; ended after the test. */
export async function mailServer(options: ServerOptions = {}): Promise<TestMailServer> {
  const { security = 'none', certificate, users, port = 0 } = options
  const received: Received[] = []
  const asked: string[] = []
  let replyTo: (recipient: string, time: number) => Reply = () => undefined
  let delayMs = 0
  const refusal = (at: NonNullable<Reply>['at'], recipient: string): Error | undefined => {
    const time = asked.filter((other) => other === recipient).length
    const reply = replyTo(recipient, time)
    return reply?.at === at ? Object.assign(new Error(reply.text), { responseCode: reply.code }) : undefined
  }
  const handlers: SMTPServerOptions = {
    secure: security === 'tls',
    ...certificate,
    disabledCommands: [...(security === 'starttls' ? [] : ['STARTTLS']), ...(users ? [] : ['AUTH'])],
    authOptional: !users,
    allowInsecureAuth: true,
    onAuth({ username = '', password }, _session, done) {
      if (users?.[username] === password) return done(null, { user: username })
      done(Object.assign(new Error('5.7.8 Authentication credentials invalid'), { responseCode: 535 }))
    },
    onMailFrom: (_address, _session, done) => done(refusal('sender', '')),
    onRcptTo({ address }, _session, done) {
      asked.push(address)
      done(refusal('recipient', address))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { envelope, user, secure } = session
        const to = envelope.rcptTo.map(({ address }) => address)
        const refused = refusal('mail', to[0] ?? '')
        if (refused) return done(refused)
        void sleep(delayMs).then(() => {
          const from = envelope.mailFrom ? envelope.mailFrom.address : ''
          received.push({ from, to, raw: Buffer.concat(chunks).toString(), user, encrypted: secure })
          done()
        })
      })
    },
  }
  const server = new SMTPServer({ ...handlers, logger: false, closeTimeout: 100 })
  // A client that does not trust the certificate ends the connection: that is what the test is about.
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  onTestFinished(close)
  const { port: listening } = server.server.address() as AddressInfo
  return {
    address: { host: '127.0.0.1', port: listening, security, user: null, password: null },
    received,
    asked,
    answerWith: (reply) => void (replyTo = reply),
    delay: (ms) => void (delayMs = ms),
    close,
  }
}

/** The head of a mail, each header on one line. */
export function headersOf(raw: string): Map<string, string> {
  const [head = ''] = raw.split('\r\n\r\n', 1)
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
}
