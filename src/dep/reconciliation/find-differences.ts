import { sql, type RawBuilder } from 'kysely'
import type { Db, Trx } from '../../platform/db/database.ts'

/** The list of one account, when it was begun, and when comparing began: in between a sync may have learned more. */
export type Comparison = { accountId: string; reconciliationId: string; since: string; comparedSince: string }

const field = (name: string, apple: RawBuilder<unknown>, muster: RawBuilder<unknown>) =>
  sql`jsonb_build_object('field', ${sql.lit(name)}, 'apple', ${apple}, 'muster', ${muster})`

const profileOf = (account: RawBuilder<unknown>, uuid: RawBuilder<unknown>) => sql`
  coalesce((select n.name || ' (' || n.uuid || ')' from dep_profile n
    where n.account_id = ${account} and n.uuid = ${uuid} order by n.id desc limit 1), ${uuid})`

/**
 * Devices whose profile at Apple is not the one that was wanted, and that Apple had confirmed before the list was begun. What is
 * being assigned, or was refused, is told by the assignment.
 */
const conflicts = ({ accountId, since }: Comparison) => sql`
  select d.id as dep_device_id, d.serial, x.profile_id,
    case when x.profile_id is null then 'profile-unwanted'
      when s.profile_status in ('empty', 'removed') then 'profile-removed' else 'other-profile' end as kind,
    jsonb_build_array(${field(
      'profile',
      sql`case when s.profile_status in ('assigned', 'pushed') then ${profileOf(sql`d.account_id`, sql`s.profile_uuid`)} end`,
      sql`w.name || ' (' || w.uuid || ')'`,
    )}) as fields
  from dep_listed_device s
    join dep_device d on d.account_id = s.account_id and d.serial = s.serial
    join dep_assignment x on x.dep_device_id = d.id
    left join dep_profile w on w.id = x.profile_id
  where s.account_id = ${accountId} and d.gone_since is null and x.state = 'assigned'
    and greatest(x.requested_at, x.answered_at) < ${since}
    and d.profile_status = s.profile_status and (s.profile_status = 'empty' or d.profile_uuid is not distinct from s.profile_uuid)
    and case when x.profile_id is null then s.profile_status in ('assigned', 'pushed')
      else s.profile_status in ('empty', 'removed') or s.profile_uuid is distinct from w.uuid end`

export type RemovedProfile = { dep_device_id: string; serial: string; profile_id: string; fields: never[] }

/** Devices that lost their profile at Apple although it is wanted. */
export async function listRemovedProfiles(
  db: Db,
  comparison: Comparison,
  limit: number,
): Promise<RemovedProfile[]> {
  const { rows } = await sql<RemovedProfile>`
    select dep_device_id, serial, profile_id, fields from (${conflicts(comparison)}) c
    where kind = 'profile-removed' order by profile_id, serial limit ${limit}`.execute(db)
  return rows
}

const factColumns = [
  ['model', 'model'],
  ['description', 'description'],
  ['color', 'color'],
  ['assetTag', 'asset_tag'],
  ['family', 'family'],
  ['os', 'os'],
  ['assignedBy', 'assigned_by'],
  ['assignedAt', 'assigned_at'],
] as const

const isBlank = (column: string) => sql`s.${sql.raw(column)} is null and d.${sql.raw(column)} is not null`

/** A sync keeps what a record does not tell. In a whole list silence is worth a question. */
const blanks = ({ accountId, since, comparedSince }: Comparison) => sql`
  select d.id as dep_device_id, d.serial, null::uuid as device_id, 'facts-blank' as kind,
    jsonb_path_query_array(jsonb_build_array(${sql.join(
      factColumns.map(
        ([name, column]) =>
          sql`case when ${isBlank(column)} then ${field(name, sql`null::text`, sql`d.${sql.raw(column)}::text`)} end`,
      ),
    )}), '$[*] ? (@ != null)') as fields
  from dep_listed_device s join dep_device d on d.account_id = s.account_id and d.serial = s.serial
  where s.account_id = ${accountId} and d.gone_since is null and (d.updated_at < ${since} or d.updated_at >= ${comparedSince})
    and (${sql.join(
      factColumns.map(([, column]) => sql`(${isBlank(column)})`),
      sql` or `,
    )})`

