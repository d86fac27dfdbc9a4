import type { Platform } from '../platform/platform.ts'
import { loadSignOnSettings } from './sign-on-settings-store.ts'

export { beginOidc, finishOidc, type BegunOidc, type FinishedOidc } from './oidc.ts'
export { oidcRedirectPath } from './oidc-client.ts'
export { checkPassword } from './check-password.ts'
export type { OidcRefusal, SignedOn, SignOnRefusal, SignOnResult } from './sign-on-result.ts'

/** What a page that asks people who they are offers. `oidc.label` is what the button is called. */
export type SignOnMethods = { password: boolean; oidc: { label: string } | null }

export async function signOnMethods({ db }: Pick<Platform, 'db'>): Promise<SignOnMethods> {
  const { passwords, ldap, oidc } = await loadSignOnSettings(db)
  return { password: passwords || ldap.enabled, oidc: oidc.enabled ? { label: oidc.label } : null }
}
