import { expect, test } from 'vitest'
import { loadSignOnSettings } from '../src/sign-on/sign-on-settings-store.ts'
import { oidcRedirectPath } from '../src/sign-on/sign-on.ts'
import { ldapServer } from './support/ldap-server.ts'
import { loopbackCertificate } from './support/loopback-certificate.ts'
import { openIdProvider } from './support/oidc-provider.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const path = '/settings/authentication'
const put = (app: TestApp, body: object) => app.api('PUT', path, body)
const run = async (app: TestApp, what: string, body?: object) =>
  (await app.api('POST', `${path}/test-${what}`, body)).body
const typed = { userName: 'ana', password: 'correct horse' }

test('passwords are on and the rest is off until somebody says otherwise', async () => {
  const app = await testApp()
  expect((await app.api('GET', path)).body).toEqual({
    passwords: true,
    createUsers: false,
    ldap: {
      enabled: false,
      url: '',
      startTls: false,
      ca: '',
      bindDn: '',
      bindPasswordSet: false,
      searchBase: '',
      filter: '(uid={name})',
      userNameAttribute: 'uid',
      nameAttribute: 'cn',
      emailAttribute: 'mail',
      timeoutSeconds: 5,
    },
    oidc: {
      enabled: false,
      issuer: '',
      clientId: '',
      clientSecretSet: false,
      label: 'Sign in',
      scopes: 'openid profile email',
      userNameClaim: 'preferred_username',
      nameClaim: 'name',
      emailClaim: 'email',
      redirectUri: `${app.url}${oidcRedirectPath}`,
    },
  })
})

test('secrets are sealed, never given out, and forgotten when they would go to somebody else', async () => {
  const app = await testApp()
  const secrets = { bind: 'the bind password', client: 'the client secret' }
  const set = () =>
    put(app, {
      ldap: { url: 'ldaps://one.example', bindDn: 'cn=a', bindPassword: secrets.bind },
      oidc: { issuer: 'https://one.example', clientId: 'a', clientSecret: secrets.client },
    })
  const { body } = await set()
  expect(body).toMatchObject({ ldap: { bindPasswordSet: true }, oidc: { clientSecretSet: true } })
  const told = JSON.stringify([
    body,
    await loadSignOnSettings(app.platform.db),
    await app.api('GET', '/audit-events'),
  ])
  expect(told).not.toContain(secrets.bind)
  expect(told).not.toContain(secrets.client)

  const kept = { ldap: { bindPasswordSet: true }, oidc: { clientSecretSet: true } }
  expect(
    (await put(app, { createUsers: true, ldap: { searchBase: 'dc=x' }, oidc: { label: 'x' } })).body,
  ).toMatchObject(kept)
  for (const ldap of [{ url: 'ldaps://two.example' }, { bindDn: 'cn=b' }, { bindPassword: '' }]) {
    await set()
    expect((await put(app, { ldap })).body.ldap.bindPasswordSet).toBe(false)
  }
  for (const oidc of [{ issuer: 'https://two.example' }, { clientId: 'b' }, { clientSecret: '' }]) {
    await set()
    expect((await put(app, { oidc })).body.oidc.clientSecretSet).toBe(false)
  }
  await put(app, { ldap: { startTls: true, url: 'ldap://one.example', bindPassword: secrets.bind } })
  expect((await put(app, { ldap: { startTls: false } })).body.ldap.bindPasswordSet).toBe(false)
})

