import { expect, test } from 'vitest'
import { checkPassword } from '../src/sign-on/sign-on.ts'
import { ldapServer, type LdapEntry } from './support/ldap-server.ts'
import { loopbackCertificate } from './support/loopback-certificate.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const address = '10.1.2.3'
const reader = { dn: 'cn=reader,dc=school', password: 'may read' }
const ana: LdapEntry = {
  dn: 'uid=ana,dc=school',
  password: 'correct horse',
  attributes: { UID: ['ana'], cn: ['Ana Müller'], mail: ['ana@school.example'] },
}
const ben: LdapEntry = { dn: 'uid=ben,dc=school', password: 'battery staple', attributes: { uid: ['ben'] } }
const entries = [{ ...reader, attributes: {} }, ana, ben]
const settings = {
  enabled: true,
  searchBase: 'dc=school',
  bindDn: reader.dn,
  bindPassword: reader.password,
  timeoutSeconds: 20,
}

const configure = (app: TestApp, ldap: object, more: object = {}) =>
  app.api('PUT', '/settings/authentication', { ldap: { ...settings, ...ldap }, ...more })

const sign = (app: TestApp, userName: string, password: string) =>
  checkPassword(app.platform, { userName, password, address })

const aUser = async (app: TestApp, userName: string): Promise<string> =>
  (await app.api('POST', '/users', { userName })).body.id

const failuresOf = async (app: TestApp, subject: string) =>
  (
    await app.platform.db
      .selectFrom('credential_attempt')
      .select('failures')
      .where('subject', '=', subject)
      .executeTakeFirst()
  )?.failures

test('the directory’s password lets its person in, and every other one does not', async () => {
  const app = await testApp()
  const directory = await ldapServer({ entries })
  await configure(app, { url: directory.url })
  const id = await aUser(app, 'ana')
  await aUser(app, 'ben')

  expect(await sign(app, 'ana', 'correct horse')).toEqual({ ok: true, user: { id, userName: 'ana' } })
  expect(await sign(app, 'ANA', 'correct horse')).toEqual({ ok: true, user: { id, userName: 'ana' } })
  for (const [userName, password] of [
    ['ana', 'battery staple'],
    ['ben', 'correct horse'],
    ['nobody', 'correct horse'],
    ['reader', 'may read'],
  ] as const)
    expect(await sign(app, userName, password)).toEqual({ ok: false, reason: 'wrong' })
})

test('a password that is kept here comes first and does not leave the house', async () => {
  const app = await testApp()
  const directory = await ldapServer({ entries })
  await configure(app, { url: directory.url })
  await aUser(app, 'ana')
  await app.api('PUT', '/users/name:ana/password', { password: 'kept here only' })
  expect(await sign(app, 'ana', 'kept here only')).toMatchObject({ ok: true })
  expect(directory.connections()).toBe(0)
  expect(await sign(app, 'ana', 'correct horse')).toMatchObject({ ok: true })
  await app.api('PUT', '/settings/authentication', { passwords: false })
  expect(await sign(app, 'ana', 'kept here only')).toEqual({ ok: false, reason: 'wrong' })
})

test('no name changes the filter', async () => {
  const app = await testApp()
  const directory = await ldapServer({ entries })
  await configure(app, { url: directory.url })
  await aUser(app, 'ana')
  for (const userName of ['*', 'a*', '*)(uid=ana', 'ana)(|(uid=*', 'x)(uid=ana))(|(uid=x', '\\61na', 'ana\0'])
    expect(await sign(app, userName, 'correct horse')).toMatchObject({ ok: false, reason: 'wrong' })
  const people = directory.binds.filter(({ dn }) => dn !== reader.dn).map(({ dn }) => dn)
  expect(new Set(people)).toEqual(new Set(['cn=nobody,dc=school']))
})

