import type { z } from 'zod'
import type { Admin, AdminPatch, NewAdmin } from '../contract/admin.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { uniqueViolation, type Db, type Trx } from '../platform/db/database.ts'
import { Problem } from '../platform/problem.ts'
import { hashPassword } from '../platform/secrets/password.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { findAdmin, findRoleByName, insertAdmin, lockAdministrators } from './admin-store.ts'
import { endSessionsOf } from './session-store.ts'

export async function addAdmin(
  db: Db,
  actor: Actor,
  { username, displayName = username, role, password }: z.output<typeof NewAdmin>,
): Promise<Admin> {
  const passwordHash = await hashPassword(password)
  const id = uuidv7()
  try {
    return await db.transaction().execute(async (trx) => {
      await insertAdmin(trx, { id, username, displayName, passwordHash, roleId: await roleId(trx, role) })
      await recordAudit(trx, actor, {
        action: 'admin.created',
        target: { kind: 'admin', id, name: username },
        after: { username, displayName, role },
      })
      return mustFind(trx, id)
    })
  } catch (error) {
    if (uniqueViolation(error) !== undefined) throw new Problem('admin.already-exists', { username })
    throw error
  }
}

/** A new password or a lock ends the admin's sessions. */
export async function changeAdmin(
  db: Db,
  actor: Actor,
  id: string,
  patch: z.output<typeof AdminPatch>,
): Promise<Admin> {
  const passwordHash = patch.password ? await hashPassword(patch.password) : undefined
  return db.transaction().execute(async (trx) => {
    const before = await mustFind(trx, id)
    const losesRole = patch.disabled === true || (patch.role !== undefined && patch.role !== 'Administrator')
    if (losesRole) await keepOneAdministrator(trx, id)
    await trx
      .updateTable('admin')
      .set({
        ...(patch.displayName !== undefined ? { display_name: patch.displayName } : {}),
        ...(patch.role !== undefined ? { role_id: await roleId(trx, patch.role) } : {}),
        ...(patch.disabled !== undefined ? { disabled: patch.disabled } : {}),
        ...(passwordHash ? { password_hash: passwordHash } : {}),
        updated_at: new Date(),
      })
      .where('id', '=', id)
      .execute()
    if (passwordHash || patch.disabled) await endSessionsOf(trx, id)
    const after = await mustFind(trx, id)
    const changes = { before, after: { ...after, ...(passwordHash ? { password: 'changed' } : {}) } }
    await recordAudit(trx, actor, {
      action: 'admin.changed',
      target: { kind: 'admin', id, name: after.username },
      ...changes,
    })
    return after
  })
}

export async function removeAdmin(db: Db, actor: Actor, id: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const before = await mustFind(trx, id)
    await keepOneAdministrator(trx, id)
    await trx.deleteFrom('admin').where('id', '=', id).execute()
    await recordAudit(trx, actor, {
      action: 'admin.deleted',
      target: { kind: 'admin', id, name: before.username },
      before,
    })
  })
}

async function keepOneAdministrator(trx: Trx, id: string): Promise<void> {
  const administrators = await lockAdministrators(trx)
  if (administrators.includes(id) && administrators.length === 1)
    throw new Problem('admin.last-administrator')
}

async function mustFind(db: Db, id: string): Promise<Admin> {
  const admin = await findAdmin(db, id)
  if (!admin) throw new Problem('admin.not-found', { id })
  return admin
}

async function roleId(db: Db, name: string): Promise<string> {
  const role = await findRoleByName(db, name)
  if (!role) throw new Problem('role.not-found', { role: name })
  return role.id
}
