import { sql } from 'kysely'
import type { AssignmentRule, AssignmentRules, NewAssignmentRules } from '../../contract/dep-assignment.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import { recordAudit } from '../../platform/audit/audit.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import { announce } from '../../platform/events/live.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { uuidv7 } from '../../platform/uuid.ts'
import { getAccountRow, lockAccount } from '../account-store.ts'
import { accountTarget } from '../change-account.ts'
import { lineOf } from '../profile-store.ts'

/** What is assigned where a rule names a profile: the latest version of its line. */
export type Latest = { id: string; uuid: string; name: string; version: number }

/** Rules as they are to be used: each with the profile that it means now. */
export type RuleSet = {
  accountId: string
  rules: (AssignmentRule & { profile: Latest | null })[]
  fallback: NewAssignmentRules['fallback']
  defaultProfile: Latest | null
}

export async function loadRules(db: Db, accountId: string): Promise<RuleSet> {
  const { rule_fallback } = await getAccountRow(db, accountId)
  const rows = await db
    .selectFrom('dep_assignment_rule')
    .select(['name', 'conditions', 'profile_id'])
    .where('account_id', '=', accountId)
    .orderBy('position')
    .execute()
  const rules = rows.map(({ name, conditions, profile_id }) => ({
    name,
    conditions: conditions as AssignmentRule['conditions'],
    profileId: profile_id,
  }))
  return ruleSet(db, accountId, { rules, fallback: rule_fallback as NewAssignmentRules['fallback'] })
}

/** @throws {Problem} at the rule whose profile is none of the account */
export async function ruleSet(db: Db, accountId: string, given: NewAssignmentRules): Promise<RuleSet> {
  const { default_profile_id } = await getAccountRow(db, accountId)
  const latest = await listLatest(db, accountId)
  refuseForeign(given, latest)
  return {
    accountId,
    rules: given.rules.map((rule) => ({
      ...rule,
      profile: rule.profileId === null ? null : latest.get(rule.profileId)!,
    })),
    fallback: given.fallback,
    defaultProfile: default_profile_id === null ? null : (latest.get(default_profile_id) ?? null),
  }
}

function refuseForeign({ rules }: NewAssignmentRules, latest: ReadonlyMap<string, Latest>): void {
  const errors = rules.flatMap(({ profileId }, index) =>
    profileId === null || latest.has(profileId)
      ? []
      : [
          {
            pointer: `/rules/${index}/profileId`,
            code: 'dep-profile.not-found',
            message: 'must be a profile of this account',
          },
        ],
  )
  if (errors.length > 0) throw new Problem('request.invalid', { detail: errors[0]!.message, errors })
}

/** By the id of any version. */
async function listLatest(db: Db, accountId: string): Promise<Map<string, Latest>> {
  const { rows } = await sql<Latest & { any_id: string }>`
    select p.id as any_id, n.id, n.uuid, n.name, n.version from dep_profile p cross join lateral (
      select * from dep_profile v where ${lineOf('v')} = ${lineOf('p')} order by v.version desc, v.id desc limit 1) n
    where p.account_id = ${accountId}`.execute(db)
  return new Map(rows.map(({ any_id, ...latest }) => [any_id, latest]))
}

/** The list as it is shown; what its ETag is made of changes with what people see only. */
export function rulesOf({ rules, fallback, defaultProfile }: RuleSet): AssignmentRules {
  return {
    rules: rules.map(({ profile, ...rule }) => ({ ...rule, profile: shown(profile) })),
    fallback,
    defaultProfile: shown(defaultProfile),
  }
}

const shown = (profile: Latest | null) =>
  profile && { id: profile.id, name: profile.name, version: profile.version }

/** Replaces the whole list. `check` sees the list as it is under the lock. */
export async function changeRules(
  { db }: Platform,
  actor: Actor,
  { accountId, given, check }: { accountId: string; given: NewAssignmentRules; check: (now: object) => void },
): Promise<AssignmentRules> {
  return db.transaction().execute(async (trx) => {
    const account = await lockAccount(trx, accountId)
    const before = rulesOf(await loadRules(trx, accountId))
    check(before)
    const after = rulesOf(await ruleSet(trx, accountId, given))
    await storeRules(trx, accountId, given)
    await announce(trx, { topic: 'dep-account', id: accountId })
    await recordAudit(trx, actor, {
      action: 'dep-account.rules-changed',
      target: accountTarget(account),
      before,
      after,
    })
    return after
  })
}

async function storeRules(
  trx: Trx,
  accountId: string,
  { rules, fallback }: NewAssignmentRules,
): Promise<void> {
  await trx.deleteFrom('dep_assignment_rule').where('account_id', '=', accountId).execute()
  const rows = rules.map(({ name, conditions, profileId }, position) => ({
    id: uuidv7(),
    account_id: accountId,
    position,
    name,
    conditions: JSON.stringify(conditions),
    profile_id: profileId,
  }))
  if (rows.length > 0) await trx.insertInto('dep_assignment_rule').values(rows).execute()
  await trx.updateTable('dep_account').set({ rule_fallback: fallback }).where('id', '=', accountId).execute()
}
