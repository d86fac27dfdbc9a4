import * as client from 'openid-client'
import type { OidcWalk } from './oidc-store.ts'
import type { Person } from './sign-on-result.ts'
import type { StoredOidc } from './sign-on-settings-store.ts'
import { SignOnFailure, textOf } from './steps.ts'

type Claims = Record<string, unknown>

/**
 * Changes the code of the callback for an ID token, checks it (OpenID Connect Core 1.0, section 3.1.3.7; RFC 9207 for the issuer in
 * the callback), and reads who it is about; the userinfo endpoint is asked for claims that the token has not.
 */
export async function readOidcPerson(
  configuration: client.Configuration,
  { oidc, walk, callback, state }: { oidc: StoredOidc; walk: OidcWalk; callback: URL; state: string },
): Promise<Person> {
  const back = new URL(walk.redirectUri)
  back.search = callback.search
  try {
    const tokens = await client.authorizationCodeGrant(configuration, back, {
      pkceCodeVerifier: walk.verifier,
      expectedNonce: walk.nonce,
      expectedState: state,
      idTokenExpected: true,
    })
    const claims: Claims = tokens.claims()!
    const wanted = [oidc.userNameClaim, oidc.nameClaim, oidc.emailClaim]
    if (wanted.every((claim) => claim in claims) || !configuration.serverMetadata().userinfo_endpoint)
      return personOf(claims, oidc)
    const more = await client.fetchUserInfo(configuration, tokens.access_token, claims['sub'] as string)
    return personOf({ ...more, ...claims }, oidc)
  } catch (error) {
    throw failureOf(error)
  }
}

function personOf(claims: Claims, { userNameClaim, nameClaim, emailClaim }: StoredOidc): Person {
  const text = (claim: string) => {
    const value = claims[claim]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const userName = text(userNameClaim)
  if (!userName) throw new SignOnFailure('unknown-user', `The provider sent no ${userNameClaim}`)
  if (userNameClaim === 'email' && claims['email_verified'] === false)
    throw new SignOnFailure('unknown-user', 'The provider has not verified the mail address')
  return { userName, name: text(nameClaim), email: text(emailClaim) }
}

/** RFC 6749, section 4.1.2.1: errors that say nothing about the person. */
const providerTroubles = new Set([
  'server_error',
  'temporarily_unavailable',
  'invalid_client',
  'unauthorized_client',
])

function failureOf(error: unknown): SignOnFailure {
  if (error instanceof SignOnFailure) return error
  const said = error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError
  const refused = said
    ? !providerTroubles.has(error.error)
    : error instanceof client.ClientError && error.code !== 'OAUTH_TIMEOUT'
  return new SignOnFailure(refused ? 'refused' : 'unavailable', textOf(error), { cause: error })
}
