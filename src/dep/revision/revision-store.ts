import { sql } from 'kysely'
import type { z } from 'zod'
import type { Page } from '../../contract/common.ts'
import type { DepProfile } from '../../contract/dep.ts'
import type {
  DepProfileChange,
  DepRevision,
  DepRevisionDevice,
  DepRevisionDeviceQuery,
  DepRevisionQuery,
} from '../../contract/dep-profile.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import { decodeIdCursor, pageOf } from '../../platform/db/paging.ts'
import { Problem } from '../../platform/problem.ts'
import { answerText } from '../assignment.ts'
import type { Affected } from './affected-devices.ts'

type NewRevision = {
  id: string
  profile: Pick<DepProfile, 'id' | 'accountId'>
  next: { id: string; changes: DepProfileChange[] }
  by: string
  devices: readonly Affected[]
  now: Date
}

export async function insertRevision(
  trx: Trx,
  { id, profile, next, by, devices, now }: NewRevision,
): Promise<void> {
  await trx
    .insertInto('dep_revision')
    .values({
      id,
      account_id: profile.accountId,
      profile_id: next.id,
      previous_id: profile.id,
      changes: JSON.stringify(next.changes),
      created_by: by,
      created_at: now,
    })
    .execute()
  await sql`
    insert into dep_revision_device (revision_id, dep_device_id, was_pushed)
    select ${id}, r.id, r.was_pushed
    from jsonb_to_recordset(${JSON.stringify(devices)}::jsonb) as r(id uuid, was_pushed boolean) order by r.id`.execute(
    trx,
  )
}

/** Ends those under way of earlier versions. */
export const supersedeRevisions = (
  trx: Trx,
  profileIds: readonly string[],
  now: Date,
): Promise<{ id: string; created_at: string }[]> =>
  trx
    .updateTable('dep_revision')
    .set({ state: 'superseded', ended_at: now })
    .where('profile_id', 'in', profileIds)
    .where('state', 'in', ['running', 'incomplete'])
    .returning(['id', 'created_at'])
    .execute()

/** Of r: a revision, rd: its device, d: Apple's record, x: what is wanted of it. */
export const deviceState = sql<DepRevisionDevice['state']>`case
  when rd.confirmed_at is not null then 'confirmed'
  when d.gone_since is not null or x.profile_id is distinct from r.profile_id then 'left'
  when x.state = 'failed' or (x.state = 'waiting' and x.apple_status in ('FAILED', 'NOT_ACCESSIBLE')) then 'failed'
  when x.state = 'waiting' and x.apple_status = 'THROTTLED' then 'throttled'
  else 'waiting' end`

export const itsDevices = sql`
  dep_revision_device rd join dep_device d on d.id = rd.dep_device_id left join dep_assignment x on x.dep_device_id = d.id`

const nextTry = sql`case when x.state = 'waiting' and x.profile_id = r.profile_id and rd.confirmed_at is null then x.next_try_at end`

const counts = sql`(
  select jsonb_build_object('total', count(*),
    'confirmed', count(*) filter (where c.state = 'confirmed'), 'waiting', count(*) filter (where c.state = 'waiting'),
    'failed', count(*) filter (where c.state = 'failed'), 'throttled', count(*) filter (where c.state = 'throttled'),
    'left', count(*) filter (where c.state = 'left'), 'pushed', count(*) filter (where c.was_pushed),
    'nextTryAt', to_char(min(c.next_try), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  from (
    select ${deviceState} as state, rd.was_pushed, ${nextTry} as next_try from ${itsDevices} where rd.revision_id = r.id) c)`

type Counts = Pick<
  DepRevision,
  'total' | 'confirmed' | 'waiting' | 'failed' | 'throttled' | 'left' | 'pushed' | 'nextTryAt'
>

type Row = {
  id: string
  account_id: string
  profile_id: string
  previous_id: string | null
  state: DepRevision['state']
  changes: DepProfileChange[]
  created_by: string
  created_at: string
  ended_at: string | null
  name: string
  uuid: string
  version: number
  counts: Counts
}

const selectRevisions = sql`
  select r.*, p.name, p.uuid, p.version, case when r.numbers is null then ${counts} else r.numbers end as counts
  from dep_revision r join dep_profile p on p.id = r.profile_id`

