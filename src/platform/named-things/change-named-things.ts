import type { NamedThing } from '../../contract/common.ts'
import { recordAudit } from '../audit/audit.ts'
import type { Actor } from '../audit/actor.ts'
import { uniqueViolation, type Trx } from '../db/database.ts'
import type { Platform } from '../platform.ts'
import { Problem } from '../problem.ts'
import { uuidv7 } from '../uuid.ts'
import {
  deleteNamed,
  findNamed,
  insertNamed,
  lockNamed,
  setNamed,
  type NamedKey,
  type NamedKind,
} from './named-thing-store.ts'

type Values = { name?: string | undefined; description?: string | null | undefined }

export function addNamed(
  { db, clock }: Platform,
  actor: Actor,
  kind: NamedKind,
  { name, description = null }: Values & { name: string },
): Promise<NamedThing> {
  const id = uuidv7()
  return refusingTakenName(kind, name, () =>
    db.transaction().execute(async (trx) => {
      await insertNamed(trx, kind, { id, name, description, now: clock() })
      await recordAudit(trx, actor, {
        action: `${kind.name}.created`,
        target: { kind: kind.name, id, name },
        after: { name, description },
      })
      return readBack(trx, kind, id)
    }),
  )
}

/** `expect` sees the thing as it stands, locked, and may refuse (If-Match). */
export function changeNamed(
  { db, clock }: Platform,
  actor: Actor,
  kind: NamedKind,
  { key, patch, expect }: { key: NamedKey; patch: Values; expect: (current: NamedThing) => void },
): Promise<NamedThing> {
  return refusingTakenName(kind, patch.name ?? '', () =>
    db.transaction().execute(async (trx) => {
      const current = await lockNamed(trx, kind, key)
      if (!current) throw new Problem(`${kind.name}.not-found`, { [key.by]: key.value })
      expect(current)
      const before = { name: current.name, description: current.description }
      const after = {
        name: patch.name ?? current.name,
        description: patch.description === undefined ? current.description : patch.description,
      }
      if (before.name === after.name && before.description === after.description) return current
      const { id } = current
      await setNamed(trx, kind, { id, ...after, now: clock() })
      const target = { kind: kind.name, id, name: after.name }
      await recordAudit(trx, actor, { action: `${kind.name}.changed`, target, before, after })
      return readBack(trx, kind, id)
    }),
  )
}

export function removeNamed(
  { db }: Platform,
  actor: Actor,
  kind: NamedKind,
  { key, expect }: { key: NamedKey; expect: (current: NamedThing) => void },
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const current = await lockNamed(trx, kind, key)
    if (!current) throw new Problem(`${kind.name}.not-found`, { [key.by]: key.value })
    expect(current)
    const { id, name, description, uses } = current
    if (uses > 0) throw new Problem(`${kind.name}.in-use`, { name, uses })
    await deleteNamed(trx, kind, id)
    const target = { kind: kind.name, id, name }
    await recordAudit(trx, actor, { action: `${kind.name}.deleted`, target, before: { name, description } })
  })
}

async function readBack(trx: Trx, kind: NamedKind, id: string): Promise<NamedThing> {
  const thing = await findNamed(trx, kind, { by: 'id', value: id })
  if (!thing) throw new Error('A row that was just written is gone')
  return thing
}

async function refusingTakenName<T>(kind: NamedKind, name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (uniqueViolation(error) === undefined) throw error
    throw new Problem(`${kind.name}.already-exists`, { name }, { cause: error })
  }
}
