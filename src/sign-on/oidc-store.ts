import { z } from 'zod'
import type { Db } from '../platform/db/database.ts'
import { hashToken } from '../platform/secrets/password.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'

/** What must be known again when somebody comes back from the provider. */
const Walk = z.object({
  verifier: z.string(),
  nonce: z.string(),
  issuer: z.string(),
  redirectUri: z.string(),
  returnState: z.string(),
})
export type OidcWalk = z.infer<typeof Walk>

/** Long enough for a password and a second factor. */
const lifetimeMs = 10 * 60 * 1000

const placeOf = (hash: Buffer) => `oidc_sign_on.transaction_sealed:${hash.toString('hex')}`

type Keeping = { secrets: Secrets; now: Date }

/** The state is known by its hash, and only who has it opens the rest: the database alone gives no walk away. */
export async function storeWalk(
  db: Db,
  state: string,
  walk: OidcWalk,
  { secrets, now }: Keeping,
): Promise<void> {
  const hash = hashToken(state)
  await db.deleteFrom('oidc_sign_on').where('expires_at', '<', now.toISOString()).execute()
  await db
    .insertInto('oidc_sign_on')
    .values({
      state_hash: hash,
      transaction_sealed: secrets.seal(placeOf(hash), JSON.stringify(walk)),
      expires_at: new Date(now.getTime() + lifetimeMs),
    })
    .execute()
}

/** Takes the walk out, so that nobody comes back from it twice; undefined when there is none or it took too long. */
export async function takeWalk(
  db: Db,
  state: string,
  { secrets, now }: Keeping,
): Promise<OidcWalk | undefined> {
  const hash = hashToken(state)
  const row = await db
    .deleteFrom('oidc_sign_on')
    .where('state_hash', '=', hash)
    .returning(['transaction_sealed', 'expires_at'])
    .executeTakeFirst()
  if (!row || new Date(row.expires_at) <= now) return undefined
  return Walk.parse(JSON.parse(secrets.openText(placeOf(hash), row.transaction_sealed)))
}
