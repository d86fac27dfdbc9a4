import { createHash } from 'node:crypto'
import type { Secrets } from '../platform/secrets/secrets.ts'
import { plainServerToken, readPlainServerToken, type ServerToken } from '../protocol/dep/server-token.ts'

const placeOf = (accountId: string) => `dep_account.token_sealed:${accountId}`

export const sealToken = (secrets: Secrets, accountId: string, token: ServerToken): Buffer =>
  secrets.seal(placeOf(accountId), JSON.stringify(plainServerToken(token)))

export const openToken = (secrets: Secrets, accountId: string, sealed: Buffer): ServerToken =>
  readPlainServerToken(JSON.parse(secrets.openText(placeOf(accountId), sealed)))

/** Tells tokens of one MDM server from those of another without keeping the key readable. */
export const consumerKeyHash = ({ consumerKey }: ServerToken): Buffer =>
  createHash('sha256').update(consumerKey).digest()