test('a bind without a password never happens, and an entry without a name is nobody', async () => {
  const app = await testApp()
  const nameless: LdapEntry = { dn: '', attributes: { uid: ['ghost'] } }
  const directory = await ldapServer({ entries: [...entries, nameless] })
  await configure(app, { url: directory.url, searchBase: '' })
  await aUser(app, 'ana')
  await aUser(app, 'ghost')
  expect(await sign(app, 'ana', '')).toEqual({ ok: false, reason: 'wrong' })
  expect(directory.binds).toEqual([])
  expect(await sign(app, 'ghost', 'anything')).toEqual({ ok: false, reason: 'wrong' })
})

test('two entries for one name let nobody in', async () => {
  const app = await testApp()
  const twin = { ...ana, dn: 'uid=ana,ou=old,dc=school', password: 'other' }
  const directory = await ldapServer({ entries: [...entries, twin] })
  await configure(app, { url: directory.url })
  await aUser(app, 'ana')
  expect(await sign(app, 'ana', 'correct horse')).toEqual({ ok: false, reason: 'wrong' })
})

test('StartTLS and ldaps: nothing is sent before the certificate is trusted', async () => {
  const app = await testApp()
  await aUser(app, 'ana')
  const certificate = loopbackCertificate()
  for (const ldaps of [false, true]) {
    const directory = await ldapServer({ entries, certificate, ldaps })
    await configure(app, { url: directory.url, startTls: !ldaps, ca: '' })
    expect(await sign(app, 'ana', 'correct horse')).toEqual({ ok: false, reason: 'unavailable' })
    expect(directory.binds).toEqual([])
    await configure(app, { ca: certificate.cert })
    expect(await sign(app, 'ana', 'correct horse')).toMatchObject({ ok: true })
    expect(directory.binds).toMatchObject([
      { dn: reader.dn, secure: true },
      { dn: ana.dn, secure: true },
    ])
  }
})

test('a directory that hangs up after StartTLS does not get the password in the clear', async () => {
  const app = await testApp()
  const certificate = loopbackCertificate()
  const directory = await ldapServer({ entries, certificate })
  directory.mood.hangsUpAfterTls = true
  await configure(app, { url: directory.url, startTls: true, ca: certificate.cert })
  expect(await sign(app, 'ana', 'correct horse')).toEqual({ ok: false, reason: 'unavailable' })
  expect(directory.connections()).toBe(1)
  expect(directory.binds).toEqual([])
})

test('a directory that falls silent is unavailable, wherever it does, and tries at it do not count', async () => {
  const app = await testApp()
  const certificate = loopbackCertificate()
  const directory = await ldapServer({ entries, certificate })
  const unavailable = { ok: false, reason: 'unavailable' }
  await configure(app, { url: directory.url, timeoutSeconds: 1 })
  directory.mood.silent = true
  expect(await sign(app, 'ana', 'correct horse')).toEqual(unavailable)
  directory.mood.silent = false
  directory.mood.silentTls = true
  await configure(app, { url: directory.url, timeoutSeconds: 1, startTls: true, ca: certificate.cert })
  expect(await sign(app, 'ana', 'correct horse')).toEqual(unavailable)
  await configure(app, { url: 'ldap://127.0.0.1:1', startTls: false })
  expect(await sign(app, 'ana', 'correct horse')).toEqual(unavailable)
  await configure(app, { url: directory.url, bindPassword: 'wrong' })
  expect(await sign(app, 'ana', 'correct horse')).toEqual(unavailable)
  expect(await failuresOf(app, 'sign-on:name:ana')).toBe(0)
  expect(await failuresOf(app, `sign-on:address:${address}`)).toBe(0)

  await aUser(app, 'ana')
  await app.api('PUT', '/users/name:ana/password', { password: 'kept here only' })
  expect(await sign(app, 'ana', 'a guess at it')).toEqual(unavailable)
  expect(await failuresOf(app, 'sign-on:name:ana')).toBe(1)
})