test('what cannot work is refused by name', async () => {
  const app = await testApp()
  for (const [body, pointer] of [
    [{ ldap: { url: 'http://x' } }, '/ldap/url'],
    [{ ldap: { url: 'ldap://user@x' } }, '/ldap/url'],
    [{ ldap: { filter: '(uid=ana)' } }, '/ldap/filter'],
    [{ ldap: { filter: 'uid={name}' } }, '/ldap/filter'],
    [{ ldap: { filter: '(&(uid={name})' } }, '/ldap/filter'],
    [{ ldap: { ca: 'x' } }, '/ldap/ca'],
    [{ ldap: { ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' } }, '/ldap/ca'],
    [{ ldap: { ca: `${loopbackCertificate().cert}and more` } }, '/ldap/ca'],
    [{ ldap: { enabled: true } }, '/ldap/url'],
    [{ ldap: { userNameAttribute: '(x' } }, '/ldap/userNameAttribute'],
    [{ oidc: { issuer: 'http://login.example' } }, '/oidc/issuer'],
    [{ oidc: { issuer: 'x' } }, '/oidc/issuer'],
    [{ oidc: { scopes: 'profile' } }, '/oidc/scopes'],
    [{ oidc: { enabled: true, clientId: 'x' } }, '/oidc/issuer'],
    [{ oidc: { enabled: true, issuer: 'https://login.example' } }, '/oidc/clientId'],
  ] as const)
    expect({ of: body, ...(await put(app, body)) }).toMatchObject({
      status: 400,
      body: { code: 'request.invalid', errors: [{ pointer }] },
    })
  expect((await put(app, { ldap: { unknown: 1 } })).status).toBe(400)
  const ca = `${loopbackCertificate().cert}${loopbackCertificate().cert}`
  expect((await put(app, { ldap: { ca } })).status).toBe(200)
})

test('who may read settings does not change them, and a stale change is refused', async () => {
  const app = await testApp()
  const token = await app.tokenFor('Auditor')
  const { headers } = await app.api('GET', path, undefined, { token })
  expect((await app.api('PUT', path, {}, { token })).status).toBe(403)
  for (const what of ['password', 'ldap', 'oidc'])
    expect((await app.api('POST', `${path}/test-${what}`, typed, { token })).status).toBe(403)
  const tagged = { headers: { 'if-match': headers.get('etag')! } }
  expect((await app.api('PUT', path, { createUsers: true }, tagged)).status).toBe(200)
  expect((await app.api('PUT', path, { createUsers: false }, tagged)).body.code).toBe('resource.changed')
})

test('the test of a password kept here tells what is wrong with it', async () => {
  const app = await testApp()
  expect(await run(app, 'password', typed)).toEqual({
    ok: false,
    steps: [{ step: 'user', ok: false, answer: 'No user has this name' }],
  })
  await app.api('POST', '/users', { userName: 'ana' })
  expect(await run(app, 'password', typed)).toMatchObject({
    ok: false,
    steps: [
      { step: 'user', ok: true },
      { step: 'password', answer: 'The user has no password here' },
    ],
  })
  await app.api('PUT', '/users/name:ana/password', { password: typed.password })
  expect(await run(app, 'password', { ...typed, password: 'wrong guess' })).toMatchObject({
    steps: [{ ok: true }, { step: 'password', ok: false, answer: 'It is wrong' }],
  })
  expect(await run(app, 'password', typed)).toMatchObject({ ok: true, steps: [{ ok: true }, { ok: true }] })
})

test('the test of a directory tells every step and creates nobody; an admin guesses no faster than a person', async () => {
  const app = await testApp()
  expect(await run(app, 'ldap', typed)).toMatchObject({ code: 'sign-on.not-configured', status: 409 })
  const entry = { dn: 'uid=ana,dc=x', password: typed.password, attributes: { uid: ['ana'] } }
  const directory = await ldapServer({ entries: [entry] })
  await put(app, { createUsers: true, ldap: { url: directory.url, searchBase: 'dc=x' } })
  expect(await run(app, 'ldap', typed)).toEqual({
    ok: true,
    steps: [
      { step: 'bind', ok: true, answer: `${directory.url} answers anybody` },
      { step: 'search', ok: true, answer: 'uid=ana,dc=x' },
      { step: 'password', ok: true, answer: 'The password is right' },
      { step: 'attributes', ok: true, answer: 'User name ana, name none, mail address none' },
      { step: 'user', ok: true, answer: 'The user ana would be created' },
    ],
  })
  expect((await app.api('GET', '/users')).body.total).toBe(0)
  expect(await run(app, 'ldap', { ...typed, userName: 'ben' })).toMatchObject({
    ok: false,
    steps: [{ ok: true }, { step: 'search', ok: false, answer: 'No entry was found' }],
  })
  const codes: unknown[] = []
  for (let i = 0; i < 6; i++) codes.push((await run(app, 'ldap', { ...typed, password: 'guess' })).code)
  expect(codes).toContain('session.too-many-attempts')
  const { body } = await app.api('GET', '/audit-events?action=sign-on.tested')
  expect(body.items[0]).toMatchObject({ targetName: 'ldap', after: { userName: 'ana' } })
  expect(JSON.stringify(body)).not.toContain(typed.password)
})

test('the test of a provider asks it all that can be asked without a person', async () => {
  const app = await testApp()
  expect(await run(app, 'oidc')).toMatchObject({ code: 'sign-on.not-configured' })
  const redirectUri = `${app.url}${oidcRedirectPath}`
  const { issuer, clientId, clientSecret } = await openIdProvider({ redirectUri })
  await put(app, { oidc: { issuer, clientId, clientSecret } })
  expect(await run(app, 'oidc')).toEqual({
    ok: true,
    steps: [
      { step: 'discovery', ok: true, answer: `${issuer} names its addresses` },
      { step: 'pkce', ok: true, answer: 'The provider knows PKCE with S256' },
      {
        step: 'page',
        ok: true,
        answer: `The page to sign in at opens, with the redirect URI ${redirectUri}`,
      },
      { step: 'client', ok: true, answer: 'The provider takes the client id and its secret' },
    ],
  })

  await put(app, { oidc: { clientSecret: 'wrong' } })
  expect(await run(app, 'oidc')).toMatchObject({
    ok: false,
    steps: [{ ok: true }, { ok: true }, { ok: true }, { step: 'client', ok: false }],
  })
  await put(app, { oidc: { clientId: 'another' } })
  expect(await run(app, 'oidc')).toMatchObject({
    ok: false,
    steps: [{ ok: true }, { ok: true }, { step: 'page', ok: false, answer: expect.stringContaining('400') }],
  })
  await put(app, { oidc: { issuer: `${issuer}/elsewhere` } })
  expect(await run(app, 'oidc')).toMatchObject({ ok: false, steps: [{ step: 'discovery', ok: false }] })
  await put(app, { oidc: { issuer: 'http://127.0.0.1:1' } })
  expect(await run(app, 'oidc')).toMatchObject({
    steps: [{ step: 'discovery', ok: false, answer: expect.stringMatching(/^fetch failed: ./) }],
  })
})

test('a redirect URI that the provider does not know is found before anybody meets it', async () => {
  const app = await testApp()
  const { issuer, clientId, clientSecret } = await openIdProvider({
    redirectUri: 'https://old.example/sign-on',
  })
  await put(app, { oidc: { issuer, clientId, clientSecret } })
  expect(await run(app, 'oidc')).toMatchObject({
    ok: false,
    steps: [{ ok: true }, { ok: true }, { step: 'page', ok: false }],
  })
})
