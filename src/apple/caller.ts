import type pg from 'pg'
import { batched } from './batched.ts'
import { MisusedCertificate, type Claimed } from './certificate-misuse.ts'
import type { Binding } from './identity-certificate.ts'
import { Refusal } from './refusal.ts'

/** Who sends a message, found by the certificate that proves it. */
export type Caller = {
  certificateId: string
  deviceId: string
  /** Empty texts until Authenticate says which device it is, of a profile that was given to nobody in particular. */
  binding: Binding
  /** Why nothing is to be done for it, if so. */
  barred: string | null
  /** It is withdrawn and managed still: its polls are answered until it has been told to remove its profile. */
  isLeaving: boolean
  /** After its end a certificate may be used for a renewal still, for a time. */
  notAfter: Date
  isExpired: boolean
  /** The certificate was issued to go on with an enrollment, and begins none. */
  isForRenewal: boolean
  /** The enrollment that goes on with this certificate; null before Authenticate and after the end. */
  enrollment: {
    id: string
    state: 'staged' | 'active'
    lastSeenAt: string | null
    hasCommands: boolean
    /** The certificate is to go on with the enrollment, which has another one until now. */
    isRenewal: boolean
  } | null
}

type Row = {
  sha256: Buffer
  certificateId: string
  deviceId: string
  serial: string
  udid: string
  notAfter: string
  revoked: boolean
  withdrawn: boolean
  enrollmentId: string | null
  state: 'staged' | 'active'
  lastSeenAt: string | null
  hasCommands: boolean
  isRenewal: boolean
  isForRenewal: boolean
}

const text = `
  select x.sha256, x.id as "certificateId", x.device_id as "deviceId", x.serial, x.udid, x.not_after as "notAfter",
    x.revoked_at is not null as revoked, d.status = 'withdrawn' as withdrawn,
    coalesce(e.id, r.id) as "enrollmentId", coalesce(e.state, r.state) as state,
    coalesce(e.last_seen_at, r.last_seen_at) as "lastSeenAt", e.id is null as "isRenewal",
    x.renews_enrollment_id is not null as "isForRenewal",
    exists (select from command c where c.enrollment_id = coalesce(e.id, r.id)
      and c.state in ('queued', 'sent', 'not-now')) as "hasCommands"
  from certificate x
    join device d on d.id = x.device_id
    left join enrollment e on e.certificate_id = x.id and e.state <> 'ended'
    left join enrollment r on r.id = x.renews_enrollment_id and r.state = 'active'
  where x.sha256 = any($1::bytea[])`

export type CallerFinder = (certificateSha256: Buffer, now: Date) => Promise<Caller>

/**
 * One seek for each table, and all that a poll with nothing to do needs. Planning would cost several times as much as running:
 * the statement has a name, under which each connection keeps its plan. The finder throws {Refusal} for strangers.
 */
export function callerFinder(pool: pg.Pool): CallerFinder {
  const findRow = batched(async (hashes: Buffer[]) => {
    const { rows } = await pool.query<Row>({ name: 'apple.callers', text, values: [hashes] })
    const byHash = new Map(rows.map((row) => [row.sha256.toString('base64'), row]))
    return hashes.map((hash) => byHash.get(hash.toString('base64')))
  })
  return async (certificateSha256, now) => {
    const row = await findRow(certificateSha256)
    if (!row) throw new Refusal(403, 'The certificate is not on record', 'unknown-certificate')
    return callerOf(row, now)
  }
}

const callerOf = (
  { certificateId, deviceId, serial, udid, enrollmentId, notAfter, ...row }: Row,
  now: Date,
): Caller => {
  const { revoked, withdrawn, isForRenewal, state, lastSeenAt, hasCommands, isRenewal } = row
  const end = new Date(notAfter)
  return {
    certificateId,
    deviceId,
    binding: { serial, udid },
    isLeaving: withdrawn && !revoked && state === 'active',
    barred: revoked ? 'The certificate is revoked' : withdrawn ? 'The device is withdrawn' : null,
    notAfter: end,
    isExpired: end.getTime() < now.getTime(),
    isForRenewal,
    enrollment: enrollmentId ? { id: enrollmentId, state, lastSeenAt, hasCommands, isRenewal } : null,
  }
}

/** @throws {Refusal} */
export function checkStanding({ barred }: Caller): void {
  if (barred) throw new Refusal(403, barred, 'barred')
}

/** @throws {Refusal} when nothing but a renewal is left to it */
export function checkLifetime({ isExpired }: Caller): void {
  if (isExpired) throw new Refusal(403, 'The certificate has expired', 'expired-certificate')
}

/** A certificate speaks for the one device it was issued for. @throws {MisusedCertificate} */
export function checkBinding(caller: Caller, claimed: Claimed): void {
  const { deviceId, binding } = caller
  const { UDID, SerialNumber } = claimed
  const fits =
    isSame(UDID, binding.udid) && (SerialNumber === undefined || isSame(SerialNumber, binding.serial))
  if (!fits) throw new MisusedCertificate({ deviceId, binding }, { UDID, SerialNumber })
}

const isSame = (a: string | undefined, b: string) => a?.trim().toUpperCase() === b.trim().toUpperCase()

/** Its profile was given to nobody in particular; the device has not said yet which it is. */
export const isUnbound = ({ binding }: Pick<Caller, 'binding'>): boolean => binding.udid === ''
