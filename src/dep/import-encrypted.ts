import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import type { DepAccount } from '../contract/dep.ts'
import { Name } from '../contract/common.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { TokenFileError } from '../protocol/dep/server-token.ts'
import { pem } from '../protocol/x509/pem.ts'
import { sealKey } from './account-key.ts'
import type { Apple } from './apple.ts'
import { tokenFileProblem } from './apple-problem.ts'
import { insertAccount } from './change-account.ts'
import { announceToken, askWithToken, refuseTakenServer, storeToken } from './exchange-token.ts'
import { readTokenFile } from './read-token.ts'

/** What the form has: a token for a pair that was made elsewhere, and the pair (C21). */
export type EncryptedImport = { name: string; token: Buffer; certificate: Buffer; privateKey: Buffer }

export async function importEncrypted(
  { platform, apple }: { platform: Platform; apple: Apple },
  actor: Actor,
  form: EncryptedImport,
): Promise<DepAccount> {
  const { db, secrets, clock } = platform
  const name = readName(form.name)
  const { certificate, key } = readPair(form)
  const token = readImported(form.token, { certificate: certificate.raw, key })
  const facts = await askWithToken(apple, token, clock())
  const id = uuidv7()
  return db.transaction().execute(async (trx) => {
    await refuseTakenServer(trx, null, facts)
    await insertAccount(trx, {
      id,
      name,
      certificate_pem: pem('CERTIFICATE', certificate.raw),
      private_key_sealed: sealKey(secrets, 'private_key_sealed', id, key),
    })
    await storeToken(trx, platform, { accountId: id, token, facts })
    return announceToken(trx, platform, actor, {
      id,
      token_sealed: null,
      admin_id: null,
      token_expires_at: null,
    })
  })
}

function readImported(file: Buffer, recipient: { certificate: Buffer; key: KeyObject }) {
  try {
    return readTokenFile(file, recipient)
  } catch (error) {
    throw error instanceof TokenFileError ? tokenFileProblem(error) : error
  }
}

function readName(text: string): string {
  const { data, error } = Name.safeParse(text)
  if (data === undefined) throw refused('name', error?.issues[0]?.message ?? 'is missing')
  return data
}

function readPair({ certificate, privateKey }: EncryptedImport) {
  const read = {
    certificate: readOr(
      'certificate',
      'This is not an X.509 certificate',
      () => new X509Certificate(certificate),
    ),
    key: readOr('privateKey', 'This is not a private key without a password', () => readKey(privateKey)),
  }
  if (read.key.asymmetricKeyType !== 'rsa') throw refused('privateKey', 'Apple encrypts to RSA keys only')
  if (!read.certificate.checkPrivateKey(read.key))
    throw refused('privateKey', 'The private key does not belong to the certificate')
  return read
}

/** PEM, or DER as PKCS #8 or PKCS #1. */
function readKey(bytes: Buffer): KeyObject {
  if (bytes[0] !== 0x30) return createPrivateKey(bytes)
  try {
    return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' })
  } catch {
    return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs1' })
  }
}

function readOr<T>(part: string, message: string, read: () => T): T {
  try {
    return read()
  } catch {
    throw refused(part, message)
  }
}

const refused = (part: string, message: string) =>
  new Problem('request.invalid', {
    detail: `${part}: ${message}`,
    errors: [{ pointer: `/${part}`, code: 'invalid', message }],
  })
