import type pg from 'pg'
import { batched } from './batched.ts'
import { MisusedCertificate, type Claimed } from './certificate-misuse.ts'
import type { Binding } from './identity-certificate.ts'
import { Refusal } from './refusal.ts'

/** Who sends a message, found by the certificate that signed it. */
export type Caller = {
  certificateId: string
  deviceId: string
  binding: Binding
  /** Why nothing is to be done for it, if so. */
  barred: string | null
  /** The enrollment that goes on with this certificate; null before Authenticate and after the end. */
  enrollment: {
    id: string
    state: 'staged' | 'active'
    lastSeenAt: string | null
    hasCommands: boolean
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
}

/** A certificate that has run out still proves whose it is, and the device must be reachable to get a new one. */
const graceMs = 30 * 86_400_000

const text = `
  select x.sha256, x.id as "certificateId", x.device_id as "deviceId", x.serial, x.udid, x.not_after as "notAfter",
    x.revoked_at is not null as revoked, d.status = 'withdrawn' as withdrawn,
    e.id as "enrollmentId", e.state, e.last_seen_at as "lastSeenAt",
    exists (select from command c where c.enrollment_id = e.id and c.state in ('queued', 'sent', 'not-now')) as "hasCommands"
  from certificate x
    join device d on d.id = x.device_id
    left join enrollment e on e.certificate_id = x.id and e.state <> 'ended'
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
    if (!row) throw new Refusal(403, 'The certificate is not on record')
    return callerOf(row, now)
  }
}

const callerOf = (
  { certificateId, deviceId, serial, udid, enrollmentId, ...row }: Row,
  now: Date,
): Caller => ({
  certificateId,
  deviceId,
  binding: { serial, udid },
  barred: reasonToBar(row, now),
  enrollment: enrollmentId
    ? { id: enrollmentId, state: row.state, lastSeenAt: row.lastSeenAt, hasCommands: row.hasCommands }
    : null,
})

function reasonToBar(
  { revoked, withdrawn, notAfter }: Pick<Row, 'revoked' | 'withdrawn' | 'notAfter'>,
  now: Date,
) {
  if (revoked) return 'The certificate is revoked'
  if (withdrawn) return 'The device is withdrawn'
  return Date.parse(notAfter) + graceMs < now.getTime() ? 'The certificate has expired' : null
}

/** @throws {Refusal} */
export function checkStanding({ barred }: Caller): void {
  if (barred) throw new Refusal(403, barred)
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
