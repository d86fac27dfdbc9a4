import { sql } from 'kysely'
import type { NewTemplate, Template, TemplatePatch } from '../contract/policy.ts'
import { markDue } from '../devices/device-due.ts'
import { groups, tags, templates } from '../devices/device-kinds.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { uniqueViolation, type Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import { holdAll } from '../platform/named-things/hold-all.ts'
import {
  deleteNamed,
  insertNamed,
  setNamed,
  type NamedKey,
} from '../platform/named-things/named-thing-store.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { isSame } from './audit-policy.ts'
import { findTemplate, holdPolicies, lockTemplate, setKit } from './template-store.ts'

type Needs = Pick<Platform, 'db' | 'clock'>
type Values = Pick<Template, 'name' | 'description' | 'tags' | 'groups' | 'policies' | 'deviceName'>

export function addTemplate({ db, clock }: Needs, actor: Actor, input: NewTemplate): Promise<Template> {
  const values: Values = {
    ...input,
    description: input.description ?? null,
    deviceName: input.deviceName ?? null,
  }
  return refusingTaken(values.name, () =>
    db.transaction().execute(async (trx) => {
      const id = uuidv7()
      await insertNamed(trx, templates, { id, ...named(values), now: clock() })
      await store(trx, id, values)
      await note(trx, actor, { id, action: 'template.created', after: values })
      return readBack(trx, id)
    }),
  )
}

type Change = { key: NamedKey; patch: TemplatePatch; expect: (current: Template) => void }

/** Enrolled devices with the template get what has changed; a change that changes nothing writes nothing. */
export function changeTemplate(
  { db, clock }: Needs,
  actor: Actor,
  { key, patch, expect }: Change,
): Promise<Template> {
  return refusingTaken(patch.name ?? '', () =>
    db.transaction().execute(async (trx) => {
      const current = await lockTemplate(trx, key)
      if (!current) throw new Problem('template.not-found', { [key.by]: key.value })
      expect(current)
      const before = valuesOf(current)
      const given = Object.entries(patch).filter(([, value]) => value !== undefined)
      const after = valuesOf({ ...before, ...Object.fromEntries(given) })
      if (isSame(before, after)) return current
      const { id } = current
      await setNamed(trx, templates, { id, ...named(after), now: clock() })
      await store(trx, id, after)
      await markDue(trx, sql`select id from device where template_id = ${id}`)
      await note(trx, actor, { id, action: 'template.changed', before, after })
      return readBack(trx, id)
    }),
  )
}

export function deleteTemplate(
  { db }: Needs,
  actor: Actor,
  { key, expect }: Pick<Change, 'key' | 'expect'>,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const current = await lockTemplate(trx, key)
    if (!current) throw new Problem('template.not-found', { [key.by]: key.value })
    expect(current)
    const { id, name, uses } = current
    if (uses > 0) throw new Problem('template.in-use', { name, uses })
    await deleteNamed(trx, templates, id)
    await note(trx, actor, { id, action: 'template.deleted', before: valuesOf(current) })
  })
}

const named = ({ name, description }: Values) => ({ name, description })

const valuesOf = ({ name, description, ...kit }: Values): Values => ({
  name,
  description,
  tags: asSet(kit.tags),
  groups: asSet(kit.groups),
  policies: asSet(kit.policies),
  deviceName: kit.deviceName,
})

const asSet = (names: readonly string[]) => [...new Set(names)].toSorted()

async function store(trx: Trx, id: string, values: Values): Promise<void> {
  const policies = await holdPolicies(trx, values.policies)
  const missing = values.policies.filter((name) => !policies.has(name))
  if (missing.length > 0)
    throw new Problem('policy.not-found', {
      detail: `There is no policy ${missing.join(', ')}`,
      names: missing,
    })
  await setKit(trx, id, {
    tagIds: await holdAll(trx, tags, values.tags),
    groupIds: await holdAll(trx, groups, values.groups),
    policyIds: [...policies.values()],
    deviceName: values.deviceName,
  })
}

type Note = { id: string; action: string; before?: Values; after?: Values }

async function note(trx: Trx, actor: Actor, { id, action, before, after }: Note): Promise<void> {
  await announce(trx, { topic: 'policy', id: null })
  await recordAudit(trx, actor, {
    action,
    target: { kind: 'template', id, name: (after ?? before)?.name ?? null },
    ...(before && { before }),
    ...(after && { after }),
  })
}

async function readBack(trx: Trx, id: string): Promise<Template> {
  const template = await findTemplate(trx, { by: 'id', value: id })
  if (!template) throw new Error('A row that was just written is gone')
  return template
}

async function refusingTaken<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (uniqueViolation(error) === undefined) throw error
    throw new Problem('template.already-exists', { name }, { cause: error })
  }
}
