import { sql } from 'kysely'
import type { DepAssignmentRun } from '../../contract/dep-assignment.ts'
import { systemActor, type Actor } from '../../platform/audit/actor.ts'
import { recordAudit } from '../../platform/audit/audit.ts'
import type { Platform } from '../../platform/platform.ts'
import { lockAccount } from '../account-store.ts'
import { storeManyWishes } from '../assignment-store.ts'
import { accountTarget } from '../change-account.ts'
import { assignJob } from '../due-assignments.ts'
import { storeRun } from './assign-devices.ts'
import { judge, readDevices, type RuledDevice, type Verdict } from './judge-devices.ts'
import { loadRules, type RuleSet } from './rule-store.ts'
import { getRun } from './run-store.ts'

/** A wish as a rule makes it. */
type RuledWish = {
  id: string
  profile_id: string
  source: 'asked' | 'rule' | 'fallback'
  rule: string | null
}

/**
 * Wants for every device without a profile what the account's rules say: for new ones, and for those from which Apple took the
 * profile. Of the latter, who got the profile by hand gets the same again. Worked out from what is stored, so a failure heals
 * itself; a device from which somebody removed the profile here, or to which Apple refused it for good, is left alone.
 */
export async function applyRules({ db, jobs, clock }: Platform, accountId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockAccount(trx, accountId)
    const set = await loadRules(trx, accountId)
    const now = clock()
    let wanted = 0
    const isNone = set.rules.length === 0 && (set.fallback === 'none' || !set.defaultProfile)
    const which = isNone ? 'taken-away' : 'unserved'
    for await (const devices of readDevices(trx, { accountId, rules: set.rules, now, which })) {
      const wishes = devices.flatMap(
        (device) => repeatedWish(device) ?? wishOf(set, judge(set, device)) ?? [],
      )
      if (wishes.length === 0) continue
      wanted += await storeManyWishes(trx, wishRows(wishes), { by: systemActor.name, nextTryAt: now, now })
    }
    if (wanted > 0) await jobs.enqueue(trx, assignJob, {}, { key: 'due' })
  })
}

/** What a person chose once is what the device gets again when Apple has taken it away. */
function repeatedWish({ id, wish }: RuledDevice): RuledWish | undefined {
  if (wish?.source !== 'asked' || wish.profile_id === null) return undefined
  return { id, profile_id: wish.profile_id, source: 'asked', rule: null }
}

function wishOf(set: RuleSet, { device, rule, profile }: Verdict): RuledWish | undefined {
  if (!profile) return undefined
  if (rule === undefined) return { id: device.id, profile_id: profile.id, source: 'fallback', rule: null }
  return { id: device.id, profile_id: profile.id, source: 'rule', rule: set.rules[rule]!.name }
}

/** The latest version of a profile that was chosen when an earlier one was the latest. */
const wishRows = (wishes: readonly RuledWish[]) => sql`
  select r.id, n.id as profile_id, r.source, r.rule
  from jsonb_to_recordset(${JSON.stringify(wishes)}::jsonb) as r(id uuid, profile_id uuid, source text, rule text)
    join dep_profile p on p.id = r.profile_id
    cross join lateral (select v.id from dep_profile v
      where coalesce(v.line_id, v.id) = coalesce(p.line_id, p.id) order by v.version desc, v.id desc limit 1) n`

type Options = { keepByHand: boolean }

/** The rules applied to devices that are there, also to those that have another profile: an act of its own. */
export async function applyToExisting(
  { db, jobs, clock }: Platform,
  actor: Actor,
  { accountId, keepByHand }: Options & { accountId: string },
): Promise<DepAssignmentRun> {
  return db.transaction().execute(async (trx) => {
    const account = await lockAccount(trx, accountId)
    const set = await loadRules(trx, accountId)
    const now = clock()
    let matched = 0
    const wishes: RuledWish[] = []
    for await (const devices of readDevices(trx, { accountId, rules: set.rules, now })) {
      matched += devices.length
      const verdicts = devices.map((device) => judge(set, device))
      const changes = verdicts.filter((verdict) => isChange(verdict, { keepByHand }))
      wishes.push(...changes.flatMap((verdict) => wishOf(set, verdict) ?? []))
    }
    const by = actor.name
    const run = { kind: 'rules' as const, accountId, profileId: null }
    const numbers = { matched, settled: matched - wishes.length, leftOut: 0 }
    const id = await storeRun(trx, { jobs }, { run, wanted: wishRows(wishes), numbers, by, now })
    await recordAudit(trx, actor, {
      action: 'dep-account.rules-applied',
      target: accountTarget(account),
      after: { runId: id, matched, wanted: wishes.length, keepByHand },
    })
    return getRun(trx, id)
  })
}

const isChange = ({ becomes }: Verdict, { keepByHand }: Options): boolean =>
  becomes === 'change' || (becomes === 'by-hand' && !keepByHand)
