import { calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client'
import type { Platform } from '../platform/platform.ts'
import { admitPerson } from './admit-person.ts'
import { noteSignedOn } from './note-sign-on.ts'
import { authorizationUrl, knowProvider, redirectUriOf } from './oidc-client.ts'
import { readOidcPerson } from './oidc-person.ts'
import { storeWalk, takeWalk, type OidcWalk } from './oidc-store.ts'
import type { OidcRefusal, SignOnResult } from './sign-on-result.ts'
import { loadSignOnSettings } from './sign-on-settings-store.ts'
import { SignOnFailure, textOf } from './steps.ts'

type OidcPlatform = Pick<Platform, 'db' | 'clock' | 'secrets' | 'log' | 'publicUrl' | 'fetch'>

/** `unavailable`: there is no provider, or it does not answer. */
export type BegunOidc = { ok: true; url: string } | { ok: false; reason: 'unavailable' }

/** Begins the walk to the provider: `url` is where the browser goes. `returnState` comes back from `finishOidc`. */
export async function beginOidc(
  platform: OidcPlatform,
  { returnState }: { returnState: string },
): Promise<BegunOidc> {
  const { db, clock, secrets, log } = platform
  const { oidc } = await loadSignOnSettings(db)
  if (!oidc.enabled) return { ok: false, reason: 'unavailable' }
  const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()]
  const redirectUri = redirectUriOf(platform)
  const codeChallenge = await calculatePKCECodeChallenge(verifier)
  const url = await knowProvider(platform, oidc)
    .then((provider) => authorizationUrl(provider, { oidc, redirectUri, state, nonce, codeChallenge }))
    .catch((error: unknown) => {
      log.warn({ answer: textOf(error) }, 'the OpenID provider could not be asked')
    })
  if (!url) return { ok: false, reason: 'unavailable' }
  const walk = { verifier, nonce, issuer: oidc.issuer, redirectUri, returnState }
  await storeWalk(db, state, walk, { secrets, now: clock() })
  return { ok: true, url: url.href }
}

/** `returnState` is null when the walk did not begin here, took too long or came back before. */
export type FinishedOidc = (SignOnResult | OidcRefusal) & { returnState: string | null }

/**
 * Ends the walk: `callbackUrl` is the address that the browser came back to. The answer belongs to the browser that brought it and
 * to nobody else: somebody may have begun the walk and sent another person on it.
 */
export async function finishOidc(
  platform: OidcPlatform,
  { callbackUrl, address }: { callbackUrl: URL; address: string },
): Promise<FinishedOidc> {
  const { db, clock, secrets } = platform
  const states = callbackUrl.searchParams.getAll('state')
  const [state = ''] = states
  const walk = states.length === 1 ? await takeWalk(db, state, { secrets, now: clock() }) : undefined
  if (!walk) return { ok: false, reason: 'expired', returnState: null }
  const result = await finishWalk(platform, { walk, state, callback: callbackUrl, address })
  return { ...result, returnState: walk.returnState }
}

type Back = { walk: OidcWalk; state: string; callback: URL; address: string }

async function finishWalk(
  platform: OidcPlatform,
  { walk, state, callback, address }: Back,
): Promise<SignOnResult | OidcRefusal> {
  const { db, log } = platform
  const { oidc } = await loadSignOnSettings(db)
  if (!oidc.enabled || oidc.issuer !== walk.issuer) return { ok: false, reason: 'expired' }
  try {
    const provider = await knowProvider(platform, oidc)
    const person = await readOidcPerson(provider, { oidc, walk, callback, state })
    const result = await admitPerson(platform, person, address)
    if (result.ok) await noteSignedOn(db, { user: result.user, by: 'oidc', address })
    return result
  } catch (error) {
    if (!(error instanceof SignOnFailure)) throw error
    log.warn({ answer: error.message }, 'a sign-on at the OpenID provider failed')
    return { ok: false, reason: error.outcome }
  }
}
