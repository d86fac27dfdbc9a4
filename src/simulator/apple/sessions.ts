import { randomBytes, randomInt } from 'node:crypto'

import { readAuthorization, verifyAuthorization } from '../../protocol/oauth1/sign.ts'
import type { Apple } from './apple.ts'
import type { MdmServer } from './organization.ts'
import { Refusal } from './refusal.ts'
import { firstServer } from './servers.ts'

export type Sessions = {
  /** By session token: which server it is for and until when, in milliseconds. */
  open: Map<string, { server: string; expiresAt: number }>
  /** Nonces with the time they were seen, oldest first. */
  nonces: Map<string, number>
}

export const noSessions = (): Sessions => ({ open: new Map(), nonces: new Map() })

const toleranceMs = 5 * 60_000
// Apple does not say how long a session lasts; a day is what is told.
const lifetimeMs = 24 * 3600_000

/** Whose `GET /session` this is. `url` is the address as the client built it, which its signature covers. */
export function authenticate(apple: Apple, url: URL, header: string | undefined): MdmServer {
  const oauth = readAuthorization(header ?? '')
  if (apple.rules.oauth === 'any') return serverOfAnybody(apple, oauth?.['oauth_consumer_key'])
  if (!header || !oauth || !isWhole(oauth)) throw badRequest()
  const server = serverOfToken(apple, oauth['oauth_consumer_key'], oauth['oauth_token'])
  if (!isSigned(apple, url, header, server)) throw unauthorized()
  if (apple.rules.oauth === 'strict') checkFreshness(apple, oauth)
  checkToken(apple, server)
  return server
}

const needed = ['consumer_key', 'token', 'signature_method', 'signature', 'timestamp', 'nonce']

const isWhole = (oauth: Record<string, string>) =>
  needed.every((name) => oauth[`oauth_${name}`]) &&
  oauth['oauth_signature_method'] === 'HMAC-SHA1' &&
  ['1.0', undefined].includes(oauth['oauth_version'])

/** The server of a running session; `undefined` when the session is unknown or over. */
export function serverOfSession(apple: Apple, token: string | undefined): MdmServer | undefined {
  const session = apple.sessions.open.get(token ?? '')
  if (!session || session.expiresAt <= apple.clock.now().getTime()) return undefined
  return apple.organization.servers.get(session.server)
}

/** Real tokens begin with the time in milliseconds and are about 190 characters long. */
export function newSession(apple: Apple, server: MdmServer): string {
  const now = apple.clock.now().getTime()
  const hex = (bytes: number) => randomBytes(bytes).toString('hex').toUpperCase()
  forgetOver(apple, now)
  const token = `${now}O1O${hex(16)}O${hex(16)}O${randomInt(1e9)}O11Op1O${hex(20)}O${hex(20)}`
  apple.sessions.open.set(token, { server: server.name, expiresAt: now + lifetimeMs })
  return token
}

/** Sessions all last equally long: those that are over come first. */
function forgetOver({ sessions: { open } }: Apple, now: number): void {
  for (const [token, { expiresAt }] of open) {
    if (expiresAt > now) return
    open.delete(token)
  }
}

/** Ends the sessions of one server, or all; says how many there were. */
export function dropSessions({ sessions }: Apple, server?: string): number {
  const ended = [...sessions.open].filter(([, session]) => server === undefined || session.server === server)
  for (const [token] of ended) sessions.open.delete(token)
  return ended.length
}

function serverOfToken(apple: Apple, consumerKey = '', accessToken = ''): MdmServer {
  const server = serverOfKey(apple, consumerKey)
  if (!server) throw new Refusal(401, 'token_rejected')
  if (server.replacedTokens.has(accessToken)) throw new Refusal(403, 'signature_invalid')
  if (server.token.accessToken !== accessToken) throw new Refusal(401, 'token_rejected')
  return server
}

/** Whose consumer key it is. */
export const serverOfKey = ({ organization }: Apple, consumerKey: string | undefined) =>
  [...organization.servers.values()].find(({ token }) => token.consumerKey === consumerKey)

function serverOfAnybody(apple: Apple, consumerKey: string | undefined): MdmServer {
  const server = serverOfKey(apple, consumerKey) ?? firstServer(apple)
  checkToken(apple, server)
  return server
}

function isSigned(apple: Apple, url: URL, header: string, { token }: MdmServer): boolean {
  const { consumerKey, consumerSecret, accessToken, accessSecret: tokenSecret } = token
  const credentials = { consumerKey, consumerSecret, token: accessToken, tokenSecret }
  const verify = (url: URL) => verifyAuthorization('GET', url, header, credentials)
  return (
    verify(url) || (apple.rules.oauth === 'lenient' && verify(new URL(url.href.replace(/^http:/, 'https:'))))
  )
}

/** Compared with the unmoved clock: a client does not know how far simulated time is ahead. */
function checkFreshness({ clock, sessions: { nonces } }: Apple, oauth: Record<string, string>): void {
  const { oauth_timestamp: timestamp, oauth_nonce: nonce = '' } = oauth
  const now = clock.wall().getTime()
  if (!(Math.abs(now - Number(timestamp) * 1000) <= toleranceMs)) throw unauthorized()
  for (const [old, seenAt] of nonces) {
    if (now - seenAt <= 2 * toleranceMs) break
    nonces.delete(old)
  }
  if (nonces.has(nonce)) throw unauthorized()
  nonces.set(nonce, now)
}

function checkToken({ clock, faults }: Apple, { token, isRevoked }: MdmServer): void {
  if (faults.tokenRevoked || isRevoked) throw new Refusal(401, 'token_rejected')
  if (faults.creatorRemoved) throw new Refusal(403, 'FORBIDDEN')
  if (token.accessTokenExpiry <= clock.now()) {
    throw new Refusal(403, 'token_expiredForbidden')
  }
}

// Apple glues the reason phrase to the text of OAuth errors.
const badRequest = () => new Refusal(400, 'oauth_problem_adviceBad Request')
const unauthorized = () => new Refusal(401, 'oauth_problem_adviceUnauthorized')
