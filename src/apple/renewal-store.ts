import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Attempt, AttemptState } from './renewal-rules.ts'

export type Renewal = { enrollmentId: string; certificateId: string; commandId: string } & Attempt

type Row = {
  enrollmentId: string
  certificateId: string
  commandId: string | null
  attempts: number | null
  attemptedAt: string | null
  state: AttemptState | null
  answeredAt: string | null
}

/** The attempts to renew the certificate that the enrollment has. */
export async function findRenewal(db: Db, enrollmentId: string): Promise<Renewal | undefined> {
  const { rows } = await sql<Row>`
    select ${columns} from enrollment e ${joined} where e.id = ${enrollmentId}`.execute(db)
  return rows[0] && renewalOf(rows[0])
}

const columns = sql`e.id as "enrollmentId", e.certificate_id as "certificateId", n.command_id as "commandId",
  n.attempts, n.attempted_at as "attemptedAt", c.state, c.answered_at as "answeredAt"`
const joined = sql`
  left join renewal n on n.enrollment_id = e.id and n.certificate_id = e.certificate_id
  left join command c on c.id = n.command_id`

const renewalOf = ({ commandId, attempts, attemptedAt, state, answeredAt, ...row }: Row) =>
  commandId === null || attempts === null || attemptedAt === null
    ? undefined
    : {
        ...row,
        commandId,
        attempts,
        attemptedAt: new Date(attemptedAt),
        state: state ?? ('gone' as const),
        answeredAt: answeredAt === null ? null : new Date(answeredAt),
      }

export type Ending = {
  enrollmentId: string
  deviceId: string
  certificateId: string
  notAfter: string
  renewal: Renewal | undefined
}

/** Where a page of certificates ended: by their end, then by their id. */
export type Place = Pick<Ending, 'notAfter' | 'certificateId'>

/** Certificates of live enrollments that end before `before`, soonest first, with the attempts so far. */
export async function listEnding(
  db: Db,
  { before, after, limit }: { before: Date; after: Place | undefined; limit: number },
): Promise<Ending[]> {
  const rest = after
    ? sql`and (x.not_after, x.id) > (${after.notAfter}::timestamptz, ${after.certificateId}::uuid)`
    : sql``
  const { rows } = await sql<Row & { deviceId: string; notAfter: string }>`
    select x.device_id as "deviceId", x.not_after as "notAfter", ${columns}
    from certificate x
      join enrollment e on e.certificate_id = x.id and e.state = 'active'
      join device d on d.id = e.device_id and d.status <> 'withdrawn' ${joined}
    where x.revoked_at is null and x.not_after < ${before} ${rest}
    order by x.not_after, x.id limit ${limit}`.execute(db)
  return rows.map(({ deviceId, notAfter, ...row }) => ({
    enrollmentId: row.enrollmentId,
    certificateId: row.certificateId,
    deviceId,
    notAfter,
    renewal: renewalOf(row),
  }))
}

/**
 * Devices that were asked to renew and have not, soonest end first: not all of a large fleet, since they are looked at by people.
 * One that ends within weeks has been asked at least once, whatever the settings.
 */
export async function listUnrenewed(
  db: Db,
): Promise<{ deviceId: string; identifier: string; notAfter: string }[]> {
  const { rows } = await sql<{ deviceId: string; identifier: string; notAfter: string }>`
    select d.id as "deviceId", d.identifier, x.not_after as "notAfter"
    from certificate x
      join enrollment e on e.certificate_id = x.id and e.state = 'active'
      join renewal n on n.enrollment_id = e.id and n.certificate_id = x.id
      join device d on d.id = e.device_id and d.status <> 'withdrawn'
    where x.revoked_at is null and x.not_after < now() + make_interval(days => 30)
    order by x.not_after, x.id limit 20`.execute(db)
  return rows
}

export type NewAttempt = {
  enrollmentId: string
  certificateId: string
  commandId: string
  attempts: number
  now: Date
}

export async function storeAttempt(trx: Trx, o: NewAttempt): Promise<void> {
  const attempt = {
    certificate_id: o.certificateId,
    command_id: o.commandId,
    attempts: o.attempts,
    attempted_at: o.now,
  }
  await trx
    .insertInto('renewal')
    .values({ enrollment_id: o.enrollmentId, ...attempt })
    .onConflict((conflict) => conflict.column('enrollment_id').doUpdateSet(attempt))
    .execute()
}

export async function deleteRenewal(trx: Trx, enrollmentId: string): Promise<void> {
  await trx.deleteFrom('renewal').where('enrollment_id', '=', enrollmentId).execute()
}
