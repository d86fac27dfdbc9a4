import { sql } from 'kysely'
import type { Db } from '../../platform/db/database.ts'
import { hasProfile } from '../assignment.ts'
import { isThrottled } from '../assignment-store.ts'
import { firstMatch, type RuleFacts } from './assignment-rules.ts'
import type { Latest, RuleSet } from './rule-store.ts'

/** What the rules say of a device. */
export type Verdict = {
  device: RuledDevice
  /** Its position; undefined for the fallback. */
  rule: number | undefined
  profile: Latest | null
  /**
   * change: the profile is to be assigned. keep: it has it, or is about to get it, or rules give it none. by-hand: a person chose
   * another one. removed-by-hand: a person took the profile away here.
   */
  becomes: 'change' | 'keep' | 'by-hand' | 'removed-by-hand'
}

export type RuledDevice = RuleFacts & {
  id: string
  profile_status: string
  profile_uuid: string | null
  wish: { profile_id: string | null; state: string; source: string } | null
  is_throttled: boolean
}

/** Pure: the first rule that fits, else the fallback, and what that changes. */
export function judge(set: RuleSet, device: RuledDevice): Verdict {
  const rule = firstMatch(set.rules, device)
  const fallback = set.fallback === 'default-profile' ? set.defaultProfile : null
  const profile = rule === undefined ? fallback : set.rules[rule]!.profile
  return { device, rule, profile, becomes: becomesOf(device, profile) }
}

function becomesOf(device: RuledDevice, profile: Latest | null): Verdict['becomes'] {
  const { wish } = device
  if (wish?.profile_id === null) return 'removed-by-hand'
  if (!profile) return 'keep'
  const isWanted = wish?.profile_id === profile.id && wish.state !== 'assigned'
  if (isWanted || hasProfile(device, profile.uuid)) return 'keep'
  return wish?.source === 'asked' ? 'by-hand' : 'change'
}

const batchSize = 5000

const conditions = {
  all: 'true',
  unserved: `d.profile_status in ('empty', 'removed')
    and (x.dep_device_id is null or (x.state = 'assigned' and x.profile_id is not null))`,
  'taken-away': `d.profile_status in ('empty', 'removed')
    and x.state = 'assigned' and x.profile_id is not null and x.source = 'asked'`,
}

type Select = {
  accountId: string
  rules: RuleSet['rules']
  now: Date
  /**
   * unserved: only those that have no profile and for which nothing is wanted that is not done; taken-away: those of them that had
   * one which a person chose.
   */
  which?: 'all' | 'unserved' | 'taken-away'
}

/** The account's live devices by serial number, 5,000 at a time, with everything that rules look at. */
export async function* readDevices(
  db: Db,
  { accountId, rules, now, which = 'all' }: Select,
): AsyncGenerator<RuledDevice[]> {
  const isUsed = (field: string) => rules.some((rule) => rule.conditions.some((each) => each.field === field))
  const tags = isUsed('tag') ? labelsOf('device_tag', 'tag', 'tag_id') : sql`'{}'::text[]`
  const groups = isUsed('group')
    ? labelsOf('device_group_member', 'device_group', 'group_id')
    : sql`'{}'::text[]`
  const wanted = sql.raw<boolean>(conditions[which])
  for (let after = ''; ;) {
    const { rows } = await sql<RuledDevice>`
      select d.id, d.serial, d.family, d.model, d.description, d.os, d.color, d.asset_tag as "assetTag",
        d.assigned_by as "assignedBy", d.assigned_at as "assignedAt", d.profile_status, d.profile_uuid,
        case when x.dep_device_id is not null then
          json_build_object('profile_id', x.profile_id, 'state', x.state, 'source', x.source) end as wish,
        ${isThrottled('x', now)} as is_throttled, ${tags} as tags, ${groups} as groups
      from dep_device d left join dep_assignment x on x.dep_device_id = d.id
      where d.account_id = ${accountId} and d.gone_since is null and d.serial > ${after} and ${wanted}
      order by d.serial limit ${batchSize}`.execute(db)
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < batchSize) return
    after = last.serial
  }
}

/** Names that the records of the serial number have here. */
function labelsOf(link: string, thing: string, column: string) {
  return sql`array(select t.name from device r join ${sql.table(link)} l on l.device_id = r.id
    join ${sql.table(thing)} t on t.id = l.${sql.ref(column)}
    where r.serial = d.serial and r.status <> 'withdrawn')`
}
