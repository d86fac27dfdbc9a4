import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createPushAuthority, serverIdentity } from '../simulator/apns/push-authority.ts'
import { startApnsSimulator } from '../simulator/apns/apns-simulator.ts'
import { openApns } from './apns-connection.ts'

const now = () => new Date()
const pushTo = (token: string, topic: string) => ({
  token: Buffer.from(token, 'hex'),
  magic: 'magic',
  topic,
  expiresAt: new Date(Date.now() + 1000),
})

test('hundreds of pushes go over one connection, no more than allowed at once', async () => {
  const apns = await startApnsSimulator()
  onTestFinished(() => apns.close())
  const topic = 'com.apple.mgmt.External.test'
  const { certificate, key } = apns.authority.pair({ topic })
  const connection = openApns({ url: apns.url, ca: apns.ca, certificate, key, mostAtOnce: 7 })
  onTestFinished(() => connection.close())
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, n) => connection.send(pushTo(n.toString(16).padStart(4, '0'), topic))),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(apns.pushes).toHaveLength(300)
  expect(apns.connections).toEqual({ opened: 1, open: 1 })
})

test('a certificate that the TLS handshake refuses is told from a service that is out of reach', async () => {
  const { certificate, key } = createPushAuthority(now).pair()
  const port = await freePort()
  const ca = await startStrictServer(port)
  const connection = openApns({ url: `https://127.0.0.1:${port}`, ca, certificate, key })
  onTestFinished(() => connection.close())
  await expect(connection.send(pushTo('00', 'x'))).rejects.toMatchObject({ kind: 'certificate-refused' })
  const nobody = openApns({ url: `https://127.0.0.1:${await freePort()}`, ca, certificate, key })
  await expect(nobody.send(pushTo('00', 'x'))).rejects.toMatchObject({ kind: 'unreachable' })
})

/** OpenSSL's own server, since Node's cannot refuse a client in the handshake. */
async function startStrictServer(port: number): Promise<string> {
  const { certificate, key } = serverIdentity('127.0.0.1', now())
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-tls-'))
  const [certificateFile, keyFile] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')]
  writeFileSync(certificateFile, certificate)
  writeFileSync(keyFile, key)
  const files = ['-cert', certificateFile, '-key', keyFile, '-CAfile', certificateFile]
  const strict = ['-Verify', '1', '-verify_return_error', '-alpn', 'h2']
  const server = spawn('openssl', ['s_server', '-accept', `127.0.0.1:${port}`, ...files, ...strict])
  onTestFinished(() => void server.kill('SIGKILL'))
  await new Promise<void>((resolve) => {
    server.stdout.on('data', (text: Buffer) => {
      if (text.toString().includes('ACCEPT')) resolve()
    })
  })
  return certificate
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
