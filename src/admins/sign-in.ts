import { sql } from 'kysely'
import type { Db } from '../platform/db/database.ts'
import { systemActor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { Problem } from '../platform/problem.ts'
import { countTry, forgetFailures, takeBackTry } from '../platform/secrets/attempts.ts'
import { hashPassword, verifyPassword } from '../platform/secrets/password.ts'
import { findAccount } from './admin-store.ts'
import { startSession } from './session-store.ts'

export type SignInRequest = {
  username: string
  password: string
  address: string
  userAgent: string | undefined
}

/** Unknown names cost the same time as wrong passwords, and neither is told apart. */
const nobody = hashPassword('no account has this password')

/** Answers the session's secret. Wrong tries are counted by name and by address, with growing delays. */
export async function signIn(db: Db, request: SignInRequest): Promise<string> {
  const { username, password, address, userAgent } = request
  const byName = `sign-in:name:${username.toLowerCase()}`
  const byAddress = `sign-in:address:${address}`
  await countTry(db, [byName, byAddress])
  const account = await findAccount(db, username)
  const right = await verifyPassword(account?.passwordHash ?? (await nobody), password)
  if (!account || !right || account.disabled) {
    await auditRefusal(db, username, address)
    throw new Problem('session.wrong-credentials')
  }
  await forgetFailures(db, [byName])
  await takeBackTry(db, [byAddress])
  return db.transaction().execute(async (trx) => {
    const token = await startSession(trx, { adminId: account.id, address, userAgent })
    await trx
      .updateTable('admin')
      .set({ last_sign_in_at: sql<string>`now()` })
      .where('id', '=', account.id)
      .execute()
    const actor = {
      kind: 'admin' as const,
      id: account.id,
      name: account.username,
      permissions: new Set<never>(),
      address,
    }
    await recordAudit(trx, actor, {
      action: 'session.started',
      target: { kind: 'admin', id: account.id, name: account.username },
    })
    return token
  })
}

const auditRefusal = (db: Db, username: string, address: string) =>
  db.transaction().execute((trx) =>
    recordAudit(
      trx,
      { ...systemActor, address },
      {
        action: 'session.refused',
        target: { kind: 'admin', id: username.slice(0, 100), name: username.slice(0, 100) },
      },
    ),
  )
