import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export type SunkMail = {
  from: string
  to: string[]
  subject: string
  /** Head and body as they came, with lines that end in \n. */
  raw: string
}

export type MailSink = {
  host: string
  port: number
  /** The last mails, oldest first. */
  mails: readonly SunkMail[]
  close(): Promise<void>
}

export type MailSinkOptions = { port?: number; host?: string; onMail?: (mail: SunkMail) => void }

const mostKept = 1000
const longestLine = 100_000

/** A mail server for rehearsals: takes every mail, delivers none. Plain SMTP (RFC 5321) without TLS or sign-in. */
export async function startMailSink(options: MailSinkOptions = {}): Promise<MailSink> {
  const { port = 0, host = '127.0.0.1', onMail } = options
  const mails: SunkMail[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    converse(socket, (mail) => {
      mails.push(mail)
      if (mails.length > mostKept) mails.shift()
      onMail?.(mail)
    })
  })
  await listen(server, port, host)
  return {
    host,
    port: (server.address() as AddressInfo).port,
    mails,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve)
  })

type Session = { from: string; to: string[]; lines: string[] | undefined }

function converse(socket: Socket, take: (mail: SunkMail) => void): void {
  const session: Session = { from: '', to: [], lines: undefined }
  let rest = ''
  socket.setEncoding('utf8')
  socket.write('220 mail sink ESMTP\r\n')
  const hear = (line: string): void => {
    const answer = session.lines ? readData(session, line, take) : obey(session, line)
    if (answer) socket.write(`${answer}\r\n`)
    if (answer?.startsWith('221')) socket.end()
  }
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n')
    rest = lines.pop() ?? ''
    lines.forEach(hear)
    if (rest.length > longestLine) socket.end('500 Line too long\r\n')
  })
}

function obey(session: Session, line: string): string {
  const [, verb = ''] = /^([A-Za-z]+)/.exec(line) ?? []
  const [, address = ''] = /<([^>]*)>/.exec(line) ?? []
  switch (verb.toUpperCase()) {
    case 'EHLO':
      return '250-mail sink\r\n250 8BITMIME'
    case 'MAIL':
      Object.assign(session, { from: address, to: [] })
      return '250 OK'
    case 'RCPT':
      session.to.push(address)
      return '250 OK'
    case 'DATA':
      session.lines = []
      return '354 End with a dot on a line of its own'
    case 'HELO':
    case 'RSET':
    case 'NOOP':
      return '250 OK'
    case 'QUIT':
      return '221 Bye'
    default:
      return '500 Not a command of this server'
  }
}

/** Lines up to a single dot; a dot in front of another is taken away (RFC 5321, section 4.5.2). */
function readData(session: Session, line: string, take: (mail: SunkMail) => void): string | undefined {
  const { from, to, lines = [] } = session
  if (line !== '.') {
    lines.push(line.replace(/^\./, ''))
    return lines.length > 100_000 ? '221 Too many lines' : undefined
  }
  session.lines = undefined
  const raw = lines.join('\n')
  const [, subject = ''] = /^subject:[ \t]*(.*)$/im.exec(raw) ?? []
  take({ from, to, subject, raw })
  return '250 OK: taken, and delivered to nobody'
}
