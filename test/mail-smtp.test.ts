import { generateKeyPairSync } from 'node:crypto'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import type { MailServer } from '../src/platform/mail/mail-server.ts'
import { openMailer, type MailerOptions, type Message } from '../src/platform/mail/smtp.ts'
import { extension } from '../src/protocol/x509/extension.ts'
import { selfSignedCertificate } from '../src/protocol/x509/issue-certificate.ts'
import { pem } from '../src/protocol/x509/pem.ts'
import { headersOf, mailServer } from './support/mail-server.ts'

const message: Message = {
  messageId: '1@muster.example',
  from: { name: 'North School', address: 'muster@school.example' },
  to: 'ana@school.example',
  subject: 'Test',
  text: 'Test\n',
  date: new Date('2026-11-24T12:00:00Z'),
}

function send(server: MailServer, changes: Partial<Message> = {}, options: MailerOptions = {}) {
  const mailer = openMailer(server, options)
  onTestFinished(() => mailer.close())
  return mailer.send({ ...message, ...changes })
}

/** By nobody's authority but its own. */
function certificateFor(ip: string) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const dayMs = 86_400_000
  const certificate = selfSignedCertificate({
    subject: [{ type: 'CN', value: 'mail' }],
    key: privateKey,
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + dayMs),
    extensions: [extension.subjectKeyId(publicKey), extension.subjectAltName({ type: 'ip', value: ip })],
  })
  return {
    cert: pem('CERTIFICATE', certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}

function trust(certificate: string): void {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, certificate])
  onTestFinished(() => setDefaultCACertificates(before))
}

/** A server that says what the test wants, line by line, or nothing. */
async function scripted(onConnection: (socket: Socket) => void): Promise<MailServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { host: '127.0.0.1', port, security: 'none', user: null, password: null }
}

test.each(['tls', 'starttls'] as const)(
  'signs in over %s when the certificate is trusted',
  async (security) => {
    const certificate = certificateFor('127.0.0.1')
    trust(certificate.cert)
    const server = await mailServer({ security, certificate, users: { ana: 'secret' } })
    expect(await send({ ...server.address, user: 'ana', password: 'secret' })).toEqual({
      answer: expect.stringMatching(/^250/),
    })
    expect(server.received).toMatchObject([{ user: 'ana', encrypted: true }])
  },
)

test.each(['tls', 'starttls'] as const)(
  'a certificate that nobody trusts, or for another name, gets no password and no mail over %s',
  async (security) => {
    const certificate = certificateFor('127.0.0.1')
    const server = await mailServer({ security, certificate, users: { ana: 'secret' } })
    const signIn = { ...server.address, user: 'ana', password: 'secret' }
    expect(await send(signIn)).toMatchObject({ trouble: { kind: 'certificate', temporary: true } })

    const other = certificateFor('10.0.0.1')
    trust(other.cert)
    const misnamed = await mailServer({ security, certificate: other, users: { ana: 'secret' } })
    expect(await send({ ...misnamed.address, user: 'ana', password: 'secret' })).toMatchObject({
      trouble: { kind: 'certificate', answer: expect.stringContaining('127.0.0.1') },
    })
    expect([...server.asked, ...misnamed.asked]).toEqual([])
  },
)

test('a server that does not offer STARTTLS gets no mail where it is asked for', async () => {
  const server = await mailServer()
  expect(await send({ ...server.address, security: 'starttls' })).toMatchObject({ trouble: { kind: 'tls' } })
  expect(await send({ ...server.address, security: 'tls' })).toMatchObject({ trouble: { kind: 'tls' } })
  expect(server.asked).toEqual([])
})

test('a wrong password is trouble with the sign-in, in the words of the server and without the password', async () => {
  const server = await mailServer({ users: { ana: 'secret' } })
  const sent = await send({ ...server.address, user: 'ana', password: 'wr0ng-pass' })
  expect(sent).toMatchObject({
    trouble: { kind: 'sign-in', temporary: true, answer: expect.stringMatching(/^535 5\.7\.8/) },
  })
  expect(JSON.stringify(sent)).not.toMatch(/wr0ng-pass|d3IwbmctcGFzcw/)
  expect(await send(server.address)).toMatchObject({ trouble: { kind: 'sign-in', temporary: true } })
})

test('a server that is not there, says nothing, or drips its answers is given up', async () => {
  const gone = await mailServer()
  await gone.close()
  expect(await send(gone.address)).toMatchObject({
    trouble: { kind: 'unreachable', answer: expect.stringContaining('ECONNREFUSED') },
  })
  expect(await send({ ...gone.address, host: 'mail.invalid' })).toMatchObject({
    trouble: { kind: 'unreachable' },
  })

  const patience = { connectMs: 300, silenceMs: 300, wholeMs: 1000 }
  const silent = await scripted(() => {})
  expect(await send(silent, {}, { patience })).toMatchObject({ trouble: { kind: 'slow', temporary: true } })
  const dripping = await scripted((socket) => {
    socket.write('220 hello\r\n')
    const drip = setInterval(() => socket.write('250-x\r\n'), 100)
    socket.on('close', () => clearInterval(drip))
  })
  expect(await send(dripping, {}, { patience })).toMatchObject({ trouble: { kind: 'slow', temporary: true } })
})

test.each([
  ['220 x\r\n', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['554 5.7.1 No mail from you\r\n', ''],
  ['\0\u{ff}\r\n', ''],
  ['220 x\r\n', '250 ok\r\n250 ok\r\n250 ok\r\n999999 what\r\n'],
])(
  'a server that talks nonsense (%j) is trouble and not an exception, and its answer is one short line',
  async (greeting, rest) => {
    const server = await scripted((socket) => {
      socket.write(greeting)
      socket.on('data', () => socket.write(rest || `250 ${'x'.repeat(3000)}\n\tno end`))
    })
    const sent = await send(server, {}, { patience: { connectMs: 500, silenceMs: 500, wholeMs: 1500 } })
    expect(sent).toMatchObject({ trouble: { answer: expect.stringMatching(/^[^\n\r]{1,500}$/) } })
  },
)

test('names with line ends make no header and no recipient', async () => {
  const server = await mailServer()
  const evil = 'School\r\nBcc: victim@other.example\r\n\r\nInjected'
  const sent = await send(server.address, {
    subject: evil,
    from: { name: evil, address: 'muster@school.example' },
    replyTo: 'it@school.example',
  })
  expect(sent).toHaveProperty('answer')
  expect(server.received).toMatchObject([{ from: 'muster@school.example', to: ['ana@school.example'] }])
  const headers = headersOf(server.received[0]!.raw)
  expect([...headers.keys()].sort((a, b) => a.localeCompare(b))).toEqual([
    'auto-submitted',
    'content-transfer-encoding',
    'content-type',
    'date',
    'from',
    'message-id',
    'mime-version',
    'reply-to',
    'subject',
    'to',
  ])
})

test('an address with line ends or several addresses in it reaches nobody else', async () => {
  const server = await mailServer()
  const recipients = [
    'ana@school.example\r\nRCPT TO:<victim@other.example>',
    'ana@school.example\nBcc: victim@other.example',
    'ana@school.example, victim@other.example',
    'ana@school.example;victim@other.example',
    '"x" <victim@other.example>',
    'group: victim@other.example;',
    'victim',
    '',
  ]
  for (const to of recipients)
    expect(await send(server.address, { to })).toMatchObject({
      trouble: { kind: 'refused', temporary: false },
    })
  expect(server.asked).toEqual([])
  expect(await send(server.address, { to: "o'neil+ipad@schule-köln.example" })).toHaveProperty('answer')
})
