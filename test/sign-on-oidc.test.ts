import { expect, test } from 'vitest'
import { beginOidc, finishOidc, oidcRedirectPath, signOnMethods } from '../src/sign-on/sign-on.ts'
import { openIdProvider, signInAtProvider, type TestProvider } from './support/oidc-provider.ts'
import { testApp, type TestApp } from './support/test-app.ts'

const address = '10.1.2.3'
const returnState = 'arrival 17'

async function setUp(options: Partial<Parameters<typeof openIdProvider>[0]> = {}) {
  const app = await testApp()
  const redirectUri = `${app.url}${oidcRedirectPath}`
  const provider = await openIdProvider({ redirectUri, ...options })
  expect((await configure(app, provider)).status).toBe(200)
  return { app, provider, redirectUri }
}

const configure = (app: TestApp, { issuer, clientId, clientSecret }: TestProvider, more: object = {}) =>
  app.api('PUT', '/settings/authentication', {
    oidc: { enabled: true, issuer, clientId, clientSecret, label: 'School account', ...more },
  })

async function begin(app: TestApp): Promise<string> {
  const begun = await beginOidc(app.platform, { returnState })
  if (!begun.ok) throw new Error(begun.reason)
  return begun.url
}

async function walk(app: TestApp, login: string): Promise<URL> {
  return signInAtProvider(await begin(app), login, `${app.url}${oidcRedirectPath}`)
}

const finish = (app: TestApp, callbackUrl: URL) => finishOidc(app.platform, { callbackUrl, address })
const aUser = async (app: TestApp, userName: string): Promise<string> =>
  (await app.api('POST', '/users', { userName })).body.id

test('a person signs on at a real provider with PKCE and is the user of that name', async () => {
  const { app, redirectUri } = await setUp()
  const id = await aUser(app, 'ana')
  expect(await signOnMethods(app.platform)).toEqual({ password: true, oidc: { label: 'School account' } })

  const url = new URL(await begin(app))
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    nonce: expect.stringMatching(/^[\w-]{43}$/),
  })
  const callback = await signInAtProvider(url.href, 'ana', redirectUri)
  expect(await finish(app, callback)).toEqual({ ok: true, user: { id, userName: 'ana' }, returnState })

  const { body } = await app.api('GET', '/audit-events?action=sign-on.succeeded')
  expect(body.items).toMatchObject([{ targetName: 'ana', after: { by: 'oidc' } }])
})

test('the answer of another browser, of yesterday and of nobody is refused', async () => {
  const { app, redirectUri } = await setUp()
  await aUser(app, 'ana')
  const expired = { ok: false, reason: 'expired', returnState: null }

  const callback = await walk(app, 'ana')
  expect(await finish(app, callback)).toMatchObject({ ok: true })
  expect(await finish(app, callback)).toEqual(expired)

  const other = await walk(app, 'ana')
  const stranger = new URL(other)
  stranger.searchParams.set('state', 'made up')
  expect(await finish(app, stranger)).toEqual(expired)
  for (const search of ['', '?state=', '?code=x', `${other.search}&state=again`])
    expect(await finish(app, new URL(`${redirectUri}${search}`))).toEqual(expired)

  await app.platform.db.updateTable('oidc_sign_on').set({ expires_at: new Date() }).execute()
  expect(await finish(app, other)).toEqual(expired)
})

test('of two who bring the same answer at once, one comes through', async () => {
  const { app } = await setUp()
  await aUser(app, 'ana')
  const callback = await walk(app, 'ana')
  const results = await Promise.all([finish(app, callback), finish(app, callback)])
  expect(results.filter(({ ok }) => ok)).toHaveLength(1)
})

test('a code that belongs to another walk is refused, though its state is ours', async () => {
  const { app } = await setUp()
  await aUser(app, 'ana')
  const [mine, foreign] = [await walk(app, 'ana'), await walk(app, 'eve')]
  mine.searchParams.set('code', foreign.searchParams.get('code')!)
  expect(await finish(app, mine)).toEqual({ ok: false, reason: 'refused', returnState })
})

test('an answer that names another issuer is refused before its code goes anywhere (RFC 9207)', async () => {
  const { app, provider } = await setUp()
  await aUser(app, 'ana')
  const callback = await walk(app, 'ana')
  expect(callback.searchParams.get('iss')).toBe(provider.issuer)
  callback.searchParams.set('iss', 'https://evil.example')
  expect(await finish(app, callback)).toEqual({ ok: false, reason: 'refused', returnState })
})

test('a walk that began at one provider does not end at another', async () => {
  const { app, redirectUri } = await setUp()
  await aUser(app, 'ana')
  const callback = await walk(app, 'ana')
  await configure(app, await openIdProvider({ redirectUri }))
  expect(await finish(app, callback)).toEqual({ ok: false, reason: 'expired', returnState })
  expect(await finish(app, await walk(app, 'ana'))).toMatchObject({ ok: true })
})

test('who goes back at the provider is told so, and the way on is known', async () => {
  const { app, redirectUri } = await setUp()
  const state = new URL(await begin(app)).searchParams.get('state')!
  const back = new URL(`${redirectUri}?error=access_denied&state=${state}`)
  const { oidc } = (await app.api('GET', '/settings/authentication')).body
  back.searchParams.set('iss', oidc.issuer)
  expect(await finish(app, back)).toEqual({ ok: false, reason: 'refused', returnState })
})

