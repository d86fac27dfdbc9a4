import { createHmac, timingSafeEqual } from 'node:crypto'

export type Credentials = { consumerKey: string; consumerSecret: string; token: string; tokenSecret: string }
/** `timestamp` in seconds. `version` is optional in the RFC, and signed; `realm` is never signed. */
export type Stamp = { timestamp: number; nonce: string; version?: '1.0'; realm?: string }
type Pair = [name: string, value: string]

/** The `Authorization` header of RFC 5849 with HMAC-SHA1. Time and nonce come from the caller, so it is a pure function. */
export function authorization(method: string, url: URL, credentials: Credentials, stamp: Stamp): string {
  const { timestamp, nonce, version, realm } = stamp
  const oauth: Pair[] = [
    ['oauth_consumer_key', credentials.consumerKey],
    ['oauth_token', credentials.token],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', String(timestamp)],
    ['oauth_nonce', nonce],
    ...(version ? [['oauth_version', version] satisfies Pair] : []),
  ]
  const signature = sign(baseString(method, url, [...url.searchParams, ...oauth]), credentials)
  const first: Pair[] = realm === undefined ? [] : [['realm', realm]]
  const all: Pair[] = [...first, ...oauth, ['oauth_signature', signature]]
  return `OAuth ${all.map(([name, value]) => `${name}="${encode(value)}"`).join(', ')}`
}

/**
 * Whether the header was made for this request with these credentials. In constant time for the signature.
 * Whether the timestamp is recent and the nonce new is for the caller to say: `readAuthorization` tells them.
 */
export function verifyAuthorization(
  method: string,
  url: URL,
  header: string,
  credentials: Credentials,
): boolean {
  const parameters = readAuthorization(header)
  if (!parameters || !describes(parameters, credentials)) return false
  const { realm: _, oauth_signature: claimed = '', ...signed } = parameters
  const base = baseString(method, url, [...url.searchParams, ...Object.entries(signed)])
  return equal(claimed, sign(base, credentials))
}

const describes = (parameters: Record<string, string>, { consumerKey, token }: Credentials) =>
  parameters['oauth_consumer_key'] === consumerKey &&
  parameters['oauth_token'] === token &&
  parameters['oauth_signature_method'] === 'HMAC-SHA1' &&
  ['1.0', undefined].includes(parameters['oauth_version'])

/** The parameters of an `OAuth` header (RFC 5849, section 3.5.1); undefined when it is none, or names one twice. */
export function readAuthorization(header: string): Record<string, string> | undefined {
  const scheme = /^\s*OAuth\s+/i.exec(header)
  if (!scheme) return undefined
  const parameters = Object.create(null) as Record<string, string>
  const parameter = /\s*([\w.%~-]+)="([^"]*)"\s*(?:,|$)/y
  parameter.lastIndex = scheme[0].length
  while (parameter.lastIndex < header.length) {
    const [, name, value] = parameter.exec(header) ?? []
    if (name === undefined || value === undefined || name in parameters) return undefined
    const decoded = decode(value)
    if (decoded === undefined) return undefined
    parameters[name] = decoded
  }
  return parameters
}

/** Section 3.4.1: method, address and sorted parameters, each percent-encoded, joined by `&`. */
export function baseString(method: string, url: URL, parameters: Pair[]): string {
  const pairs = parameters
    .map((pair) => pair.map(encode).join('\0')) // NUL sorts first, so that names compare before values
    .sort()
    .map((pair) => pair.replace('\0', '='))
  return [method.toUpperCase(), `${url.origin}${url.pathname}`, pairs.join('&')].map(encode).join('&')
}

function sign(base: string, { consumerSecret, tokenSecret }: Credentials): string {
  const key = [consumerSecret, tokenSecret].map(encode).join('&')
  return createHmac('sha1', key).update(base).digest('base64')
}

/** Section 3.6 is stricter than encodeURIComponent, which leaves !'()* alone. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
