import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { buildApk, buildZip, certificateChecksum, testSigner } from '../src/protocol/android/apk/testing.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const signer = testSigner('Example agent')
const prefix = 'android.app.extra.PROVISIONING_'

function upload(app: TestApp, bytes: Uint8Array, { token = app.token, part = 'file' } = {}) {
  const form = new FormData()
  form.append(part, new Blob([new Uint8Array(bytes)]), 'agent-release.apk')
  return app.api('POST', '/android/agents', form, { token })
}
const uploaded = async (app: TestApp, agent = {}, filler?: number) => {
  const bytes = await buildApk(agent, { signer, ...(filler === undefined ? {} : { filler }) })
  const { body } = await upload(app, bytes)
  return { bytes, agent: body }
}
const bulkOf = async (app: TestApp, name = 'Grade 5') =>
  (await app.api('POST', '/bulk-enrollments', { name })).body
const configure = (app: TestApp, id: string, agent: object) =>
  app.api('PUT', `/bulk-enrollments/${id}/configuration`, { agent })
const payloadOf = async (app: TestApp, id: string) =>
  (await app.api('GET', `/bulk-enrollments/${id}/qr.json`)).body

test('an uploaded APK is read, listed with its facts, and served byte by byte', async () => {
  const app = await testApp()
  const bytes = await buildApk({}, { signer, filler: 700_000 })
  const { status, body } = await upload(app, bytes)
  expect(status).toBe(201)
  expect(body).toMatchObject({
    package: 'com.example.agent',
    versionCode: 7,
    versionName: '1.7',
    fileName: 'agent-release.apk',
    size: bytes.length,
    component: 'com.example.agent/com.example.agent.AdminReceiver',
    signatureChecksum: certificateChecksum(signer),
    packageChecksum: createHash('sha256').update(bytes).digest('base64url'),
    certificates: [{ subject: 'CN=Example agent', notAfter: '2049-01-01T00:00:00.000Z' }],
    newest: true,
    usedBy: [],
    warnings: [],
    downloadUrl: expect.stringMatching(/^http:.*\/android\/agents\/[\w-]{16}\/agent\.apk$/),
  })
  expect((await app.api('GET', '/android/agents')).body).toEqual({
    items: [body],
    nextCursor: null,
    total: 1,
  })
  expect((await app.api('GET', `/android/agents/${body.id}`)).body).toEqual(body)

  const answer = await fetch(body.downloadUrl)
  expect(answer.status).toBe(200)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/vnd.android.package-archive',
    'content-length': String(bytes.length),
    'accept-ranges': 'bytes',
    'cache-control': 'public, no-cache',
    etag: `"${body.packageChecksum}"`,
  })
  expect(answer.headers.has('content-encoding')).toBe(false)
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
})

