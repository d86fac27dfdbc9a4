import { createPrivateKey, sign } from 'node:crypto'
import { z } from 'zod'

/** The JSON key file of a service account, as the Google Cloud console hands it out. Its `token_uri` is not followed. */
export const ServiceAccountKey = z.object({
  type: z.literal('service_account'),
  project_id: z.string().min(1).max(200),
  private_key_id: z.string().max(200).optional(),
  private_key: z.string().min(100).max(10_000),
  client_email: z.email().max(300),
})
export type ServiceAccountKey = z.infer<typeof ServiceAccountKey>

export class ServiceAccountError extends Error {
  override readonly name = 'ServiceAccountError'
}

/** @throws {ServiceAccountError} with what is wrong with the file */
export function readServiceAccountKey(text: string): ServiceAccountKey {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new ServiceAccountError('The key is not JSON: upload the file that Google made, unchanged')
  }
  const read = ServiceAccountKey.safeParse(json)
  if (!read.success) {
    const members = [...new Set(read.error.issues.map(({ path }) => path.join('.') || 'everything'))].join(
      ', ',
    )
    throw new ServiceAccountError(`The key is not that of a service account; missing or wrong: ${members}`)
  }
  if (!isRsaKey(read.data.private_key))
    throw new ServiceAccountError('The private key in the file is damaged or is not RSA')
  return read.data
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}

type Assertion = { scope: string; audience: string; now: Date }

/** The signed assertion of the JWT bearer grant (RFC 7523; RS256 as in RFC 7518, section 3.3). It holds for an hour. */
export function signAssertion(
  { client_email: email, private_key: key, private_key_id: kid }: ServiceAccountKey,
  { scope, audience, now }: Assertion,
): string {
  const iat = Math.floor(now.getTime() / 1000)
  const head = { alg: 'RS256', typ: 'JWT', ...(kid ? { kid } : {}) }
  const claims = { iss: email, scope, aud: audience, iat, exp: iat + 3600 }
  const signed = [head, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}
