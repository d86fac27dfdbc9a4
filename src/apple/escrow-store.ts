import type { EscrowKind } from '../contract/management.ts'
import type { Db } from '../platform/db/database.ts'

const columns = {
  'unlock-token': 'unlock_token_sealed',
  'bootstrap-token': 'bootstrap_token_sealed',
} as const satisfies Record<EscrowKind, string>

/** Under which name a token is sealed. */
export const escrowPlace = (kind: EscrowKind, enrollmentId: string): string =>
  `enrollment.${columns[kind]}:${enrollmentId}`

/** The sealed token of the enrollment that goes on. */
export async function findEscrow(
  db: Db,
  deviceId: string,
  kind: EscrowKind,
): Promise<{ enrollmentId: string; sealed: Buffer } | undefined> {
  const row = await db
    .selectFrom('enrollment')
    .select(['id', `${columns[kind]} as sealed`])
    .where('device_id', '=', deviceId)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return row?.sealed ? { enrollmentId: row.id, sealed: row.sealed } : undefined
}
