import { sql, type RawBuilder } from 'kysely'
import type { EnrollmentRequest, RequestEnd, RequestStatus } from '../contract/enrollment-request.ts'
import { statusOf } from '../devices/device.ts'
import type { Db, Trx } from '../platform/db/database.ts'

/** Accepted once the device has enrolled since; what ended otherwise has expired. */
const statusAt = (now: Date): RawBuilder<RequestStatus> => sql`case
  when d.enrolled_at > r.created_at then 'accepted'
  when r.ended_at is not null or r.expires_at <= ${now} then 'expired'
  when r.opened_at is not null then 'opened'
  when r.failure is not null then 'failed'
  when r.sent_at is not null then 'sent'
  else 'none' end`

/** `r`: the request, `d`: its device, `u`: the person it is for. */
export const requestTables = sql`enrollment_request r
  left join device d on d.id = r.device_id
  left join app_user u on u.id = coalesce(r.user_id, d.user_id)`

type Row = Omit<EnrollmentRequest, 'device'> & {
  deviceId: string | null
  identifier: string
  displayName: string | null
  platform: NonNullable<EnrollmentRequest['device']>['platform']
  deviceStatus: string
  deviceExpiresAt: string | null
}

const columns = (
  now: Date,
) => sql`r.id, ${statusAt(now)} as status, r.channel, r.recipient, r.device_id as "deviceId",
  d.identifier, d.display_name as "displayName", d.platform, d.status as "deviceStatus", d.expires_at as "deviceExpiresAt",
  u.user_name as "userName", u.name, r.requested_by as "requestedBy", r.created_at as "createdAt", r.expires_at as "expiresAt",
  r.sent_at as "sentAt", r.opened_at as "openedAt",
  case when d.enrolled_at > r.created_at then d.enrolled_at end as "acceptedAt",
  r.end_reason as "endReason", r.ended_at as "endedAt", r.failure`

/** Requests that a condition on `r`, `d` and `u` lets through, newest first. */
export async function selectRequests(
  db: Db,
  where: RawBuilder<unknown>,
  { now, limit }: { now: Date; limit: number },
): Promise<EnrollmentRequest[]> {
  const { rows } = await sql<Row>`
    select ${columns(now)} from ${requestTables} where ${where} order by r.id desc limit ${limit}`.execute(db)
  return rows.map((row) => toRequest(row, now))
}

export async function findRequest(db: Db, id: string, now: Date): Promise<EnrollmentRequest | undefined> {
  return (await selectRequests(db, sql`r.id = ${id}`, { now, limit: 1 }))[0]
}

export const hasStatus = (status: RequestStatus, now: Date): RawBuilder<unknown> =>
  sql`${statusAt(now)} = ${status}`

function toRequest(row: Row, now: Date): EnrollmentRequest {
  const { deviceId, identifier, displayName, platform, deviceStatus, deviceExpiresAt, ...request } = row
  const status = statusOf({ status: deviceStatus, expiresAt: deviceExpiresAt }, now)
  return {
    ...request,
    device: deviceId === null ? null : { id: deviceId, identifier, displayName, platform, status },
  }
}

export type NewRequest = {
  id: string
  userId: string | null
  deviceId: string | null
  recipient: string | null
  tokenHash: Buffer
  tokenSealed: Buffer
  expiresAt: Date
}

type Making = { channel: EnrollmentRequest['channel']; requestedBy: string; now: Date }

/** One statement however many there are. */
export async function insertRequests(
  trx: Trx,
  requests: readonly NewRequest[],
  making: Making,
): Promise<void> {
  const of = <T>(read: (request: NewRequest) => T): T[] => requests.map(read)
  await sql`
    insert into enrollment_request (id, user_id, device_id, recipient, token_hash, token_sealed, expires_at, channel, requested_by, created_at)
    select *, ${making.channel}, ${making.requestedBy}, ${making.now}::timestamptz
    from unnest(${of(({ id }) => id)}::uuid[], ${of(({ userId }) => userId)}::uuid[], ${of(({ deviceId }) => deviceId)}::uuid[],
      ${of(({ recipient }) => recipient)}::text[], ${of(({ tokenHash }) => tokenHash)}::bytea[],
      ${of(({ tokenSealed }) => tokenSealed)}::bytea[], ${of(({ expiresAt }) => expiresAt)}::timestamptz[])`.execute(
    trx,
  )
}

/** Ends the live requests that a condition on `r` names. Answers how many. */
export async function endRequests(
  trx: Trx,
  where: RawBuilder<unknown>,
  { reason, now }: { reason: RequestEnd; now: Date },
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update enrollment_request r set ended_at = ${now}, end_reason = ${reason}
    where r.ended_at is null and (${where})`.execute(trx)
  return Number(numAffectedRows)
}

/** Locks the request, so that what happens to it takes turns. */
export async function lockRequest(
  trx: Trx,
  id: string,
  now: Date,
): Promise<{ request: EnrollmentRequest; tokenSealed: Buffer } | undefined> {
  const locked = await trx
    .selectFrom('enrollment_request')
    .select('token_sealed as tokenSealed')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  const request = locked && (await findRequest(trx, id, now))
  return request && { request, tokenSealed: locked.tokenSealed }
}

export async function findSealedToken(db: Db, id: string): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom('enrollment_request')
    .select('token_sealed')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.token_sealed
}

export type RequestChange = {
  sent_at?: Date
  failure?: string | null
  opened_at?: Date
  expires_at?: Date
  device_id?: string
}

export async function setRequest(trx: Trx, id: string, change: RequestChange): Promise<void> {
  await trx.updateTable('enrollment_request').set(change).where('id', '=', id).execute()
}
