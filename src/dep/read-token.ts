import type { KeyObject } from 'node:crypto'
import { Problem } from '../platform/problem.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import {
  readPlainServerToken,
  readServerToken,
  TokenFileError,
  type ServerToken,
} from '../protocol/dep/server-token.ts'
import { openKey } from './account-key.ts'
import type { AccountRow } from './account-store.ts'
import { tokenFileProblem } from './apple-problem.ts'

/** A token with the pair that decrypted it; a plain token was decrypted elsewhere. */
export type ReadToken = { token: ServerToken; isStaged: boolean; certificatePem: string; key: KeyObject }

/** The file that Apple gives, for the pair in use or for the one of a renewal; or the JSON that is in it (C20). */
export function readToken(secrets: Secrets, account: AccountRow, file: Uint8Array): ReadToken {
  const current = {
    accountId: account.id,
    certificatePem: account.certificate_pem,
    sealed: account.private_key_sealed,
    column: 'private_key_sealed' as const,
  }
  const { staged_certificate_pem: certificatePem, staged_private_key_sealed: sealed } = account
  const staged = certificatePem &&
    sealed && { ...current, certificatePem, sealed, column: 'staged_private_key_sealed' as const }
  try {
    if (!staged) return { ...readWith(secrets, current, file), isStaged: false }
    return readWithEither(secrets, file, { current, staged })
  } catch (error) {
    throw error instanceof TokenFileError ? tokenFileProblem(error) : error
  }
}

type Pair = Parameters<typeof openKey>[1]

function readWith(secrets: Secrets, pair: Pair, file: Uint8Array): Omit<ReadToken, 'isStaged'> {
  const recipient = openKey(secrets, pair)
  return { token: readTokenFile(file, recipient), certificatePem: pair.certificatePem, key: recipient.key }
}

function readWithEither(
  secrets: Secrets,
  file: Uint8Array,
  { current, staged }: { current: Pair; staged: Pair },
): ReadToken {
  try {
    return { ...readWith(secrets, current, file), isStaged: false }
  } catch (error) {
    if (!(error instanceof TokenFileError) || error.reason !== 'wrong-key') throw error
    return { ...readWith(secrets, staged, file), isStaged: true }
  }
}

/** Apple's file, or the JSON itself, told apart by the first character. @throws {TokenFileError} */
export function readTokenFile(
  file: Uint8Array,
  recipient: { certificate: Buffer; key: KeyObject },
): ServerToken {
  if (file.length === 0) throw new Problem('dep-token.unreadable', { detail: 'The file is empty.' })
  const text = Buffer.from(file.subarray(0, 64)).toString('utf8').trimStart()
  if (!text.startsWith('{')) return readServerToken(file, recipient)
  try {
    return readPlainServerToken(JSON.parse(Buffer.from(file).toString('utf8')))
  } catch (error) {
    throw error instanceof SyntaxError ? new TokenFileError('damaged', undefined, { cause: error }) : error
  }
}
