import { systemActor } from '../platform/audit/actor.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'

export type TokenEnd = {
  /** Of the account. */
  id: string
  expiresAt: string
  /** The days before the end at which this is told; 0 when it is over. */
  threshold: number
  daysLeft: number
}

/** A line in the account's timeline; false when the token that ends then is not its token any more. */
export async function noteTokenEnd(trx: Trx, end: TokenEnd): Promise<boolean> {
  const { id, expiresAt, threshold } = end
  const account = await trx
    .selectFrom('dep_account')
    .select('name')
    .where('id', '=', id)
    .where('token_expires_at', '=', expiresAt)
    .where('token_sealed', 'is not', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!account) return false
  await recordEvents(trx, [
    {
      subject: { kind: 'dep-account', id },
      kind: threshold === 0 ? 'dep-account.token-ended' : 'dep-account.token-ends-soon',
      actor: systemActor.name,
      summary: tokenEndText(account.name, end),
      facts: { expiresAt, days: threshold },
    },
  ])
  await announce(trx, { topic: 'dep-account', id })
  return true
}

function tokenEndText(account: string, { expiresAt, threshold, daysLeft }: TokenEnd): string {
  const day = expiresAt.slice(0, 10)
  const renew = 'Download a new token for this MDM server at Apple and upload it here'
  if (threshold === 0)
    return `The server token of “${account}” ended on ${day}: Apple does not answer any more. ${renew}.`
  const left = daysLeft === 1 ? 'tomorrow' : `in ${daysLeft} days`
  return `The server token of “${account}” ends on ${day}, ${left}. ${renew}; the account and its devices stay as they are.`
}
