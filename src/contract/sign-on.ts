import { z } from 'zod'

/** For people who set up a device, often with a keyboard that is hard to type on; a passphrase is welcome. */
export const UserPassword = z
  .string()
  .min(8, 'must have at least 8 characters')
  .max(200)
  .regex(/^\P{Cc}*$/u, 'may not contain line ends or control characters')

/** null takes the password away. */
export const UserPasswordPut = z.strictObject({ password: UserPassword.nullable() })
export type UserPasswordPut = z.infer<typeof UserPasswordPut>

/** Shown once: only its hash is kept. */
export const GeneratedPassword = z.object({ password: z.string() })
export type GeneratedPassword = z.infer<typeof GeneratedPassword>

const HttpsUrl = z
  .url({ protocol: /^https?$/, error: 'must be an https address', abort: true })
  .max(2000)
  .refine((text) => isSecureUrl(text), 'must be an https address')
/** Without TLS only to this machine itself, for tests. */
function isSecureUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

const LdapUrl = z
  .string()
  .trim()
  .max(500)
  .regex(/^(ldaps?:\/\/[A-Za-z0-9._[\]:-]+)?$/, 'must be ldap:// or ldaps:// and the name of a server')

/** RFC 4515; `{name}` is replaced by the typed name, escaped. */
const LdapFilter = z
  .string()
  .trim()
  .max(1000)
  .refine((text) => text.includes('{name}'), 'must have {name} in it')
  .refine(isInParentheses, 'must be in parentheses that all close')
/** One pair around everything; those inside a value are escaped. */
function isInParentheses(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')') depth--
    if (depth <= 0) return depth === 0 && text[at] === ')' && at === text.length - 1
  }
  return false
}

/** RFC 4512, section 2.5: a name or an object identifier. */
const LdapAttribute = z
  .string()
  .trim()
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9.;-]*$/, 'must be the name of an attribute')

const Pem = z
  .string()
  .trim()
  .max(64_000)
  .regex(/^$|^-----BEGIN CERTIFICATE-----/, 'must be certificates in PEM')

const ldap = {
  enabled: z.boolean(),
  url: LdapUrl,
  /** TLS begins after connecting by ldap:// (RFC 4511, section 4.14). */
  startTls: z.boolean(),
  /** Certificates that are trusted for this server instead of the usual ones. */
  ca: Pem,
  /** Whom to search as; empty: nobody in particular. */
  bindDn: z.string().trim().max(1000),
  searchBase: z.string().trim().max(1000),
  filter: LdapFilter,
  userNameAttribute: LdapAttribute,
  nameAttribute: LdapAttribute,
  emailAttribute: LdapAttribute,
  timeoutSeconds: z.int().min(1).max(60),
}

const Claim = z.string().trim().min(1).max(100)

const oidc = {
  enabled: z.boolean(),
  /** As the provider names itself; what it can do is read from there. */
  issuer: HttpsUrl.or(z.literal('')),
  clientId: z.string().trim().max(500),
  /** What the button is called. */
  label: z.string().trim().min(1).max(60),
  scopes: z
    .string()
    .trim()
    .max(500)
    .regex(/(^| )openid( |$)/, 'must have openid among them'),
  userNameClaim: Claim,
  nameClaim: Claim,
  emailClaim: Claim,
}

export const AuthenticationSettings = z.object({
  /** Whether passwords that are kept here are asked for. */
  passwords: z.boolean(),
  /** Whether somebody whom the directory or the provider knows becomes a user here when they sign on. */
  createUsers: z.boolean(),
  ldap: z.object({ ...ldap, bindPasswordSet: z.boolean() }),
  oidc: z.object({
    ...oidc,
    clientSecretSet: z.boolean(),
    /** What the provider has to know as a redirect URI of the client. */
    redirectUri: z.string(),
  }),
})
export type AuthenticationSettings = z.infer<typeof AuthenticationSettings>

/** A secret that is left out stays, unless it would go to another server; an empty one is forgotten. */
const secret = z.string().max(1000)
export const AuthenticationSettingsPut = z.strictObject({
  passwords: z.boolean().optional(),
  createUsers: z.boolean().optional(),
  ldap: z
    .strictObject({ ...ldap, bindPassword: secret })
    .partial()
    .optional(),
  oidc: z
    .strictObject({ ...oidc, clientSecret: secret })
    .partial()
    .optional(),
})
export type AuthenticationSettingsPut = z.infer<typeof AuthenticationSettingsPut>

/** A person's user name and password, tried as the pages for people would. */
export const TestSignOn = z.strictObject({
  userName: z.string().min(1).max(200),
  password: z.string().min(1).max(1000),
})
export type TestSignOn = z.infer<typeof TestSignOn>

export const SignOnStep = z.enum([
  'user',
  'password',
  'tls',
  'bind',
  'search',
  'attributes',
  'discovery',
  'pkce',
  'page',
  'client',
])
export type SignOnStep = z.infer<typeof SignOnStep>

/** What was tried, in order; the first step that fails is the last one. */
export const SignOnTest = z.object({
  ok: z.boolean(),
  steps: z.array(
    z.object({
      step: SignOnStep,
      ok: z.boolean(),
      /** What was found, or what the other side answered. */
      answer: z.string(),
    }),
  ),
})
export type SignOnTest = z.infer<typeof SignOnTest>
