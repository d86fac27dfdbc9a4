import * as client from 'openid-client'
import type { Platform } from '../platform/platform.ts'
import { authorizationUrl, discoverProvider, redirectUriOf } from './oidc-client.ts'
import type { StoredOidc } from './sign-on-settings-store.ts'
import { SignOnFailure, type Walk } from './steps.ts'

type AskingPlatform = Pick<Platform, 'secrets' | 'fetch' | 'publicUrl'>

/** Asks the provider all that can be asked without a person: what it is, whether it takes this client, its address here and its secret. */
export async function askProvider(platform: AskingPlatform, oidc: StoredOidc, walk: Walk): Promise<void> {
  const provider = await walk.step(
    'discovery',
    () => discoverProvider(platform, oidc),
    (found) => `${found.serverMetadata().issuer} names its addresses`,
  )
  const codeChallenge = await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier())
  await walk.step(
    'pkce',
    async () => checkPkce(provider),
    (said) => said,
  )
  const redirectUri = redirectUriOf(platform)
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const url = authorizationUrl(provider, { oidc, redirectUri, state, nonce, codeChallenge })
  await walk.step(
    'page',
    () => openPage(platform, url),
    () => `The page to sign in at opens, with the redirect URI ${redirectUri}`,
  )
  await walk.step(
    'client',
    () => offerWrongCode(provider, redirectUri),
    (said) => said,
  )
}

/** RFC 8414, section 2: a provider that lists no methods says nothing about them. */
function checkPkce(provider: client.Configuration): string {
  const methods = provider.serverMetadata().code_challenge_methods_supported
  if (methods && !methods.includes('S256'))
    throw new SignOnFailure('unavailable', `The provider knows ${methods.join(', ')} only, not S256`)
  return methods
    ? 'The provider knows PKCE with S256'
    : 'The provider does not say whether it knows PKCE; it is used anyway'
}

/** An unknown client or redirect URI is told to the browser at once, and never by sending it back (RFC 6749, section 4.1.2.1). */
async function openPage({ fetch }: AskingPlatform, url: URL): Promise<void> {
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(10_000) })
  await response.body?.cancel()
  if (response.status >= 400)
    throw new SignOnFailure(
      'refused',
      `The provider answers ${response.status} when a browser comes with this client id and redirect URI`,
    )
  const back = new URL(response.headers.get('location') ?? url, url).searchParams.get('error')
  if (back) throw new SignOnFailure('refused', `The provider sends the browser back with ${back}`)
}

/** The client is checked before its code (RFC 6749, section 4.1.3): that no code of ours is known shows that the client is. */
async function offerWrongCode(provider: client.Configuration, redirectUri: string): Promise<string> {
  try {
    await client.genericGrantRequest(provider, 'authorization_code', {
      code: client.randomState(),
      redirect_uri: redirectUri,
      code_verifier: client.randomPKCECodeVerifier(),
    })
  } catch (error) {
    if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant')
      return 'The provider takes the client id and its secret'
    throw error
  }
  throw new SignOnFailure('unavailable', 'The provider gave a token for a code that is none')
}
