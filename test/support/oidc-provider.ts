import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider, type ClientMetadata, type Configuration } from 'oidc-provider'
import { onTestFinished } from 'vitest'

export type TestProvider = { issuer: string; clientId: string; clientSecret: string }

type Wish = {
  redirectUri: string
  claims?: (login: string) => Record<string, unknown>
  client?: Partial<ClientMetadata>
  configuration?: Configuration
}

const signingKey = (kind: 'rsa' | 'ec') => {
  const { privateKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...privateKey.export({ format: 'jwk' }), kid: kind, use: 'sig' }
}
const keys = [signingKey('rsa'), signingKey('ec')]

/** A real OpenID provider (npm oidc-provider) on loopback; whoever comes may name themselves and needs no password. */
export async function openIdProvider({
  redirectUri,
  claims = (login) => ({ preferred_username: login, name: `${login} M`, email: `${login}@example.com` }),
  client = {},
  configuration = {},
}: Wish): Promise<TestProvider> {
  const [clientId, clientSecret] = ['muster', 'a client secret+with/signs']
  let handle: ReturnType<Provider['callback']> | undefined
  const server = createServer((request, response) => void handle?.(request, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        ...client,
      },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username', 'name'], email: ['email', 'email_verified'] },
    findAccount: (_context, login) => ({
      accountId: login,
      claims: () => ({ sub: login, ...claims(login) }),
    }),
    pkce: { required: () => true },
    cookies: { keys: ['test'] },
    jwks: { keys },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
    },
    ...configuration,
  })
  handle = provider.callback()
  return { issuer, clientId, clientSecret }
}

/** A browser that signs in at the provider and goes where it is sent, up to the address that begins with `until`. */
export async function signInAtProvider(start: string, login: string, until: string): Promise<URL> {
  const jar = new Map<string, string>()
  let at = new URL(start)
  let form: URLSearchParams | undefined
  for (let hops = 0; hops < 20; hops++) {
    if (at.href.startsWith(until)) return at
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(at, {
      redirect: 'manual',
      headers: { cookie },
      ...(form && { method: 'POST', body: form }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value) jar.set(name, value)
      else jar.delete(name)
    }
    const location = response.headers.get('location')
    const page = await response.text()
    if (location) [at, form] = [new URL(location, at), undefined]
    else [at, form] = fillForm(page, at, login)
  }
  throw new Error('The provider leads in circles')
}

function fillForm(page: string, at: URL, login: string): [URL, URLSearchParams] {
  const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1]
  const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
  if (!action || !prompt) throw new Error(`The provider shows no form: ${page.slice(0, 2000)}`)
  return [new URL(action, at), new URLSearchParams({ prompt, login, password: 'any' })]
}