test('what a busy directory answers says nothing about a password, other refusals do', async () => {
  const app = await testApp()
  const directory = await ldapServer({ entries: entries.map((entry) => ({ ...entry })) })
  await configure(app, { url: directory.url, bindDn: '' })
  await aUser(app, 'ana')
  directory.mood.bindCode = 51
  expect(await sign(app, 'ana', 'correct horse')).toEqual({ ok: false, reason: 'unavailable' })
  directory.mood.bindCode = 53
  expect(await sign(app, 'ana', 'correct horse')).toEqual({ ok: false, reason: 'wrong' })
})

test('whom the directory knows and Muster does not is unknown, or becomes a user', async () => {
  const app = await testApp()
  const directory = await ldapServer({ entries })
  await configure(app, { url: directory.url })
  expect(await sign(app, 'ana', 'correct horse')).toEqual({ ok: false, reason: 'unknown-user' })
  expect(await sign(app, 'ana', 'wrong guess')).toEqual({ ok: false, reason: 'wrong' })
  await app.api('PUT', '/settings/authentication', { createUsers: true })
  const results = await Promise.all([sign(app, 'ana', 'correct horse'), sign(app, 'ana', 'correct horse')])
  expect(results).toMatchObject([{ ok: true }, { ok: true }])
  expect((await app.api('GET', '/users')).body.items).toMatchObject([
    { userName: 'ana', name: 'Ana Müller', email: 'ana@school.example' },
  ])
})

test('each spelling of a name does not have tries of its own', async () => {
  const app = await testApp()
  const directory = await ldapServer({ entries })
  await configure(app, { url: directory.url, filter: '(|(uid={name})(mail={name})(cn={name}))' })
  await aUser(app, 'ana')
  for (const userName of ['ana', 'ana@school.example', 'Ana Müller', 'Ana'])
    expect(await sign(app, userName, 'wrong guess')).toEqual({ ok: false, reason: 'wrong' })
  const subject = `sign-on:entry:${ana.dn}`
  expect(await failuresOf(app, subject)).toBe(4)
  await app.platform.db
    .updateTable('credential_attempt')
    .set({ retry_at: new Date(Date.now() + 60_000) })
    .where('subject', '=', subject)
    .execute()
  const binds = directory.binds.length
  expect(await sign(app, 'ANA@school.example', 'correct horse')).toMatchObject({ reason: 'wait' })
  expect(directory.binds.slice(binds).map(({ dn }) => dn)).toEqual([reader.dn])
  await app.platform.db.deleteFrom('credential_attempt').execute()
  expect(await sign(app, 'ana', 'correct horse')).toMatchObject({ ok: true })
  expect(await failuresOf(app, subject)).toBe(undefined)
})

test('the attributes and the filter are settings', async () => {
  const app = await testApp()
  const person: LdapEntry = {
    dn: 'cn=Ana,dc=school',
    password: 'correct horse',
    attributes: {
      sAMAccountName: ['amueller', 'ana'],
      displayName: ['Ana M'],
      userPrincipalName: ['ana@x.example'],
    },
  }
  const directory = await ldapServer({ entries: [...entries.slice(0, 1), person] })
  await configure(
    app,
    {
      url: directory.url,
      filter: '(|(samaccountname={name})(userPrincipalName={name}))',
      userNameAttribute: 'samaccountname',
      nameAttribute: 'displayName',
      emailAttribute: 'userPrincipalName',
    },
    { createUsers: true },
  )
  expect(await sign(app, 'Ana', 'correct horse')).toMatchObject({ user: { userName: 'ana' } })
  expect(await sign(app, 'ana@x.example', 'correct horse')).toMatchObject({ user: { userName: 'amueller' } })
  expect((await app.api('GET', '/users/name:ana')).body).toMatchObject({
    name: 'Ana M',
    email: 'ana@x.example',
  })
})
