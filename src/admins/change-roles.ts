import type { z } from 'zod'
import type { NewRole, Role, RolePatch } from '../contract/admin.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { foreignKeyViolation, uniqueViolation, type Db } from '../platform/db/database.ts'
import { Problem } from '../platform/problem.ts'
import { requirePermission } from '../platform/http/access.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { findRole } from './admin-store.ts'

/** Nobody gives away what they do not have themselves. */
export async function addRole(
  db: Db,
  actor: Actor,
  { name, permissions }: z.output<typeof NewRole>,
): Promise<Role> {
  for (const permission of permissions) requirePermission(actor, permission)
  const id = uuidv7()
  return naming(name, () =>
    db.transaction().execute(async (trx) => {
      await trx.insertInto('role').values({ id, name, permissions }).execute()
      await recordAudit(trx, actor, {
        action: 'role.created',
        target: { kind: 'role', id, name },
        after: { name, permissions },
      })
      return { id, name, permissions, builtIn: false }
    }),
  )
}

export async function changeRole(
  db: Db,
  actor: Actor,
  id: string,
  patch: z.output<typeof RolePatch>,
): Promise<Role> {
  for (const permission of patch.permissions ?? []) requirePermission(actor, permission)
  return naming(patch.name ?? '', () =>
    db.transaction().execute(async (trx) => {
      const before = await mustFindOwn(trx, id)
      const after = {
        ...before,
        name: patch.name ?? before.name,
        permissions: patch.permissions ?? before.permissions,
      }
      await trx
        .updateTable('role')
        .set({ name: after.name, permissions: after.permissions })
        .where('id', '=', id)
        .execute()
      await recordAudit(trx, actor, {
        action: 'role.changed',
        target: { kind: 'role', id, name: after.name },
        before,
        after,
      })
      return after
    }),
  )
}

export async function removeRole(db: Db, actor: Actor, id: string): Promise<void> {
  try {
    await db.transaction().execute(async (trx) => {
      const before = await mustFindOwn(trx, id)
      await trx.deleteFrom('role').where('id', '=', id).execute()
      await recordAudit(trx, actor, {
        action: 'role.deleted',
        target: { kind: 'role', id, name: before.name },
        before,
      })
    })
  } catch (error) {
    if (foreignKeyViolation(error)) throw new Problem('role.in-use', { id })
    throw error
  }
}

async function mustFindOwn(db: Db, id: string): Promise<Role> {
  const role = await findRole(db, id)
  if (!role) throw new Problem('role.not-found', { id })
  if (role.builtIn) throw new Problem('role.built-in', { role: role.name })
  return role
}

async function naming<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (uniqueViolation(error) !== undefined) throw new Problem('role.already-exists', { role: name })
    throw error
  }
}
