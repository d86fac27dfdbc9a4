import * as client from 'openid-client'
import type { Platform } from '../platform/platform.ts'
import { clientSecretPlace, type StoredOidc } from './sign-on-settings-store.ts'

/** Where the provider sends people back to, behind the public address. */
export const oidcRedirectPath = '/sign-on/oidc'

type OidcPlatform = Pick<Platform, 'secrets' | 'fetch'>

const discoveredForMs = 60 * 60 * 1000
const timeoutSeconds = 10

type Known = { settings: string; until: number; configuration: Promise<client.Configuration> }
/** By what opens the secrets: one installation has one provider. */
const known = new WeakMap<Platform['secrets'], Known>()

/** What the provider says about itself, kept for an hour; asked anew at once when the settings change or the last try failed. */
export function knowProvider(
  platform: OidcPlatform & Pick<Platform, 'clock'>,
  oidc: StoredOidc,
): Promise<client.Configuration> {
  const settings = JSON.stringify(oidc)
  const now = platform.clock().getTime()
  const last = known.get(platform.secrets)
  if (last?.settings === settings && last.until > now) return last.configuration
  const configuration = discoverProvider(platform, oidc)
  known.set(platform.secrets, { settings, until: now + discoveredForMs, configuration })
  configuration.catch(() => known.delete(platform.secrets))
  return configuration
}

/**
 * OpenID Connect Discovery 1.0, section 4. The provider must name itself as the settings do. Only https, except for a provider on
 * this machine; signatures of ID tokens are checked although they come straight from the provider.
 */
export async function discoverProvider(
  { secrets, fetch }: OidcPlatform,
  oidc: StoredOidc,
): Promise<client.Configuration> {
  const issuer = new URL(oidc.issuer)
  const secret = oidc.clientSecretSealed
    ? secrets.openText(clientSecretPlace, Buffer.from(oidc.clientSecretSealed, 'base64'))
    : undefined
  const execute = [client.enableNonRepudiationChecks]
  if (issuer.protocol === 'http:') execute.push(client.allowInsecureRequests)
  const discovered = await client.discovery(issuer, oidc.clientId, secret, undefined, {
    execute,
    timeout: timeoutSeconds,
    [client.customFetch]: fetch as client.CustomFetch,
  })
  const known = new client.Configuration(
    discovered.serverMetadata(),
    oidc.clientId,
    secret,
    authenticationOf(discovered, secret),
  )
  known.timeout = timeoutSeconds
  known[client.customFetch] = fetch as client.CustomFetch
  for (const apply of execute) apply(known)
  return known
}

/** A provider that names no way knows the one by header (OpenID Connect Discovery 1.0, section 3). */
function authenticationOf(provider: client.Configuration, secret: string | undefined): client.ClientAuth {
  if (secret === undefined) return client.None()
  const ways = provider.serverMetadata().token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return ways.includes('client_secret_basic')
    ? client.ClientSecretBasic(secret)
    : client.ClientSecretPost(secret)
}

export const redirectUriOf = ({ publicUrl }: Pick<Platform, 'publicUrl'>): string =>
  `${publicUrl()}${oidcRedirectPath}`

type Wish = { oidc: StoredOidc; redirectUri: string; state: string; nonce: string; codeChallenge: string }

/** OpenID Connect Core 1.0, section 3.1.2.1, with RFC 7636. */
export const authorizationUrl = (
  configuration: client.Configuration,
  { oidc, redirectUri, state, nonce, codeChallenge }: Wish,
): URL =>
  client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: oidc.scopes,
    state,
    nonce,
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
  })