const isListed = sql`exists (select from dep_device o where o.serial = v.serial and o.gone_since is null)`
const lastRecord = sql`(select o.id, o.account_id, o.gone_since from dep_device o
    where o.serial = v.serial order by o.gone_since desc nulls first, o.id desc limit 1)`

/** Enrolled devices that have left this account last, and are in no other. */
const released = ({ accountId }: Comparison) => sql`
  select d.id as dep_device_id, v.serial, v.id as device_id, 'enrolled-released' as kind,
    jsonb_build_array(${field('goneSince', sql`null::text`, sql`to_char(d.gone_since, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`)}) as fields
  from device v cross join lateral ${lastRecord} d
  where v.status = 'enrolled' and v.serial is not null and d.account_id = ${accountId} and d.gone_since is not null`

/**
 * Records that are to enroll by their serial number, which no account lists. They belong to the account that had them last, or to
 * the oldest one. While an account has never been listed it may have them.
 */
const unlisted = ({ accountId }: Comparison) => sql`
  select d.id as dep_device_id, v.serial, v.id as device_id, 'not-listed' as kind,
    jsonb_build_array(${field('identifier', sql`null::text`, sql`v.identifier`)}) as fields
  from device v left join lateral ${lastRecord} d on true
  where v.serial is not null and (v.dep_method = 'Serial' or v.source = 'dep') and v.status <> 'withdrawn'
    and v.platform in ('ios', 'ipados', 'macos', 'tvos') and not ${isListed}
    and (v.status <> 'enrolled' or d.id is null)
    and coalesce(d.account_id, (select a.id from dep_account a where a.token_sealed is not null order by a.created_at, a.id limit 1))
      = ${accountId}
    and not exists (select from dep_account a where a.token_sealed is not null and a.listed_at is null)`

/**
 * Stores what waits for a decision: new differences are open; those that are as they were keep what was decided; others are open
 * again; those that are gone are resolved, unless a sync has just learned something else of the device.
 */
export async function storeOpenDifferences(trx: Trx, comparison: Comparison): Promise<void> {
  const { accountId, reconciliationId, since, comparedSince } = comparison
  await sql`
    with found as materialized (
      select distinct on (kind, serial) * from (
        select dep_device_id, serial, null::uuid as device_id, kind, fields from (${conflicts(comparison)}) c where kind <> 'profile-removed'
        union all ${blanks(comparison)} union all ${released(comparison)} union all ${unlisted(comparison)}
      ) f order by kind, serial
    ),
    gone as (
      update dep_difference x set state = case when x.state = 'open' then 'resolved' else x.state end, closed_at = now()
      where x.account_id = ${accountId} and x.closed_at is null
        and not exists (select from found f where f.kind = x.kind and f.serial = x.serial)
        and not exists (select from dep_device d where d.id = x.dep_device_id and d.updated_at >= ${since} and d.updated_at < ${comparedSince})
    )
    insert into dep_difference as x (id, account_id, reconciliation_id, serial, kind, state, fields, dep_device_id, device_id)
    select gen_random_uuid(), ${accountId}, ${reconciliationId}, serial, kind, 'open', fields, dep_device_id, device_id from found
    on conflict (account_id, kind, serial) where closed_at is null do update set fields = excluded.fields,
      reconciliation_id = excluded.reconciliation_id, found_at = now(), state = 'open', decision = null, decided_by = null,
      decided_at = null, dep_device_id = excluded.dep_device_id, device_id = excluded.device_id
    where x.fields is distinct from excluded.fields`.execute(trx)
}

/** How many of each kind: mended by this one, and what was open or left when it ended. */
export async function countKinds(
  db: Db,
  { accountId, reconciliationId }: Pick<Comparison, 'accountId' | 'reconciliationId'>,
): Promise<Record<string, { mended: number; open: number; decided: number }>> {
  const { rows } = await sql<{ kind: string; mended: number; open: number; decided: number }>`
    select kind, count(*) filter (where state = 'mended') as mended, count(*) filter (where state = 'open') as open,
      count(*) filter (where state = 'decided') as decided
    from dep_difference
    where account_id = ${accountId} and (closed_at is null or (reconciliation_id = ${reconciliationId} and state = 'mended'))
    group by kind order by kind`.execute(db)
  return Object.fromEntries(rows.map(({ kind, ...counts }) => [kind, counts]))
}
