import { createHash, randomBytes } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { buildApk, certificateChecksum, testSigner } from '../../protocol/android/apk/testing.ts'
import { downloadApp, DownloadError } from './download-app.ts'

const component = 'com.example.agent/.AdminReceiver'
const none = { signatureChecksum: null, packageChecksum: null, cookieHeader: null }

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/agent.apk`
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64url')

test('the app is installed whose certificate or bytes the code has the checksum of', async () => {
  const signer = testSigner()
  const file = await buildApk({}, { signer })
  let cookie: string | undefined
  const location = await serving((request, response) => {
    cookie = request.headers.cookie
    response.end(file)
  })
  const signatureChecksum = certificateChecksum(signer)
  const app = { ...none, location, signatureChecksum, cookieHeader: 'pass=1' }
  expect(await downloadApp(app, component)).toEqual({
    bytes: file.length,
    package: 'com.example.agent',
    versionCode: 7,
  })
  expect(cookie).toBe('pass=1')
  const padded = { ...app, signatureChecksum: `${signatureChecksum}=` }
  await expect(
    downloadApp(padded, 'com.example.agent/com.example.agent.AdminReceiver'),
  ).resolves.toBeDefined()
  await expect(
    downloadApp({ ...none, location, packageChecksum: sha256(file) }, component),
  ).resolves.toBeDefined()

  const other = sha256(Buffer.from('other'))
  for (const [wrong, owner, message] of [
    [{ ...app, signatureChecksum: other }, component, /is signed by/],
    // Where both are there, only that of the file counts.
    [{ ...app, packageChecksum: other }, component, /not the one/],
    [app, 'com.example.other/.AdminReceiver', /the code says com\.example\.other/],
    [app, 'com.example.agent/.Main', /no receiver com\.example\.agent\.Main/],
  ] as const)
    await expect(downloadApp(wrong, owner)).rejects.toThrow(message)
})

test('what is no app, too large, cut off or not there is refused in words', async () => {
  const good = await buildApk()
  const app = async (listener: RequestListener) => ({
    ...none,
    location: await serving(listener),
    signatureChecksum: sha256(Buffer.from('any')),
  })
  const cases: [RequestListener, RegExp][] = [
    [(_, response) => response.end(randomBytes(2000)), /no app that a phone installs/],
    [(_, response) => response.end(good.subarray(0, 900)), /no app that a phone installs/],
    [(_, response) => response.writeHead(404).end(), /answered 404/],
    [(_, response) => response.end(Buffer.alloc(200_000)), /too large/],
    [
      (_, response) => {
        response.writeHead(200, { 'content-length': 5000 })
        response.write('PK', () => response.destroy())
      },
      /broke off/,
    ],
    [(request) => request.socket.destroy(), /cannot be reached/],
  ]
  for (const [listener, message] of cases) {
    const refused = downloadApp(await app(listener), component, 100_000)
    await expect(refused).rejects.toThrow(message)
    await expect(refused).rejects.toBeInstanceOf(DownloadError)
  }
})
