import { sql, type RawBuilder } from 'kysely'
import { policyKinds } from '../contract/policy-content.ts'
import type { Db } from '../platform/db/database.ts'
import { kindPlatforms } from './policy.ts'

/**
 * `givenPolicies` for the database: who is given what, as columns device_id and policy_id. Conditions on either are pushed into
 * each part, so that one device or one policy costs its own rows.
 */
const assigned = sql`(
  select m.device_id, a.policy_id from device_group_member m join policy_group a on a.group_id = m.group_id
  union
  select d.id, a.policy_id from device d join policy_template a on a.template_id = d.template_id
  union
  select d.id, a.policy_id from device d
    join template_group t on t.template_id = d.template_id join policy_group a on a.group_id = t.group_id)`

/** Rows of `device` and `policy`: whether anything of it can be done there. */
const applies = sql<boolean>`((cardinality(policy.platforms) = 0 or device.platform = any(policy.platforms))
  and case policy.kind ${sql.join(
    policyKinds.map(
      (kind) =>
        sql`when ${sql.lit(kind)} then device.platform in (${sql.join(kindPlatforms[kind].map((name) => sql.lit(name)))})`,
    ),
    sql` `,
  )} end)`

/** Pairs of device_id and policy_id that count: of records that are not withdrawn, and where the policy applies. */
export const givenPairs = (which: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select g.device_id, g.policy_id from ${assigned} as g
    join device on device.id = g.device_id join policy on policy.id = g.policy_id
  where device.status <> 'withdrawn' and ${applies} and ${which}`

/** Rows of `device` and `policy`: whether the one is given the other, and it applies. For single devices; sets go by `givenPairs`. */
export const isGiven = sql<boolean>`(${applies} and policy.id in (
  select a.policy_id from device_group_member m join policy_group a on a.group_id = m.group_id where m.device_id = device.id
  union all
  select a.policy_id from policy_template a where a.template_id = device.template_id
  union all
  select a.policy_id from template_group t join policy_group a on a.group_id = t.group_id
    where t.template_id = device.template_id))`

/** Every policy that names the device, whether or not it applies there. */
export async function assignedPolicyIds(db: Db, deviceId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select g.policy_id as id from ${assigned} as g where g.device_id = ${deviceId}`.execute(db)
  return rows.map(({ id }) => id)
}

export type PolicyCounts = { given: number; enrolled: number; installed: number; failed: number }
export const noDevices: PolicyCounts = { given: 0, enrolled: 0, installed: 0, failed: 0 }

/** How many devices are given each of these policies, and how far they are. */
export async function countDevices(db: Db, policyIds: readonly string[]): Promise<Map<string, PolicyCounts>> {
  if (policyIds.length === 0) return new Map()
  const ids = sql`any(${[...policyIds]}::uuid[])`
  const { rows } = await sql<PolicyCounts & { id: string }>`
    select g.policy_id as id, count(*) as given,
      count(*) filter (where d.status = 'enrolled') as enrolled,
      count(*) filter (where p.state = 'installed') as installed,
      count(*) filter (where p.state = 'failed') as failed
    from (${givenPairs(sql`g.policy_id = ${ids}`)}) as g
      join device d on d.id = g.device_id
      left join device_policy p on p.device_id = g.device_id and p.policy_id = g.policy_id
    group by g.policy_id`.execute(db)
  const counted = new Map(rows.map(({ id, ...counts }) => [id, counts]))
  return new Map(policyIds.map((id) => [id, counted.get(id) ?? noDevices]))
}
