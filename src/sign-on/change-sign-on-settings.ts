import { X509Certificate } from 'node:crypto'
import { FilterParser } from 'ldapts'
import type { AuthenticationSettings, AuthenticationSettingsPut } from '../contract/sign-on.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { lockSetting } from '../platform/db/settings.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { fillFilter } from '../protocol/ldap/filter.ts'
import { redirectUriOf } from './oidc-client.ts'
import {
  bindPasswordPlace,
  clientSecretPlace,
  loadSignOnSettings,
  storeSignOnSettings,
  type StoredLdap,
  type StoredOidc,
  type StoredSignOn,
} from './sign-on-settings-store.ts'

type SettingsPlatform = Pick<Platform, 'db' | 'secrets' | 'publicUrl'>

export async function readSignOnSettings(
  platform: Pick<SettingsPlatform, 'db' | 'publicUrl'>,
): Promise<AuthenticationSettings> {
  return shown(await loadSignOnSettings(platform.db), redirectUriOf(platform))
}

/** `expect` sees the settings as they stand and may refuse (If-Match). */
export function changeSignOnSettings(
  { db, secrets, publicUrl }: SettingsPlatform,
  actor: Actor,
  { put, expect }: { put: AuthenticationSettingsPut; expect: (current: AuthenticationSettings) => void },
): Promise<AuthenticationSettings> {
  return db.transaction().execute(async (trx) => {
    await lockSetting(trx, 'authentication')
    const current = await loadSignOnSettings(trx)
    const redirectUri = redirectUriOf({ publicUrl })
    const before = shown(current, redirectUri)
    expect(before)
    const next: StoredSignOn = {
      passwords: put.passwords ?? current.passwords,
      createUsers: put.createUsers ?? current.createUsers,
      ldap: changedLdap(current.ldap, put.ldap ?? {}, secrets),
      oidc: changedOidc(current.oidc, put.oidc ?? {}, secrets),
    }
    checkUsable(next)
    await storeSignOnSettings(trx, next)
    const after = shown(next, redirectUri)
    const target = { kind: 'setting', id: 'authentication', name: 'Authentication settings' }
    await recordAudit(trx, actor, { action: 'setting.changed', target, before, after })
    return after
  })
}

const given = <T extends object>(put: T) =>
  Object.fromEntries(Object.entries(put).filter(([, value]) => value !== undefined)) as Partial<T>

type LdapPut = NonNullable<AuthenticationSettingsPut['ldap']>

/** A password belongs to the server and the name it was typed for: whoever names others must know it. */
function changedLdap(current: StoredLdap, { bindPassword, ...put }: LdapPut, secrets: Secrets): StoredLdap {
  const next: StoredLdap = { ...current, ...(given(put) as Partial<StoredLdap>) }
  const elsewhere =
    next.url !== current.url || next.bindDn !== current.bindDn || (current.startTls && !next.startTls)
  if (elsewhere || bindPassword !== undefined) next.bindPasswordSealed = null
  if (bindPassword) next.bindPasswordSealed = secrets.seal(bindPasswordPlace, bindPassword).toString('base64')
  return next
}

type OidcPut = NonNullable<AuthenticationSettingsPut['oidc']>

function changedOidc(current: StoredOidc, { clientSecret, ...put }: OidcPut, secrets: Secrets): StoredOidc {
  const next: StoredOidc = { ...current, ...(given(put) as Partial<StoredOidc>) }
  const elsewhere = next.issuer !== current.issuer || next.clientId !== current.clientId
  if (elsewhere || clientSecret !== undefined) next.clientSecretSealed = null
  if (clientSecret) next.clientSecretSealed = secrets.seal(clientSecretPlace, clientSecret).toString('base64')
  return next
}

/** What is switched on must have what it needs; a filter must be one. */
function checkUsable({ ldap, oidc }: StoredSignOn): void {
  const errors = [
    ...(isFilter(ldap.filter) ? [] : [wrong('/ldap/filter', 'must be a filter as RFC 4515 writes them')]),
    ...(areCertificates(ldap.ca) ? [] : [wrong('/ldap/ca', 'must be certificates in PEM')]),
    ...(ldap.enabled && !ldap.url ? [wrong('/ldap/url', 'must be given')] : []),
    ...(oidc.enabled && !oidc.issuer ? [wrong('/oidc/issuer', 'must be given')] : []),
    ...(oidc.enabled && !oidc.clientId ? [wrong('/oidc/clientId', 'must be given')] : []),
  ]
  if (errors.length > 0) throw new Problem('request.invalid', { errors })
}

const wrong = (pointer: string, message: string) => ({ pointer, code: 'invalid', message })

function isFilter(text: string): boolean {
  try {
    FilterParser.parseString(fillFilter(text, 'ana'))
    return true
  } catch {
    return false
  }
}

/** Node.js passes over what it cannot read and trusts nobody then, which is found out too late. */
function areCertificates(pem: string): boolean {
  const parts = pem.split(/(?<=-----END CERTIFICATE-----)\s*/).filter((part) => part !== '')
  try {
    return parts.every((part) => new X509Certificate(part))
  } catch {
    return false
  }
}

function shown(
  { ldap: { bindPasswordSealed, ...ldap }, oidc: { clientSecretSealed, ...oidc }, ...plain }: StoredSignOn,
  redirectUri: string,
): AuthenticationSettings {
  return {
    ...plain,
    ldap: { ...ldap, bindPasswordSet: bindPasswordSealed !== null },
    oidc: { ...oidc, clientSecretSet: clientSecretSealed !== null, redirectUri },
  }
}
