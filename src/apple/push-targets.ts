import { sql } from 'kysely'
import { holdDevice } from '../devices/device-store.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import type { Secrets } from '../platform/secrets/secrets.ts'
import type { PushTarget, PushTargets, TopicCount } from '../push/targets.ts'
import { storable } from '../platform/db/storable.ts'

type Row = {
  id: string
  deviceId: string
  topic: string
  token: Buffer | null
  magic: Buffer | null
  isGone: boolean
  isWanted: boolean
}

/** Where the pushes of enrollments go. */
export function pushTargets({ secrets, clock }: Pick<Platform, 'secrets' | 'clock'>): PushTargets {
  return {
    find: async (db, ids) =>
      (await listRows(db, sql`e.id = any(${[...ids]}::uuid[])`)).map((row) => targetOf(secrets, row)),
    async findByDevice(db, device) {
      const [row] = await listRows(db, sql`e.device_id = ${device}`)
      return row && targetOf(secrets, row)
    },
    retire: (trx, target, reason) => retire(trx, target, { secrets, reason: storable(reason), now: clock() }),
    countByTopic,
  }
}

async function listRows(db: Db, which: ReturnType<typeof sql>): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select e.id, e.device_id as "deviceId", e.topic, e.push_token_sealed as token, e.push_magic_sealed as magic,
      e.push_token_retired_at is not null as "isGone",
      exists (select from command c where c.enrollment_id = e.id and c.state in ('queued', 'sent', 'not-now')) as "isWanted"
    from enrollment e where e.state = 'active' and ${which}`.execute(db)
  return rows
}

function targetOf(
  secrets: Secrets,
  { id, deviceId, topic, token, magic, isGone, isWanted }: Row,
): PushTarget {
  const hasAddress = token && magic && !isGone
  const address = hasAddress
    ? {
        token: secrets.open(`enrollment.push_token_sealed:${id}`, token),
        magic: secrets.openText(`enrollment.push_magic_sealed:${id}`, magic),
      }
    : undefined
  return { enrollmentId: id, deviceId, topic, address, isWanted }
}

type Retiring = { secrets: Secrets; reason: string; now: Date }

async function retire(trx: Trx, target: PushTarget, { secrets, reason, now }: Retiring): Promise<void> {
  const { enrollmentId, deviceId, address } = target
  await holdDevice(trx, deviceId)
  const row = await trx
    .selectFrom('enrollment')
    .select('push_token_sealed as token')
    .where('id', '=', enrollmentId)
    .where('state', '=', 'active')
    .where('push_token_retired_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row?.token || !address) return
  if (!secrets.open(`enrollment.push_token_sealed:${enrollmentId}`, row.token).equals(address.token)) return
  await trx
    .updateTable('enrollment')
    .set({ push_token_retired_at: now })
    .where('id', '=', enrollmentId)
    .execute()
  const summary =
    'Apple says that the device has given up its push token. It may have been wiped, or the enrollment profile was removed; it gets commands again when it sends a new token.'
  await recordEvents(trx, [
    {
      subject: { kind: 'device', id: deviceId },
      kind: 'push.token-gone',
      actor: 'Apple',
      summary,
      facts: { reason },
    },
  ])
  await announce(trx, { topic: 'device', id: deviceId })
}

async function countByTopic(db: Db): Promise<TopicCount[]> {
  const { rows } = await sql<TopicCount>`
    select topic, count(*) as enrolled, count(push_token_retired_at) as "tokenGone"
    from enrollment where state = 'active' group by topic order by count(*) desc, topic`.execute(db)
  return rows
}
