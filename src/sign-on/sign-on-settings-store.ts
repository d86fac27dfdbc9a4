import { z } from 'zod'
import { AuthenticationSettings } from '../contract/sign-on.ts'
import type { Db } from '../platform/db/database.ts'
import { readSetting, storeSetting } from '../platform/db/settings.ts'

const key = 'authentication'

/** As kept: secrets are sealed. */
const Sealed = z.base64().nullable()
const { ldap, oidc } = AuthenticationSettings.shape
const Stored = AuthenticationSettings.extend({
  ldap: ldap.omit({ bindPasswordSet: true }).extend({ bindPasswordSealed: Sealed }),
  oidc: oidc.omit({ clientSecretSet: true, redirectUri: true }).extend({ clientSecretSealed: Sealed }),
})
export type StoredSignOn = z.infer<typeof Stored>
export type StoredLdap = StoredSignOn['ldap']
export type StoredOidc = StoredSignOn['oidc']

const defaults: StoredSignOn = {
  passwords: true,
  createUsers: false,
  ldap: {
    enabled: false,
    url: '',
    startTls: false,
    ca: '',
    bindDn: '',
    bindPasswordSealed: null,
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
    clientSecretSealed: null,
    label: 'Sign in',
    scopes: 'openid profile email',
    userNameClaim: 'preferred_username',
    nameClaim: 'name',
    emailClaim: 'email',
  },
}

/** The places that sealed secrets are bound to. */
export const bindPasswordPlace = 'setting.bindPassword:authentication'
export const clientSecretPlace = 'setting.clientSecret:authentication'

/** What an admin has set over the defaults; a setting of a later version that is not stored yet has its default. */
export async function loadSignOnSettings(db: Db): Promise<StoredSignOn> {
  const stored = ((await readSetting(db, key)) ?? {}) as Partial<StoredSignOn>
  return Stored.parse({
    ...defaults,
    ...stored,
    ldap: { ...defaults.ldap, ...stored.ldap },
    oidc: { ...defaults.oidc, ...stored.oidc },
  })
}

export async function storeSignOnSettings(db: Db, settings: StoredSignOn): Promise<void> {
  await storeSetting(db, key, settings)
}
