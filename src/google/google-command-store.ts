import { sql } from 'kysely'
import type { AndroidCommand } from '../contract/android-command.ts'
import type { ManagedByGoogle } from '../contract/google-managed.ts'
import type { Db, Trx } from '../platform/db/database.ts'

export type GoogleCommandKind = 'sync' | 'lock' | 'reboot' | 'wipe' | 'disable'

/** Of several phones that came for one record, the one that was let in last is meant. */
const phoneOf = (deviceId: string) => sql`
  from google_device g where g.admitted_device_id = ${deviceId}
  order by g.gone_at is not null, g.erased_at is not null, g.outcome <> 'admit', g.last_seen_at desc, g.name limit 1`

export async function findManaged(db: Db, deviceId: string): Promise<ManagedByGoogle | undefined> {
  const { rows } = await sql<ManagedByGoogle & { reported: object }>`
    select g.name, g.state, g.disabled, g.enrolled_at as "enrolledAt", g.last_seen_at as "lastReadAt", g.erased_at as "erasedAt",
      g.gone_at as "goneAt", g.reported ${phoneOf(deviceId)}`.execute(db)
  const [row] = rows
  if (!row) return undefined
  const { reported, ...facts } = row
  return { ...nothingReported, ...reported, ...facts }
}

/** A device that was read before there was this column says nothing until it is read again. */
const nothingReported = {
  appliedState: null,
  policy: null,
  appliedPolicy: null,
  policyCompliant: null,
  androidVersion: null,
  apiLevel: null,
  securityPatch: null,
  posture: null,
  managementMode: null,
  ownership: null,
  lastReportAt: null,
  lastPolicySyncAt: null,
}

export async function listGoogleCommands(db: Db, deviceId: string): Promise<AndroidCommand[]> {
  const { rows } = await sql<AndroidCommand>`
    select id, kind, null as text, state, requested_by as "requestedBy", message, created_at as "createdAt", sent_at as "sentAt",
      answered_at as "answeredAt"
    from google_command where device_id = ${deviceId} order by id desc limit 100`.execute(db)
  return rows
}

export type NewGoogleCommand = {
  id: string
  name: string
  deviceId: string | null
  kind: GoogleCommandKind
  requestedBy: string
  now: Date
  giveUpAt: Date | null
}

/** False: the same waits already. */
export async function insertGoogleCommand(trx: Trx, o: NewGoogleCommand): Promise<boolean> {
  const { rows } = await sql`
    insert into google_command (id, device_name, device_id, kind, requested_by, created_at, next_at, give_up_at)
    values (${o.id}, ${o.name}, ${o.deviceId}, ${o.kind}, ${o.requestedBy}, ${o.now}, ${o.now}, ${o.giveUpAt})
    on conflict (device_name, kind) where state in ('queued', 'sent') do nothing returning id`.execute(trx)
  return rows.length > 0
}

export type DueCommand = {
  id: string
  name: string
  deviceId: string | null
  kind: GoogleCommandKind
  operation: string | null
  attempts: number
  message: string | null
  giveUpAt: string | null
}

/** Longer than a call can take with all its repeats: nobody else takes the command meanwhile. */
const claimed = sql`interval '10 minutes'`

/** The one that is due longest, for this caller alone. What an admin asked for goes before many withdrawals. */
export async function claimDue(db: Db, now: Date): Promise<DueCommand | undefined> {
  const { rows } = await sql<DueCommand>`
    update google_command set next_at = ${now}::timestamptz + ${claimed} where id = (
      select id from google_command where state in ('queued', 'sent') and next_at <= ${now}
      order by kind = 'disable', next_at, id limit 1 for update skip locked)
    returning id, device_name as name, device_id as "deviceId", kind, operation, attempts, message,
      give_up_at as "giveUpAt"`.execute(db)
  return rows[0]
}

export async function postpone(
  db: Db,
  id: string,
  { message, nextAt }: { message: string | null; nextAt: Date },
): Promise<void> {
  await sql`
    update google_command set attempts = attempts + 1, message = ${message}, next_at = ${nextAt} where id = ${id}`.execute(
    db,
  )
}

export async function setAccepted(
  db: Db,
  id: string,
  { operation, now, nextAt }: { operation: string; now: Date; nextAt: Date },
): Promise<void> {
  await sql`
    update google_command set state = 'sent', operation = ${operation}, sent_at = ${now}, attempts = 0, message = null,
      next_at = ${nextAt} where id = ${id}`.execute(db)
}

/** False: it has ended before. */
export async function endCommand(
  trx: Trx,
  id: string,
  { state, message, now }: { state: 'done' | 'failed'; message: string | null; now: Date },
): Promise<boolean> {
  const { rows } = await sql`
    update google_command set state = ${state}, message = ${message}, answered_at = ${now}
    where id = ${id} and state in ('queued', 'sent') returning id`.execute(trx)
  return rows.length > 0
}

/** When the next one is due. */
export async function findNextDue(db: Db): Promise<string | undefined> {
  const { rows } = await sql<{ at: string | null }>`
    select min(next_at) as at from google_command where state in ('queued', 'sent')`.execute(db)
  return rows[0]?.at ?? undefined
}

export type Withdrawn = { name: string; deviceId: string | null }

/** Devices whose record was withdrawn or deleted, unless they are disabled, told so, or to be erased. */
export async function listToDisable(db: Db, most: number): Promise<Withdrawn[]> {
  const { rows } = await sql<Withdrawn>`
    select g.name, d.id as "deviceId" from google_device g left join device d on d.id = g.admitted_device_id
    where g.gone_at is null and g.erased_at is null and not g.disabled
      and (d.status = 'withdrawn' or (d.id is null and g.outcome = 'admit'))
      and not exists (select from google_command c where c.device_name = g.name
        and (c.kind = 'wipe' and c.state <> 'failed'
          or c.kind = 'disable' and c.device_id is not distinct from d.id))
    order by g.name limit ${most}`.execute(db)
  return rows
}

export async function setErased(trx: Trx, name: string, now: Date): Promise<void> {
  await sql`update google_device set erased_at = ${now} where name = ${name}`.execute(trx)
}

export type Erased = { name: string; erasedAt: string }

/** Those that are erased and that Google still has. */
export async function listErased(db: Db, most: number): Promise<Erased[]> {
  const { rows } = await sql<Erased>`
    select name, erased_at as "erasedAt" from google_device
    where erased_at is not null and gone_at is null order by name limit ${most}`.execute(db)
  return rows
}