test('whom the provider knows and Muster does not is unknown, or becomes a user', async () => {
  const { app } = await setUp()
  expect(await finish(app, await walk(app, 'ana'))).toEqual({
    ok: false,
    reason: 'unknown-user',
    returnState,
  })
  expect((await app.api('GET', '/users')).body.total).toBe(0)
  await app.api('PUT', '/settings/authentication', { createUsers: true })
  expect(await finish(app, await walk(app, 'ana'))).toMatchObject({ ok: true, user: { userName: 'ana' } })
  expect((await app.api('GET', '/users/name:ana')).body).toMatchObject({
    name: 'ana M',
    email: 'ana@example.com',
    hasPassword: false,
  })
  expect(await finish(app, await walk(app, 'ana'))).toMatchObject({ ok: true })
  expect((await app.api('GET', '/users')).body.total).toBe(1)
})

test('the claim of the user name is a setting, and the tenant’s domain is taken off', async () => {
  const { app, provider } = await setUp({
    claims: (login) => ({ preferred_username: `${login}@School.example`, email: 'shared@example.com' }),
  })
  const id = await aUser(app, 'ana')
  await app.api('PUT', '/settings/enrollment', { tenantDomain: 'school.example' })
  expect(await finish(app, await walk(app, 'ana'))).toMatchObject({ ok: true, user: { id } })
  await configure(app, provider, { userNameClaim: 'sub' })
  expect(await finish(app, await walk(app, 'ana'))).toMatchObject({ ok: true, user: { id } })
  await configure(app, provider, { userNameClaim: 'upn' })
  expect(await finish(app, await walk(app, 'ana'))).toMatchObject({ reason: 'unknown-user' })
})

test('a mail address that the provider has not verified names nobody', async () => {
  let verified = false
  const { app, provider } = await setUp({
    claims: () => ({ email: 'ana@example.com', email_verified: verified }),
  })
  await aUser(app, 'ana@example.com')
  await configure(app, provider, { userNameClaim: 'email' })
  expect(await finish(app, await walk(app, 'eve'))).toMatchObject({ reason: 'unknown-user' })
  verified = true
  expect(await finish(app, await walk(app, 'ana'))).toMatchObject({ ok: true })
})

test('a client without a secret, and one that sends it in the body', async () => {
  const { app, provider } = await setUp({
    client: { token_endpoint_auth_method: 'none', client_secret: undefined },
  })
  await aUser(app, 'ana')
  await configure(app, { ...provider, clientSecret: '' })
  expect(await finish(app, await walk(app, 'ana'))).toMatchObject({ ok: true })
  const redirectUri = `${app.url}${oidcRedirectPath}`
  await configure(
    app,
    await openIdProvider({
      redirectUri,
      client: { token_endpoint_auth_method: 'client_secret_post' },
      configuration: { clientAuthMethods: ['client_secret_post'] },
    }),
  )
  expect(await finish(app, await walk(app, 'ana'))).toMatchObject({ ok: true })
})

test('an ID token signed by elliptic curves, and one whose signature does not fit', async () => {
  const { app, redirectUri } = await setUp({ client: { id_token_signed_response_alg: 'ES256' } })
  await aUser(app, 'ana')
  expect(await finish(app, await walk(app, 'ana'))).toMatchObject({ ok: true })

  const honest = app.platform.fetch
  app.platform.fetch = async (input, init) => {
    const response = await honest(input, init)
    if (!response.headers.get('content-type')?.includes('json')) return response
    const body = (await response.json()) as { id_token?: string }
    if (body.id_token) body.id_token = asSomebodyElse(body.id_token)
    return Response.json(body, { status: response.status })
  }
  await configure(app, await openIdProvider({ redirectUri }))
  expect(await finish(app, await walk(app, 'eve'))).toEqual({ ok: false, reason: 'refused', returnState })
})

/** The same token about another person. */
function asSomebodyElse(token: string): string {
  const [head, body, signature] = token.split('.')
  const claims = JSON.parse(Buffer.from(body!, 'base64url').toString()) as object
  const changed = Buffer.from(JSON.stringify({ ...claims, preferred_username: 'ana' })).toString('base64url')
  return [head, changed, signature].join('.')
}

test('a provider that is away, or names itself otherwise, is unavailable', async () => {
  const app = await testApp()
  expect(await beginOidc(app.platform, { returnState })).toEqual({ ok: false, reason: 'unavailable' })
  const nobody = { issuer: 'http://127.0.0.1:1', clientId: 'x', clientSecret: 'y' }
  await configure(app, nobody)
  expect(await beginOidc(app.platform, { returnState })).toEqual({ ok: false, reason: 'unavailable' })
  const provider = await openIdProvider({ redirectUri: `${app.url}${oidcRedirectPath}` })
  await configure(app, { ...provider, issuer: provider.issuer.replace('127.0.0.1', 'localhost') })
  expect(await beginOidc(app.platform, { returnState })).toEqual({ ok: false, reason: 'unavailable' })
  await configure(app, provider)
  expect(await beginOidc(app.platform, { returnState })).toMatchObject({ ok: true })
})

test('what is kept of a walk gives nothing away', async () => {
  const { app } = await setUp()
  const state = new URL(await begin(app)).searchParams.get('state')!
  const [row] = await app.platform.db.selectFrom('oidc_sign_on').selectAll().execute()
  const kept = Buffer.concat([row!.state_hash, row!.transaction_sealed]).toString('latin1')
  expect(kept).not.toContain(state)
  expect(kept).not.toContain(returnState)
})
