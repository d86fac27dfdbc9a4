import { systemActor } from '../../platform/audit/actor.ts'
import { recordEvents } from '../../platform/audit/timeline.ts'
import type { Trx } from '../../platform/db/database.ts'
import { announce } from '../../platform/events/live.ts'
import type { EndingToken } from './bulk-enrollment-store.ts'

export type BulkTokenEnd = Pick<EndingToken, 'id' | 'expiresAt' | 'waiting'> & {
  /** 0 when it is over. */
  daysLeft: number
}

/** A line in the history of the bulk enrollment; false when its token has another end by now. */
export async function noteBulkTokenEnd(
  trx: Trx,
  { id, expiresAt, waiting, daysLeft }: BulkTokenEnd,
): Promise<boolean> {
  const bulk = await trx
    .selectFrom('bulk_enrollment')
    .select('name')
    .where('id', '=', id)
    .where('token_expires_at', '=', expiresAt)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!bulk) return false
  const isOver = daysLeft === 0
  await recordEvents(trx, [
    {
      subject: { kind: 'bulk-enrollment', id },
      kind: `bulk-enrollment.token-${isOver ? 'ended' : 'ends-soon'}`,
      actor: systemActor.name,
      summary: `The token of ${bulk.name} ${isOver ? 'ended' : 'ends'} on ${expiresAt.slice(0, 10)}; ${waitingText(waiting)}.`,
      facts: { expiresAt, waiting },
    },
  ])
  await announce(trx, { topic: 'bulk-enrollment', id })
  return true
}

/** Of the devices of a list that have not enrolled yet. */
export const waitingText = (count: number): string =>
  count === 1 ? '1 device waits' : `${count} devices wait`
