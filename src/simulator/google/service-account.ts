import { createPrivateKey, createPublicKey, generateKeyPairSync, verify, type KeyObject } from 'node:crypto'
import { readServiceAccountKey } from '../../protocol/google/service-account.ts'

export type Account = { email: string; publicKey: KeyObject }

/** A key file as the Google Cloud console hands it out. Its `token_uri` leads nowhere: it must not be followed. */
export function newServiceAccountKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return JSON.stringify({
    type: 'service_account',
    project_id: 'project',
    private_key_id: 'k1',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: 'muster@project.iam.gserviceaccount.com',
    token_uri: 'https://attacker.example/token',
  })
}

/** @throws {ServiceAccountError} */
export function readServiceAccount(keyFile: string): Account {
  const { client_email: email, private_key: pem } = readServiceAccountKey(keyFile)
  return { email, publicKey: createPublicKey(createPrivateKey(pem)) }
}

/** RFC 7523: the signature, who signs, for whom and until when. Undefined: refused. */
export function scopeOf(
  body: unknown,
  { account, audience }: { account: Account; audience: string },
): string | undefined {
  const form = new URLSearchParams(String(body))
  const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.')
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    account.publicKey,
    Buffer.from(signature, 'base64url'),
  )
  if (!isSigned || form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') return undefined
  const { iss, aud, iat, exp, scope } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<
    string,
    unknown
  >
  const isRight = iss === account.email && aud === audience && Number(exp) - Number(iat) <= 3600
  return isRight && typeof scope === 'string' ? scope : undefined
}
