import { createPrivateKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { pem } from '../src/protocol/x509/pem.ts'
import { depTest } from './support/dep-test.ts'
import { newIdentity } from './support/identity.ts'

const newAccount = async ({ app }: Awaited<ReturnType<typeof depTest>>, name = 'School') =>
  (await app.api('POST', '/dep/accounts', { name })).body

test('an account begins with a certificate to upload at Apple', async () => {
  const { app } = await depTest()
  const { status, body } = await app.api('POST', '/dep/accounts', { name: 'School "A"' })
  expect(status).toBe(201)
  expect(body).toMatchObject({ state: 'no-token', deviceCount: 0, lastSync: null, syncIntervalHours: 12 })
  expect(body.stateText).toContain('upload it at Apple')
  const certificate = await app.api('GET', `/dep/accounts/${body.id}/certificate`)
  expect(certificate.headers.get('content-type')).toContain('application/x-pem-file')
  expect(certificate.headers.get('content-disposition')).toBe(
    'attachment; filename="muster-dep-School-A.pem"',
  )
  expect(certificate.body).toMatch(/^-----BEGIN CERTIFICATE-----/)
  const again = await app.api('POST', '/dep/accounts', { name: 'School "A"' })
  expect(again).toMatchObject({ status: 409, body: { code: 'dep-account.already-exists' } })
  const row = await app.platform.db.selectFrom('dep_account').selectAll().executeTakeFirstOrThrow()
  const sealed = { key: row.private_key_sealed, format: 'der', type: 'pkcs8' } as const
  expect(() => createPrivateKey(sealed)).toThrow(/asn1|unsupported|decoder/i)
})

test.for([
  ['as Apple makes it, BER', {}],
  ['in DER', { indefinite: false }],
  ['with triple DES', { cipher: 'des3' }],
  ['as JSON', { format: 'json' }],
] as const)('takes a token %s, shows what Apple says and syncs', async ([, shape]) => {
  const dep = await depTest({ apple: { devices: 2 } })
  const { id } = await newAccount(dep)
  const { status, body } = await dep.putToken(id, await dep.tokenFor(id, shape))
  expect(status).toBe(200)
  expect(body).toMatchObject({ state: 'ok', stateText: null, serverName: id, appleCode: null })
  expect(body.serverUuid).toMatch(/^[0-9A-F]{32}$/)
  expect(body.organizationName).toBeTruthy()
  expect(body.lastSync).toMatchObject({ state: 'running' })
  expect(await dep.lastSync(id)).toMatchObject({ state: 'done', received: 2 })
  const { body: audit } = await dep.app.api('GET', '/audit-events?action=dep-account.token-added')
  expect(audit.items).toHaveLength(1)
  expect(JSON.stringify(audit)).not.toMatch(/CK_|CS_|AT_|AS_/)
})

test('refuses a token for another key, a damaged one, another file and an expired one, in words', async () => {
  const dep = await depTest()
  const { id } = await newAccount(dep)
  const file = await dep.tokenFor(id)
  const elsewhere = await dep.portal('/servers', {
    certificate: pem('CERTIFICATE', newIdentity('elsewhere').certificate),
    name: 'elsewhere',
  })
  const refused = async (bytes: Uint8Array | string) => {
    const { status, body } = await dep.putToken(id, bytes)
    return [status, body.code, body.detail]
  }
  expect(await refused(elsewhere)).toEqual([
    400,
    'dep-token.wrong-key',
    expect.stringContaining('another certificate'),
  ])
  expect(await refused(file.subarray(0, 900))).toEqual([400, 'dep-token.unreadable', expect.any(String)])
  expect(await refused('serial,name\nA,B\n')).toEqual([400, 'dep-token.unreadable', expect.any(String)])
  expect(await refused('{"consumer_key":')).toEqual([400, 'dep-token.unreadable', expect.any(String)])
  expect(await refused('{}')).toEqual([400, 'dep-token.unreadable', expect.any(String)])
  expect(await refused(Buffer.alloc(70_000, 0x30))).toEqual([413, 'request.too-large', expect.any(String)])
  const expired = await dep.tokenFor(id, { expiresInDays: -1 })
  expect(await refused(expired)).toEqual([400, 'dep-token.expired', expect.stringContaining('expired on')])
  expect(await refused(file)).toEqual([400, 'dep-token.refused', expect.stringContaining('Apple refuses')])
  const { body } = await dep.app.api('GET', `/dep/accounts/${id}`)
  expect(body).toMatchObject({ state: 'no-token', lastSync: null })
})

test('a token of another server does not replace the one that works; a newer one of the same server does', async () => {
  const dep = await depTest({ apple: { devices: 1 } })
  const { id } = await dep.account('First')
  const other = await dep.putToken(id, await dep.tokenFor(id, { name: 'Another' }))
  expect(other).toMatchObject({ status: 409, body: { code: 'dep-token.other-server', found: 'Another' } })
  expect(await dep.sync(id)).toMatchObject({ state: 'done' })

  const newer = await dep.putToken(id, await dep.tokenFor(id))
  expect(newer).toMatchObject({ status: 200, body: { state: 'ok' } })
  expect(await dep.lastSync(id)).toMatchObject({ state: 'done', mode: 'delta' })

  const { id: second } = await newAccount(dep, 'Second')
  const taken = await dep.putToken(second, await dep.tokenFor(second, { name: id }))
  expect(taken).toMatchObject({ status: 409, body: { code: 'dep-token.server-taken', account: 'First' } })
})

test('a new key pair is used when a token comes that was made for it', async () => {
  const dep = await depTest({ apple: { devices: 1 } })
  const { id } = await dep.account()
  const { body: before } = await dep.app.api('GET', `/dep/accounts/${id}/certificate`)
  const renewal = await dep.app.api('POST', `/dep/accounts/${id}/certificate/renew`)
  expect(renewal.status).toBe(200)
  const { body: after } = await dep.app.api('GET', `/dep/accounts/${id}/certificate`)
  expect(after).not.toBe(before)
  // A token for the certificate in use is still good, and so is the account meanwhile.
  expect(
    (await dep.putToken(id, await dep.portal('/servers', { certificate: before, name: id }))).status,
  ).toBe(200)
  expect((await dep.putToken(id, await dep.tokenFor(id))).status).toBe(200)
  const stale = await dep.putToken(id, await dep.portal('/servers', { certificate: before, name: id }))
  expect(stale.body.code).toBe('dep-token.wrong-key')
})

test('imports a token with a key pair that was made elsewhere', async () => {
  const dep = await depTest({ apple: { devices: 2 } })
  const identity = newIdentity('elsewhere')
  const certificate = pem('CERTIFICATE', identity.certificate)
  const privateKey = identity.key.export({ type: 'pkcs1', format: 'pem' })
  const token = await dep.portal('/servers', { certificate, name: 'Imported' })
  const form = (parts: Record<string, string | Buffer>) => {
    const data = new FormData()
    for (const [name, value] of Object.entries(parts))
      if (name === 'name') data.set(name, String(value))
      else data.set(name, new Blob([new Uint8Array(Buffer.from(value))]), name)
    return data
  }
  const send = (parts: Record<string, string | Buffer>) =>
    dep.app.api('POST', '/dep/accounts/import-encrypted', form(parts))
  const stranger = newIdentity('stranger').key.export({ type: 'pkcs8', format: 'pem' })
  expect(await send({ token, certificate, name: 'Imported' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/privateKey', code: 'required' }] },
  })
  expect(await send({ token, certificate, privateKey: stranger, name: 'Imported' })).toMatchObject({
    status: 400,
    body: { detail: 'privateKey: The private key does not belong to the certificate' },
  })
  const done = await send({ token, certificate, privateKey, name: 'Imported' })
  expect(done).toMatchObject({ status: 201, body: { name: 'Imported', state: 'ok', serverName: 'Imported' } })
  expect(await dep.lastSync(done.body.id)).toMatchObject({ state: 'done', received: 2 })
})

test('settings change under If-Match; an account with devices stays', async () => {
  const dep = await depTest({ apple: { devices: ['DEPF00000001'] } })
  const { id } = await dep.account()
  const { headers } = await dep.app.api('GET', `/dep/accounts/${id}`)
  await dep.sync(id)
  const match = { headers: { 'if-match': headers.get('etag')! } }
  const changed = await dep.app.api('PATCH', `/dep/accounts/${id}`, { syncIntervalHours: 24 }, match)
  expect(changed).toMatchObject({ status: 200, body: { syncIntervalHours: 24 } })
  const stale = await dep.app.api('PATCH', `/dep/accounts/${id}`, { syncIntervalHours: 6 }, match)
  expect(stale).toMatchObject({ status: 412, body: { code: 'resource.changed' } })
  const refused = await dep.app.api('DELETE', `/dep/accounts/${id}`)
  expect(refused).toMatchObject({ status: 409, body: { code: 'dep-account.in-use', devices: 1 } })
  await dep.portal('/devices', { unassign: ['DEPF00000001'] })
  await dep.sync(id)
  expect((await dep.app.api('DELETE', `/dep/accounts/${id}`)).status).toBe(204)
  expect((await dep.app.api('GET', `/dep/accounts/${id}`)).body.code).toBe('dep-account.not-found')
})

test('the right to DEP is the right to read server tokens', async () => {
  const { app } = await depTest()
  const token = await app.tokenFor('Enrollment manager')
  const { status, body } = await app.api('GET', '/dep/accounts', undefined, { token })
  expect([status, body.permission]).toEqual([403, 'dep.token:read'])
})
