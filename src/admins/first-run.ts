import { timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db/database.ts'
import { readSetting, storeSetting } from '../platform/db/settings.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { systemActor } from '../platform/audit/actor.ts'
import { Problem } from '../platform/problem.ts'
import { countTry, takeBackTry } from '../platform/secrets/attempts.ts'
import { hashPassword, hashToken, randomToken } from '../platform/secrets/password.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { findRoleByName, hasAdmins, insertAdmin } from './admin-store.ts'

const settingKey = 'firstRun'

/** A new one-time token for the terminal while there is no admin; undefined afterwards. The database keeps its hash. */
export async function openFirstRun(db: Db): Promise<string | undefined> {
  if (await hasAdmins(db)) return undefined
  const token = randomToken().slice(0, 24)
  await storeSetting(db, settingKey, { hash: hashToken(token).toString('hex') })
  return token
}

export type FirstAdmin = {
  token: string
  username: string
  displayName: string
  password: string
  address: string
}

/** Makes the first administrator. Of two who hold the token at once, one wins. */
export async function finishFirstRun(
  db: Db,
  { token, username, displayName, password, address }: FirstAdmin,
): Promise<void> {
  const subjects = [`first-run:address:${address}`]
  if (await hasAdmins(db)) throw new Problem('first-run.closed')
  await countTry(db, subjects)
  if (!(await isFirstRunToken(db, token))) throw new Problem('first-run.wrong-token')
  await takeBackTry(db, subjects)
  const passwordHash = await hashPassword(password)
  await db.transaction().execute(async (trx) => {
    await sql`lock table admin in exclusive mode`.execute(trx)
    if (await hasAdmins(trx)) throw new Problem('first-run.closed')
    await createAdministrator(trx, { username, displayName, passwordHash })
    await trx.deleteFrom('setting').where('key', '=', settingKey).execute()
  })
}

async function isFirstRunToken(db: Db, token: string): Promise<boolean> {
  const { hash = '' } = ((await readSetting(db, settingKey)) ?? {}) as { hash?: string }
  const wanted = Buffer.from(hash, 'hex')
  const given = hashToken(token.trim())
  return wanted.length === given.length && timingSafeEqual(wanted, given)
}

type Administrator = { username: string; displayName: string; passwordHash: string; role?: string }

/** Also for the command line, which works on the database of the environment and needs no first-run token. */
export async function createAdministrator(
  trx: Trx,
  { username, displayName, passwordHash, role = 'Administrator' }: Administrator,
): Promise<string> {
  const found = await findRoleByName(trx, role)
  if (!found) throw new Problem('role.not-found', { role })
  const id = uuidv7()
  await insertAdmin(trx, { id, username, displayName, passwordHash, roleId: found.id })
  await recordAudit(trx, systemActor, {
    action: 'admin.created',
    target: { kind: 'admin', id, name: username },
    after: { username, displayName, role },
  })
  return id
}