test('phones may ask for the head, go on where they stopped, and keep what has not changed', async () => {
  const app = await testApp()
  const { bytes, agent } = await uploaded(app, {}, 700_000)
  const ask = (headers: Record<string, string>, method = 'GET') =>
    fetch(agent.downloadUrl, { method, headers })
  const etag = `"${agent.packageChecksum}"`

  const head = await ask({}, 'HEAD')
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)])
  expect((await head.arrayBuffer()).byteLength).toBe(0)

  for (const [from, to] of [
    [0, 0],
    [262_100, 262_200],
    [600_000, bytes.length - 1],
  ] as const) {
    const part = await ask({ range: `bytes=${from}-${to}`, 'if-match': etag })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes ${from}-${to}/${bytes.length}`)
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(from, to + 1))).toBe(true)
  }
  const headOfPart = await ask({ range: 'bytes=0-9' }, 'HEAD')
  expect([headOfPart.status, headOfPart.headers.get('content-length')]).toEqual([206, '10'])
  const beyond = await ask({ range: `bytes=${bytes.length}-` })
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`])
  expect((await ask({ range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200)
  expect((await ask({ 'if-none-match': etag })).status).toBe(304)
  expect((await ask({ 'if-match': '"other"' })).status).toBe(412)

  const forEver = `${app.url}/android/agents/${createHash('sha256').update(bytes).digest('hex')}/x.apk`
  expect((await fetch(forEver)).headers.get('cache-control')).toContain('immutable')
  for (const wrong of ['AAAAAAAAAAAAAAAA/agent.apk', `${'0'.repeat(64)}/agent.apk`, 'x/agent.apk', 'x/y'])
    expect((await fetch(`${app.url}/android/agents/${wrong}`)).status).toBe(404)
})

test('phones that go away in the middle leave their place to others', async () => {
  const app = await testApp()
  const { bytes, agent } = await uploaded(app, {}, 3_000_000)
  const { hostname, port, pathname } = new URL(agent.downloadUrl)
  const goAway = (afterMs: number) =>
    new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`)
        setTimeout(() => socket.destroy(), afterMs)
      })
      socket.once('close', () => resolve()).on('error', () => undefined)
    })
  // More than may download at once, some before they are answered.
  for (let round = 0; round < 30; round++)
    await Promise.all(Array.from({ length: 10 }, (_, index) => goAway(index % 3)))
  const answer = await fetch(agent.downloadUrl)
  expect(answer.status).toBe(200)
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
})

test('a newer version takes the place of the one before at the same address; codes stay as they are', async () => {
  const app = await testApp()
  const { agent: old } = await uploaded(app)
  const { id } = await bulkOf(app)
  const configured = await configure(app, id, { hostedAgent: old.key })
  expect(configured).toMatchObject({
    status: 200,
    body: {
      configuration: {
        agent: {
          component: 'com.example.agent/com.example.agent.AdminReceiver',
          downloadUrl: old.downloadUrl,
          signatureChecksum: certificateChecksum(signer),
          packageChecksum: null,
        },
      },
      // The server of a test has an http address.
      findings: [{ code: 'agent.http', severity: 'warning' }],
    },
  })
  const before = await payloadOf(app, id)
  expect(before).toMatchObject({
    [`${prefix}DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION`]: old.downloadUrl,
    [`${prefix}DEVICE_ADMIN_SIGNATURE_CHECKSUM`]: certificateChecksum(signer),
  })
  expect(before).not.toHaveProperty([`${prefix}DEVICE_ADMIN_PACKAGE_CHECKSUM`])

  const { bytes, agent: newer } = await uploaded(app, { versionCode: 8 })
  await uploaded(app, { versionCode: 6 })
  expect(newer.key).toBe(old.key)
  expect(await payloadOf(app, id)).toEqual(before)
  expect(Buffer.from(await (await fetch(old.downloadUrl)).arrayBuffer()).equals(bytes)).toBe(true)
  const { items } = (await app.api('GET', '/android/agents')).body
  expect(items.map(({ versionCode, newest }: never) => [versionCode, newest])).toEqual([
    [8, true],
    [7, false],
    [6, false],
  ])
  expect(items[0].usedBy).toEqual([{ id, name: 'Grade 5' }])
  // Whoever takes the newest back has the one before again.
  await app.api('DELETE', `/android/agents/${newer.id}`)
  expect((await fetch(old.downloadUrl)).headers.get('etag')).toBe(`"${old.packageChecksum}"`)
})

test('the last file that a configuration names stays', async () => {
  const app = await testApp()
  const { agent } = await uploaded(app)
  const { agent: newer } = await uploaded(app, { versionCode: 8 })
  const { id } = await bulkOf(app)
  await configure(app, id, { hostedAgent: agent.key })
  expect((await app.api('DELETE', `/android/agents/${newer.id}`)).status).toBe(204)
  expect(await app.api('DELETE', `/android/agents/${agent.id}`)).toMatchObject({
    status: 409,
    body: { code: 'android-agent.in-use', detail: 'It is the agent of “Grade 5”', usedBy: [{ id }] },
  })
  await configure(app, id, {})
  expect((await app.api('DELETE', `/android/agents/${agent.id}`)).status).toBe(204)
  expect((await app.api('DELETE', `/android/agents/${agent.id}`)).body.code).toBe('android-agent.not-found')
  expect((await fetch(agent.downloadUrl)).status).toBe(404)
  expect(await app.platform.db.selectFrom('hosted_agent_chunk').selectAll().execute()).toEqual([])
  const audit = await app.platform.db
    .selectFrom('audit_event')
    .select(['action', 'target_name'])
    .where('target_kind', '=', 'android-agent')
    .orderBy('seq')
    .execute()
  expect(audit.map(({ action, target_name: name }) => `${action} ${name}`)).toEqual([
    'android-agent.uploaded com.example.agent 1.7',
    'android-agent.uploaded com.example.agent 1.7',
    'android-agent.deleted com.example.agent 1.7',
    'android-agent.deleted com.example.agent 1.7',
  ])
})

test('one who chooses an agent while another deletes it does not end with a code that leads to nothing', async () => {
  const app = await testApp()
  const { agent } = await uploaded(app)
  const { id } = await bulkOf(app)
  const [chosen, deleted] = await Promise.all([
    configure(app, id, { hostedAgent: agent.key }),
    app.api('DELETE', `/android/agents/${agent.id}`),
  ])
  expect([
    [200, 409],
    [400, 204],
  ]).toContainEqual([chosen.status, deleted.status])
})

test('the same file twice is one agent; of one package by two certificates there are two', async () => {
  const app = await testApp()
  const { bytes, agent } = await uploaded(app)
  const again = await Promise.all([upload(app, bytes), upload(app, bytes)])
  expect(again.map(({ status, body }) => [status, body.id])).toEqual([
    [201, agent.id],
    [201, agent.id],
  ])
  const other = await upload(app, await buildApk({}, { signer: testSigner('Somebody else') }))
  expect(other.body.key).not.toBe(agent.key)
  expect(other.body.newest).toBe(true)
})

test('what the file shows of a configuration is said: another package, another receiver, no answer to Android 12', async () => {
  const app = await testApp({ publicUrl: () => 'https://mdm.example.org' })
  const { agent } = await uploaded(app)
  const { id } = await bulkOf(app)
  const choose = (component: string) => configure(app, id, { hostedAgent: agent.key, component })
  expect((await choose('com.example.agent/.AdminReceiver')).body.findings).toEqual([])
  expect((await choose('com.example.other/.AdminReceiver')).body.errors).toMatchObject([
    { code: 'agent.other-package', message: 'The package of the uploaded agent is com.example.agent' },
  ])
  expect((await choose('com.example.agent/.Gone')).body.errors).toMatchObject([
    { code: 'agent.other-receiver' },
  ])
  expect((await configure(app, id, { hostedAgent: 'AAAAAAAAAAAAAAAA' })).body.errors).toMatchObject([
    { code: 'agent.not-hosted' },
  ])

  await uploaded(app, { versionCode: 9, receiver: '.NewReceiver', provisioning: false, testOnly: true })
  const { findings } = (await app.api('GET', `/bulk-enrollments/${id}/configuration`)).body
  expect(findings.map(({ code, severity }: never) => `${severity} ${code}`)).toEqual([
    'error agent.other-receiver',
    'warning agent.no-provisioning',
    'warning agent.test-only',
  ])
})

test('a code is not drawn with the address that the server had before', async () => {
  let publicUrl = 'https://old.example.org'
  const app = await testApp({ publicUrl: () => publicUrl })
  const { agent } = await uploaded(app)
  const { id } = await bulkOf(app)
  await configure(app, id, { hostedAgent: agent.key })
  publicUrl = 'https://10.0.0.5'
  expect(await app.api('GET', `/bulk-enrollments/${id}/qr.svg`)).toMatchObject({
    status: 409,
    body: { errors: [{ code: 'agent.moved' }] },
  })
  const saved = await configure(app, id, { hostedAgent: agent.key })
  expect(saved.body.findings).toMatchObject([{ code: 'agent.private', severity: 'warning' }])
})

test('files that are no agents are refused, and nothing of them stays', async () => {
  const app = await testApp()
  const zip = buildZip([{ name: 'a.txt', bytes: Buffer.from('a') }])
  const good = await buildApk({}, { signer })
  for (const [bytes, words] of [
    [Buffer.alloc(0), 'no complete ZIP archive'],
    [randomBytes(100_000), 'no complete ZIP archive'],
    [zip, 'has no AndroidManifest.xml'],
    [good.subarray(0, good.length - 10), 'no complete ZIP archive'],
    [Buffer.concat([good.subarray(0, 100), Buffer.from([1]), good.subarray(101)]), ''],
  ] as const)
    expect(await upload(app, bytes)).toMatchObject({
      status: 400,
      body: { code: 'android-agent.file-invalid', detail: expect.stringContaining(words) },
    })
  expect((await upload(app, good, { part: 'apk' })).body.code).toBe('android-agent.file-missing')
  expect((await app.api('POST', '/android/agents', {})).status).toBe(415)
  expect((await app.api('GET', '/android/agents')).body.total).toBe(0)
})

test('only those who may change bulk enrollments upload and delete', async () => {
  const app = await testApp()
  const { bytes, agent } = await uploaded(app)
  const token = await app.tokenFor('Help desk')
  expect((await app.api('GET', '/android/agents', undefined, { token })).status).toBe(200)
  expect((await upload(app, bytes, { token })).status).toBe(403)
  expect((await app.api('DELETE', `/android/agents/${agent.id}`, undefined, { token })).status).toBe(403)
})
