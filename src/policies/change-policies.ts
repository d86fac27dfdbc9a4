import { sql } from 'kysely'
import type { NewPolicy, PolicyPatch } from '../contract/policy.ts'
import { groups, templates } from '../devices/device-kinds.ts'
import { markDue } from '../devices/device-due.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { uniqueViolation, type Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import { holdAll } from '../platform/named-things/hold-all.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { auditOf, isSame } from './audit-policy.ts'
import { countDevices } from './given.ts'
import { openContent, sealContent } from './open-content.ts'
import {
  deletePolicyRow,
  findPolicy,
  insertPolicy,
  lockPolicy,
  setAssignments,
  setPolicy,
  type PolicyKey,
  type PolicyRecord,
} from './policy-store.ts'
import { prepareContent, type Prepared } from './prepare-content.ts'

type Needs = Pick<Platform, 'db' | 'secrets' | 'clock'>

export function addPolicy(
  { db, secrets, clock }: Needs,
  actor: Actor,
  input: NewPolicy,
): Promise<PolicyRecord> {
  const now = clock()
  const id = uuidv7(now.getTime())
  const { whole, ...prepared } = prepareContent(id, input.content)
  const { name, description = null, platforms, priority, content } = input
  return refusingTaken({ name, ...prepared }, () =>
    db.transaction().execute(async (trx) => {
      const row = { id, kind: content.kind, name, description, platforms, priority, ...prepared, now }
      await insertPolicy(trx, { ...row, sealed: sealContent(secrets, id, whole) })
      await setAssignments(trx, id, await holdAssignments(trx, input))
      await markGiven(trx, id)
      return note(trx, actor, { id, action: 'policy.created' })
    }),
  )
}

type Change = { key: PolicyKey; patch: PolicyPatch; expect: (current: PolicyRecord) => void }

/** Devices get what has changed for them; a change that changes nothing writes nothing. */
export function changePolicy(
  { db, secrets, clock }: Needs,
  actor: Actor,
  { key, patch, expect }: Change,
): Promise<PolicyRecord> {
  const wanted: { name?: string; identifier?: string } = patch.name === undefined ? {} : { name: patch.name }
  return refusingTaken(wanted, () =>
    db.transaction().execute(async (trx) => {
      const current = await lockExisting(trx, key)
      expect(current)
      const { id } = current
      const before = await openContent(secrets, trx, id)
      const { whole, ...prepared } = patch.content
        ? prepareContent(id, patch.content, before)
        : { whole: before, ...current }
      wanted.identifier = prepared.identifier
      const after = { ...changedFacts(current, patch), ...pick(prepared) }
      const isOther = !isSame(before, whole)
      if (!isOther && isSame(auditOf(current), auditOf(after))) return current
      // Before and after: who loses it is to give it up, who gets it is to have it.
      await markGiven(trx, id)
      const sealed = sealContent(secrets, id, whole)
      await setPolicy(trx, { ...after, id, sealed, isOther, now: clock() })
      await setAssignments(trx, id, await holdAssignments(trx, after))
      await markGiven(trx, id)
      return note(trx, actor, { id, action: 'policy.changed', before: current, isOther })
    }),
  )
}

const pick = ({ identifier, content, supervised }: Omit<Prepared, 'whole'>) => ({
  identifier,
  content,
  supervised,
})

const changedFacts = (current: PolicyRecord, patch: PolicyPatch): PolicyRecord => ({
  ...current,
  name: patch.name ?? current.name,
  description: patch.description === undefined ? current.description : patch.description || null,
  platforms: patch.platforms ?? current.platforms,
  priority: patch.priority ?? current.priority,
  groups: patch.groups ?? current.groups,
  templates: patch.templates ?? current.templates,
})

/** `confirm` is the number of devices that are given it, without which they keep it. */
export function deletePolicy(
  { db }: Needs,
  actor: Actor,
  { key, confirm, expect }: Pick<Change, 'key' | 'expect'> & { confirm: number | undefined },
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const current = await lockExisting(trx, key)
    expect(current)
    const { id, name } = current
    const { given = 0, enrolled = 0 } = (await countDevices(trx, [id])).get(id) ?? {}
    if (given > 0 && confirm !== given)
      throw new Problem('policy.in-use', {
        detail: `${given} devices are given ${name}; ${enrolled} of them are enrolled and lose it`,
        devices: given,
        enrolled,
      })
    await markGiven(trx, id)
    await deletePolicyRow(trx, id)
    await announce(trx, { topic: 'policy', id })
    const target = { kind: 'policy', id, name }
    await recordAudit(trx, actor, {
      action: 'policy.deleted',
      target,
      before: { ...auditOf(current), devices: given },
    })
  })
}

/** @throws {Problem} `policy.not-found` */
async function lockExisting(trx: Trx, key: PolicyKey): Promise<PolicyRecord> {
  const current = await lockPolicy(trx, key)
  if (!current) throw new Problem('policy.not-found', { [key.by]: key.value })
  return current
}

const holdAssignments = async (
  trx: Trx,
  given: { groups: readonly string[]; templates: readonly string[] },
) => ({
  groupIds: await holdAll(trx, groups, given.groups),
  templateIds: await holdAll(trx, templates, given.templates),
})

/** Devices that are given the policy or have it. Whether it applies to their platform is seen when they are compared. */
async function markGiven(trx: Trx, id: string): Promise<void> {
  await markDue(
    trx,
    sql`
      select m.device_id from policy_group a join device_group_member m on m.group_id = a.group_id where a.policy_id = ${id}
      union select d.id from policy_template a join device d on d.template_id = a.template_id where a.policy_id = ${id}
      union select d.id from policy_group a join template_group t on t.group_id = a.group_id
        join device d on d.template_id = t.template_id where a.policy_id = ${id}
      union select device_id from device_policy where policy_id = ${id}`,
  )
}

type Note = { id: string; action: string; before?: PolicyRecord; isOther?: boolean }

async function note(trx: Trx, actor: Actor, { id, action, before, isOther }: Note): Promise<PolicyRecord> {
  const after = await findPolicy(trx, { by: 'id', value: id })
  if (!after) throw new Error('A row that was just written is gone')
  await announce(trx, { topic: 'policy', id })
  await recordAudit(trx, actor, {
    action,
    target: { kind: 'policy', id, name: after.name },
    ...(before && { before: auditOf(before) }),
    after: { ...auditOf(after), ...(isOther && { version: after.version }) },
  })
  return after
}

async function refusingTaken<T>(
  wanted: { name?: string; identifier?: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const index = uniqueViolation(error)
    if (index === undefined) throw error
    const { name, identifier } = wanted
    throw index === 'policy_identifier'
      ? new Problem('policy.identifier-taken', { identifier }, { cause: error })
      : new Problem('policy.already-exists', { name }, { cause: error })
  }
}
