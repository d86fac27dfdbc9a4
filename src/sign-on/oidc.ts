import type { SignOnPlatform } from './check-password.ts'
import type { OidcRefusal, SignOnResult } from './sign-on-result.ts'

/** Where the provider sends people back to, behind the public address. */
export const oidcRedirectPath = '/sign-on/oidc'

export type BegunOidc = { url: string }

/** Begins the walk to the provider: `url` is where the browser goes. `returnState` comes back from `finishOidc`, sealed on the way. */
export function beginOidc(_platform: SignOnPlatform, _wish: { returnState: string }): Promise<BegunOidc> {
  return Promise.reject(new Error('not here yet'))
}

/** `returnState` is null when the walk did not begin here, took too long or came back before. */
export type FinishedOidc = (SignOnResult | OidcRefusal) & { returnState: string | null }

/**
 * Ends the walk: `callbackUrl` is the whole address that the browser came back to. The answer belongs to the browser that brought
 * it and to nobody else: somebody may have begun the walk and sent another person on it.
 */
export function finishOidc(
  _platform: SignOnPlatform,
  _back: { callbackUrl: URL; address: string },
): Promise<FinishedOidc> {
  return Promise.resolve({ ok: false, reason: 'expired', returnState: null })
}
