import { sql, type RawBuilder } from 'kysely'
import type { Policy, PolicyQuery } from '../contract/policy.ts'
import type { ShownPolicyContent } from '../contract/policy-content.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import { contains } from '../platform/db/paging.ts'
import { noDevices } from './given.ts'
import type { AssignedPolicy } from './policy.ts'

/** A policy as it is stored, with the names of those it is given to. */
export type PolicyRecord = AssignedPolicy & {
  description: string | null
  revision: number
  content: ShownPolicyContent
  createdAt: string
  updatedAt: string
}

const columns = sql`
  policy.id, policy.name, policy.description, policy.kind, policy.platforms, policy.priority, policy.version, policy.revision,
  policy.identifier, policy.content, policy.supervised, policy.created_at as "createdAt", policy.updated_at as "updatedAt",
  array(select g.name from policy_group a join device_group g on g.id = a.group_id
    where a.policy_id = policy.id order by g.name) as groups,
  array(select t.name from policy_template a join template t on t.id = a.template_id
    where a.policy_id = policy.id order by t.name) as templates`

const select = (db: Db, rest: RawBuilder<unknown>) =>
  sql<PolicyRecord>`select ${columns} from policy ${rest}`.execute(db).then(({ rows }) => rows)

/** How an address names a policy: its UUID, or `name:` and the name. */
export type PolicyKey = { by: 'id' | 'name'; value: string }

const whereKey = ({ by, value }: PolicyKey) =>
  by === 'id' ? sql`policy.id = ${value}` : sql`policy.name = ${value}`

export async function findPolicy(db: Db, key: PolicyKey): Promise<PolicyRecord | undefined> {
  return (await select(db, sql`where ${whereKey(key)}`))[0]
}

/** Locks the row until the transaction ends, so that changes of a policy take turns. */
export async function lockPolicy(trx: Trx, key: PolicyKey): Promise<PolicyRecord | undefined> {
  await sql`select 1 from policy where ${whereKey(key)} for update`.execute(trx)
  return findPolicy(trx, key)
}

export const listPoliciesById = (db: Db, ids: readonly string[]): Promise<PolicyRecord[]> =>
  ids.length === 0 ? Promise.resolve([]) : select(db, sql`where policy.id = any(${[...ids]}::uuid[])`)

type Filters = Pick<PolicyQuery, 'q' | 'kind' | 'group' | 'template'>

const matches = ({ q, kind, group, template }: Filters): RawBuilder<boolean> => {
  const conditions = [
    q ? sql`lower(policy.name) like ${contains(q)}` : undefined,
    kind ? sql`policy.kind = ${kind}` : undefined,
    group &&
      sql`exists (select from policy_group a join device_group g on g.id = a.group_id
        where a.policy_id = policy.id and g.name = ${group})`,
    template &&
      sql`exists (select from policy_template a join template t on t.id = a.template_id
        where a.policy_id = policy.id and t.name = ${template})`,
  ].filter((condition) => condition !== undefined && condition !== '')
  return conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`
}

export const listPolicies = (
  db: Db,
  filters: Filters,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<PolicyRecord[]> =>
  select(
    db,
    sql`where ${matches(filters)} and ${after === undefined ? sql`true` : sql`policy.name > ${after}`}
      order by policy.name limit ${limit}`,
  )

export async function countPolicies(db: Db, filters: Filters): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select count(*) as count from policy where ${matches(filters)}`.execute(db)
  return rows[0]?.count ?? 0
}

export type PolicyRow = Pick<
  PolicyRecord,
  'id' | 'name' | 'description' | 'kind' | 'platforms' | 'priority' | 'identifier' | 'content' | 'supervised'
> & { sealed: Buffer; now: Date }

export async function insertPolicy(trx: Trx, row: PolicyRow): Promise<void> {
  const { id, kind, now, ...rest } = row
  await trx
    .insertInto('policy')
    .values({ id, kind, created_at: now, ...columnsOf({ ...rest, now }) })
    .execute()
}

/** `isOther` when what devices get has changed. */
export async function setPolicy(
  trx: Trx,
  { id, isOther, ...row }: Omit<PolicyRow, 'kind'> & { isOther: boolean },
): Promise<void> {
  await trx
    .updateTable('policy')
    .set((eb) => ({
      ...columnsOf(row),
      revision: eb('revision', '+', 1),
      ...(isOther ? { version: eb('version', '+', 1) } : {}),
    }))
    .where('id', '=', id)
    .execute()
}

const columnsOf = (row: Omit<PolicyRow, 'id' | 'kind'>) => ({
  name: row.name,
  description: row.description,
  platforms: [...row.platforms],
  priority: row.priority,
  identifier: row.identifier,
  content: JSON.stringify(row.content),
  content_sealed: row.sealed,
  supervised: row.supervised,
  updated_at: row.now,
})

export async function findSealedContent(db: Db, id: string): Promise<Buffer | undefined> {
  const row = await db.selectFrom('policy').select('content_sealed').where('id', '=', id).executeTakeFirst()
  return row?.content_sealed
}

/** Gives the policy to exactly these. */
export async function setAssignments(
  trx: Trx,
  id: string,
  { groupIds, templateIds }: { groupIds: readonly string[]; templateIds: readonly string[] },
): Promise<void> {
  await setLinks(trx, sql`policy_group`, sql`group_id`, id, groupIds)
  await setLinks(trx, sql`policy_template`, sql`template_id`, id, templateIds)
}

type Part = RawBuilder<unknown>

async function setLinks(trx: Trx, table: Part, column: Part, id: string, ids: readonly string[]) {
  await sql`delete from ${table} where policy_id = ${id} and ${column} <> all(${[...ids]}::uuid[])`.execute(
    trx,
  )
  await sql`
    insert into ${table} (policy_id, ${column}) select ${id}, unnest(${[...ids]}::uuid[]) on conflict do nothing`.execute(
    trx,
  )
}

export async function deletePolicyRow(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('policy').where('id', '=', id).execute()
}

/** As the API shows it. */
export function policyOf(record: PolicyRecord, counts = noDevices): Policy {
  const { given, installed, failed } = counts
  const { revision: _, identifier: __, platforms, groups, templates, ...shown } = record
  const devices = { given, installed, failed, pending: Math.max(0, given - installed - failed) }
  return { ...shown, platforms: [...platforms], groups: [...groups], templates: [...templates], devices }
}
