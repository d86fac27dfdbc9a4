import type { Management } from '../contract/management.ts'
import type { EnrollmentSettings } from '../contract/settings.ts'
import type { Db } from '../platform/db/database.ts'
import { isWithinGrace, nextAttemptAt } from './renewal-rules.ts'
import { findRenewal } from './renewal-store.ts'
import { listUserChannels } from './user-channel-store.ts'

const none: Management = { enrollment: null, certificate: null, escrow: [], users: [] }

/** How the device is managed, from the enrollment that goes on. */
export async function readManagement(
  db: Db,
  deviceId: string,
  { settings, now }: { settings: Pick<EnrollmentSettings, 'certificateGraceDays'>; now: Date },
): Promise<Management> {
  const row = await db
    .selectFrom('enrollment as e')
    .innerJoin('certificate as x', 'x.id', 'e.certificate_id')
    .select(['e.id', 'e.udid', 'e.topic', 'e.enrolled_at', 'e.last_seen_at', 'e.awaiting_configuration'])
    .select(['e.unlock_token_at', 'e.bootstrap_token_at', 'x.not_after'])
    .select((eb) => [
      eb('e.unlock_token_sealed', 'is not', null).as('hasUnlock'),
      eb('e.bootstrap_token_sealed', 'is not', null).as('hasBootstrap'),
    ])
    .where('e.device_id', '=', deviceId)
    .where('e.state', '=', 'active')
    .executeTakeFirst()
  if (!row) return none
  const renewal = await findRenewal(db, row.id)
  const isOver = !isWithinGrace(new Date(row.not_after), now, settings.certificateGraceDays)
  return {
    enrollment: {
      id: row.id,
      udid: row.udid,
      topic: row.topic,
      enrolledAt: row.enrolled_at,
      lastSeenAt: row.last_seen_at,
      awaitingConfiguration: row.awaiting_configuration,
    },
    certificate: {
      expiresAt: row.not_after,
      renewal: renewal
        ? {
            attempts: renewal.attempts,
            attemptedAt: renewal.attemptedAt.toISOString(),
            state: renewal.state,
            nextAttemptAt: isOver ? null : nextAttemptAt(renewal).toISOString(),
          }
        : null,
    },
    escrow: [
      ...(row.hasUnlock ? [{ kind: 'unlock-token' as const, storedAt: row.unlock_token_at }] : []),
      ...(row.hasBootstrap ? [{ kind: 'bootstrap-token' as const, storedAt: row.bootstrap_token_at }] : []),
    ],
    users: await listUserChannels(db, row.id),
  }
}