const revisionOf = (row: Row): DepRevision => ({
  id: row.id,
  accountId: row.account_id,
  profileId: row.profile_id,
  profileName: row.name,
  uuid: row.uuid,
  version: row.version,
  previousId: row.previous_id,
  state: row.state,
  ...row.counts,
  changes: row.changes,
  createdAt: row.created_at,
  createdBy: row.created_by,
  endedAt: row.ended_at,
})

/** Of a revision that is at its end: nobody counts its devices anew for every list. */
export async function keepNumbers(trx: Trx, ids: readonly string[]): Promise<void> {
  await sql`update dep_revision r set numbers = ${counts} where r.id = any(${[...ids]}::uuid[])`.execute(trx)
}

export async function getRevision(db: Db, id: string): Promise<DepRevision> {
  const { rows } = await sql<Row>`${selectRevisions} where r.id = ${id}`.execute(db)
  if (!rows[0]) throw new Problem('dep-revision.not-found', { id })
  return revisionOf(rows[0])
}

/** Newest first; of a profile: of any of its versions. */
export async function listRevisions(
  db: Db,
  { limit, cursor, profile }: z.output<typeof DepRevisionQuery>,
): Promise<Page<DepRevision>> {
  const ofLine = sql`(${profile ?? null}::text is null or coalesce(p.line_id, p.id) = (
    select coalesce(q.line_id, q.id) from dep_profile q where q.id::text = ${profile ?? null}))`
  const before = cursor ? decodeIdCursor(cursor).id : null
  const { rows } = await sql<Row>`
    ${selectRevisions} where ${ofLine} and (${before}::uuid is null or r.id < ${before}::uuid)
    order by r.id desc limit ${limit + 1}`.execute(db)
  const { rows: all } = await sql<{ total: number }>`
    select count(*) as total from dep_revision r join dep_profile p on p.id = r.profile_id where ${ofLine}`.execute(
    db,
  )
  return { ...pageOf(rows, limit, ({ id }) => ({ key: null, id }), revisionOf), total: all[0]?.total ?? 0 }
}

type DeviceRow = { id: string } & Omit<
  DepRevisionDevice,
  'wasPushed' | 'appleStatus' | 'message' | 'nextTryAt'
> & {
    was_pushed: boolean
    apple_status: string | null
    hold: string | null
    next_try_at: string | null
  }

/** By serial number. */
export async function listRevisionDevices(
  db: Db,
  id: string,
  { limit, cursor, state, q }: z.output<typeof DepRevisionDeviceQuery>,
): Promise<Page<DepRevisionDevice>> {
  await getRevision(db, id)
  const after = cursor ? (decodeIdCursor(cursor).key ?? '') : ''
  const wanted = sql`from (
      select d.id, d.serial, d.model, ${deviceState} as state, rd.was_pushed, x.apple_status, x.hold, ${nextTry} as next_try_at
      from dep_revision r cross join ${itsDevices} where r.id = ${id} and rd.revision_id = r.id) c
    where (${state ?? null}::text is null or c.state = ${state ?? null})
      and (${q ?? null}::text is null or c.serial ilike '%' || ${q ?? null} || '%')`
  const { rows } = await sql<DeviceRow>`
    select * ${wanted} and c.serial > ${after} order by c.serial limit ${limit + 1}`.execute(db)
  const { rows: all } = await sql<{ total: number }>`select count(*) as total ${wanted}`.execute(db)
  return {
    ...pageOf(rows, limit, ({ serial: key, id: row }) => ({ key, id: row }), deviceOf),
    total: all[0]?.total ?? 0,
  }
}

const deviceOf = (row: DeviceRow): DepRevisionDevice => ({
  serial: row.serial,
  model: row.model,
  state: row.state,
  wasPushed: row.was_pushed,
  appleStatus: row.apple_status,
  message: messageOf(row),
  nextTryAt: row.next_try_at,
})

function messageOf({ state, was_pushed, apple_status, hold, next_try_at }: DeviceRow): string {
  if (state === 'confirmed')
    return was_pushed
      ? 'Apple’s record shows the new version. The device keeps the one it has taken until it is erased.'
      : 'Apple’s record shows the new version; the device takes it when it is set up.'
  if (state === 'left') return 'The device has left the account, or another profile is wanted for it since.'
  if (state === 'waiting' && apple_status === 'SUCCESS')
    return 'Apple has taken the request; its record does not show the new version yet.'
  return answerText({ wish: 'assign', status: apple_status, hold, nextTryAt: next_try_at })
}
