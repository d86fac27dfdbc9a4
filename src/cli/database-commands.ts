import { findRoleByName } from '../admins/admin-store.ts'
import { insertApiToken } from '../admins/api-token-store.ts'
import { storeBuiltInRoles } from '../admins/built-in-roles.ts'
import { createAdministrator } from '../admins/first-run.ts'
import { loadConfig } from '../config.ts'
import { Password, Username } from '../contract/admin.ts'
import { borrowInstallation } from '../installation.ts'
import { systemActor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { openDatabase, uniqueViolation, type Database } from '../platform/db/database.ts'
import { migrate } from '../platform/db/migrate.ts'
import { hashPassword } from '../platform/secrets/password.ts'
import { CommandError, type Output } from './output.ts'

const migrations = new URL('../../migrations', import.meta.url).pathname

/** Commands on the database of the environment; the embedded one is shared with a running server through its socket. */
async function withDatabase<T>(env: NodeJS.ProcessEnv, work: (database: Database) => Promise<T>): Promise<T> {
  const installation = await borrowInstallation(loadConfig(env))
  try {
    const database = openDatabase(installation.connection, 2)
    try {
      await migrate(database.pool, migrations)
      await storeBuiltInRoles(database.db)
      return await work(database)
    } finally {
      await database.close()
    }
  } finally {
    await installation.close()
  }
}

export async function migrateCommand(env: NodeJS.ProcessEnv, output: Output): Promise<void> {
  const installation = await borrowInstallation(loadConfig(env))
  const { pool, close } = openDatabase(installation.connection, 2)
  try {
    const applied = await migrate(pool, migrations)
    output.result({ applied }, () =>
      applied.length > 0 ? `Applied ${applied.join(', ')}` : 'The database is up to date',
    )
  } finally {
    await close()
    await installation.close()
  }
}

export type CreateAdmin = { username: string; displayName?: string; role: string; password: string }

export async function createAdminCommand(
  env: NodeJS.ProcessEnv,
  output: Output,
  options: CreateAdmin,
): Promise<void> {
  const username = Username.safeParse(options.username)
  if (!username.success) throw new CommandError(`The user name ${username.error.issues[0]!.message}`)
  const password = Password.safeParse(options.password)
  if (!password.success) throw new CommandError(`The password ${password.error.issues[0]!.message}`)
  const passwordHash = await hashPassword(password.data)
  const { role, displayName = username.data } = options
  await withDatabase(env, async ({ db }) => {
    try {
      const account = { username: username.data, displayName, passwordHash, role }
      const id = await db.transaction().execute((trx) => createAdministrator(trx, account))
      output.result(
        { id, username: username.data, role },
        () => `Admin ${username.data} (${role}) can sign in`,
      )
    } catch (error) {
      if (uniqueViolation(error) !== undefined)
        throw new CommandError(`An admin named ${username.data} exists already`)
      throw error
    }
  })
}

export async function createApiTokenCommand(
  env: NodeJS.ProcessEnv,
  output: Output,
  options: { name: string; role: string },
): Promise<void> {
  await withDatabase(env, async ({ db }) => {
    const role = await findRoleByName(db, options.role)
    if (!role) throw new CommandError(`There is no role named ${options.role}`)
    const made = await db.transaction().execute(async (trx) => {
      const token = await insertApiToken(trx, {
        name: options.name,
        roleId: role.id,
        createdBy: 'command line',
        expiresAt: null,
      })
      const target = { kind: 'api-token', id: token.id, name: options.name }
      await recordAudit(trx, systemActor, {
        action: 'api-token.created',
        target,
        after: { name: options.name, role: role.name },
      })
      return token
    })
    output.result({ ...made, name: options.name, role: role.name }, () => made.token)
  })
}
