import type { z } from 'zod'
import type { Arrival, ArrivalQuery, ClaimedIdentifiers } from '../contract/arrival.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { countRows, decodeIdCursor, pageOf } from '../platform/db/paging.ts'
import { trimmed } from './identifiers.ts'

export type NewArrival = Pick<
  Arrival,
  | 'id'
  | 'shortCode'
  | 'at'
  | 'channel'
  | 'claimed'
  | 'verified'
  | 'outcome'
  | 'reason'
  | 'summary'
  | 'deviceId'
  | 'address'
> & {
  steps: Arrival['decision']['steps']
  /** Who signed in, and what the person said of the owner. */
  userId: string | null
  ownership: 'personal' | 'corporate' | null
}

export async function insertArrival(trx: Trx, arrival: NewArrival): Promise<void> {
  const { id, at, channel, claimed, verified, outcome, reason, summary, steps, address } = arrival
  await trx
    .insertInto('arrival')
    .values({
      id,
      short_code: arrival.shortCode,
      at,
      channel,
      claimed: JSON.stringify(claimed),
      serial: trimmed(claimed.serial)?.toUpperCase() ?? null,
      udid: trimmed(claimed.udid)?.toUpperCase() ?? null,
      verified,
      outcome,
      reason,
      summary,
      steps: JSON.stringify(steps),
      device_id: arrival.deviceId,
      user_id: arrival.userId,
      ownership: arrival.ownership,
      address,
    })
    .execute()
}

type Query = z.output<typeof ArrivalQuery>

export async function listArrivals(db: Db, query: Query) {
  const { limit, cursor } = query
  const filtered = filterArrivals(db, query)
  let rows = selectColumns(filtered)
    .orderBy('arrival.id', 'desc')
    .limit(limit + 1)
  if (cursor) rows = rows.where('arrival.id', '<', decodeIdCursor(cursor).id)
  const total = await countRows(db, filtered)
  return { ...pageOf(await rows.execute(), limit, ({ id }) => ({ key: null, id }), toArrival), total }
}

export async function findArrival(db: Db, id: string): Promise<Arrival | undefined> {
  const row = await selectColumns(db.selectFrom('arrival')).where('arrival.id', '=', id).executeTakeFirst()
  return row && toArrival(row)
}

function filterArrivals(db: Db, { outcome, reason, channel, device, q }: Query) {
  let query = db.selectFrom('arrival')
  if (outcome) query = query.where('outcome', '=', outcome)
  if (reason) query = query.where('reason', '=', reason)
  if (channel) query = query.where('channel', '=', channel)
  if (device) query = query.where('device_id', '=', device)
  // What somebody at the telephone can read out; each has its index.
  const words = q?.toUpperCase()
  if (words)
    query = query.where((is) =>
      is.or([
        is('short_code', '=', words),
        is('serial', '=', words),
        is('udid', '=', words),
        is(
          'device_id',
          'in',
          db.selectFrom('device').select('device.id').where('identifier_key', '=', words.toLowerCase()),
        ),
      ]),
    )
  return query
}

const selectColumns = (query: ReturnType<typeof filterArrivals>) =>
  query
    .selectAll('arrival')
    .select((is) => [
      is
        .selectFrom('device')
        .select('identifier')
        .whereRef('device.id', '=', 'arrival.device_id')
        .as('device_identifier'),
      is
        .selectFrom('app_user')
        .select('user_name')
        .whereRef('app_user.id', '=', 'arrival.user_id')
        .as('user_name'),
    ])

type Row = Awaited<ReturnType<ReturnType<typeof selectColumns>['execute']>>[number]

const toArrival = (row: Row): Arrival => ({
  id: row.id,
  shortCode: row.short_code,
  at: row.at,
  channel: row.channel as Arrival['channel'],
  claimed: row.claimed as ClaimedIdentifiers,
  verified: row.verified,
  outcome: row.outcome as Arrival['outcome'],
  reason: row.reason as Arrival['reason'],
  summary: row.summary,
  deviceId: row.device_id,
  deviceIdentifier: row.device_identifier,
  address: row.address,
  userName: row.user_name,
  decision: { steps: row.steps as Arrival['decision']['steps'] },
})
