import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { muster, newFolder } from './support/muster.ts'
import { pushWorld, putCertificate } from './support/push-world.ts'
import { testApp } from './support/test-app.ts'

test('muster push status says how the certificate is, with its exit code', async () => {
  const world = await pushWorld()
  await world.enrolled('C02PUSH00050')
  const env = { MUSTER_URL: world.url, MUSTER_TOKEN: world.token }
  const shown = await muster(['push', 'status'], { env })
  expect(shown.code).toBe(0)
  expect(shown.out).toMatch(/State {4}valid/)
  expect(shown.out).toMatch(/com\.apple\.mgmt\.External\.\S+ +yes +1 +0/)
  const json = await muster(['push', 'status', '--json'], { env })
  expect(JSON.parse(json.out)).toMatchObject({ state: 'valid', devices: [{ enrolled: 1 }] })
  const bare = await testApp()
  const none = await muster(['push', 'status'], { env: { MUSTER_URL: bare.url, MUSTER_TOKEN: bare.token } })
  expect(none.code).toBe(1)
  expect(none.out).toContain('Without a push certificate')
})

test('muster simulate apns plays Apple: it certifies a request, takes pushes and answers as told', async () => {
  const ca = path.join(newFolder(), 'ca.pem')
  const child = spawn(process.execPath, ['src/cli.ts', 'simulate', 'apns', '--ca', ca, '--pushes'])
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const line = async (n: number) => {
    while (lines.length <= n) await new Promise((resolve) => child.stdout.once('data', resolve))
    return JSON.parse(lines[n]!) as Record<string, string>
  }
  child.stdout.on('data', (chunk: Buffer) => lines.push(...chunk.toString().trim().split('\n')))
  const { url, ca: written } = await line(0)
  expect(written).toBe(ca)
  const apnsCa = readFileSync(ca, 'utf8')
  const world = await pushWorld({ apnsUrl: url!, apnsCa })
  const { csr } = (await world.api('POST', '/push-certificate/csr')).body
  const { topic } = (await world.api('GET', '/push-certificate')).body
  const certified = await portal(url!, apnsCa, `/portal/certificates?topic=${topic}`, csr)
  expect((await putCertificate(world, certified)).status).toBe(200)
  const { id } = await world.record('C02PUSH00051')
  await world.device('C02PUSH00051').enroll()
  await portal(url!, apnsCa, '/portal/answers', '[{"status": 503, "reason": "Shutdown"}]')
  const tested = await world.api('POST', '/push-certificate/test', { deviceId: id })
  expect(tested.body).toMatchObject({ status: 503, reason: 'Shutdown' })
  expect(await line(1)).toMatchObject({ topic, status: 503 })
})

/** As curl does it: HTTP/1.1 over TLS. */
async function portal(url: string, ca: string, at: string, body: string): Promise<string> {
  const { request } = await import('node:https')
  return new Promise((resolve, reject) => {
    const call = request(`${url}${at}`, { method: 'POST', ca }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString())).on('end', () => resolve(text))
    })
    call.on('error', reject).end(body)
  })
}
