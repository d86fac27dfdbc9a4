import { sql } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { PolicyDevice, PolicyDeviceQuery } from '../contract/policy.ts'
import { statusOf } from '../devices/device.ts'
import type { Db } from '../platform/db/database.ts'
import { decodeIdCursor, pageOf } from '../platform/db/paging.ts'
import { givenPairs } from './given.ts'

type Row = {
  id: string
  identifier: string
  key: string
  displayName: string | null
  status: string
  expiresAt: string | null
  state: PolicyDevice['state']
  installedVersion: number | null
  error: string | null
  at: string | null
}

/** One page of the devices that are given a policy or still have it, by identifier. */
export async function listPolicyDevices(
  db: Db,
  policyId: string,
  { state, limit, cursor, now }: PolicyDeviceQuery & { now: Date },
): Promise<Page<PolicyDevice>> {
  const all = sql`(${rowsOf(policyId)}) as r where ${state ? sql`r.state = ${state}` : sql`true`}`
  const after = cursor ? sql`r.key > ${decodeIdCursor(cursor).key ?? ''}` : sql`true`
  const { rows } = await sql<Row>`
    select * from ${all} and ${after} order by r.key limit ${limit + 1}`.execute(db)
  const { rows: counted } = await sql<{ total: number }>`select count(*) as total from ${all}`.execute(db)
  const found = pageOf(
    rows,
    limit,
    ({ key, id }) => ({ key, id }),
    (row) => shown(row, now),
  )
  return { ...found, total: counted[0]?.total ?? 0 }
}

/** The states of `shownState`, said once more for the database. */
const rowsOf = (policyId: string) => sql`
  select d.id, d.identifier, d.identifier_key as key, d.display_name as "displayName", d.status, d.expires_at as "expiresAt",
    p.installed_version as "installedVersion", p.error, p.at,
    case when p.state = 'removing' and p.error is not null then 'failed'
      when g.device_id is null then case p.state when 'installed' then 'removing' when 'sent' then 'removing' else p.state end
      when p.state in ('installed', 'failed', 'removing') then p.state
      else 'pending' end as state
  from (${givenPairs(sql`g.policy_id = ${policyId}`)}) as g
    full join (select * from device_policy where policy_id = ${policyId} and state <> 'removed') as p on p.device_id = g.device_id
    join device d on d.id = coalesce(g.device_id, p.device_id)`

const shown = (row: Row, now: Date): PolicyDevice => {
  const { id, identifier, displayName, state, installedVersion, error, at } = row
  return {
    device: { id, identifier, displayName, status: statusOf(row, now) },
    state,
    installedVersion,
    error,
    at,
  }
}
