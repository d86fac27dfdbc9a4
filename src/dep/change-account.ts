import { sql, type Insertable } from 'kysely'
import type { z } from 'zod'
import type { DepAccount, DepAccountPatch } from '../contract/dep.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { holdReferences } from '../devices/device-references.ts'
import { uniqueViolation, type Trx } from '../platform/db/database.ts'
import type { Tables } from '../platform/db/tables.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { uuidv7 } from '../platform/uuid.ts'
import { makeAccountKey, sealKey } from './account-key.ts'
import { accountSettings, findAccount, lockAccount, updateAccount } from './account-store.ts'
import { findRunningSync } from './sync-store.ts'

export const accountTarget = ({ id, name }: { id: string; name: string }) => ({
  kind: 'dep-account',
  id,
  name,
})

/** A new account has a key pair and waits for its token. */
export async function createAccount(platform: Platform, actor: Actor, name: string): Promise<DepAccount> {
  const { db, secrets, clock } = platform
  const id = uuidv7()
  const { certificatePem, key } = await makeAccountKey(clock())
  const sealed = sealKey(secrets, 'private_key_sealed', id, key)
  return db.transaction().execute(async (trx) => {
    await insertAccount(trx, { id, name, certificate_pem: certificatePem, private_key_sealed: sealed })
    await announce(trx, { topic: 'dep-account', id })
    const account = await getAccount(trx, id, clock())
    await recordAudit(trx, actor, {
      action: 'dep-account.created',
      target: accountTarget(account),
      after: accountSettings(account),
    })
    return account
  })
}

export async function insertAccount(trx: Trx, row: Insertable<Tables['dep_account']>): Promise<void> {
  await trx.insertInto('dep_account').values(row).execute().catch(refuseTakenName(row.name))
}

const refuseTakenName = (name: string) => (error: unknown) => {
  if (uniqueViolation(error)) throw new Problem('dep-account.already-exists', { name })
  throw error
}

export async function getAccount(trx: Trx, id: string, now: Date): Promise<DepAccount> {
  const account = await findAccount(trx, id, now)
  if (!account) throw new Problem('dep-account.not-found', { id })
  return account
}

/** `check` sees the account as it is under the lock. */
export async function changeAccount(
  { db, clock }: Platform,
  actor: Actor,
  id: string,
  { patch, check }: { patch: z.output<typeof DepAccountPatch>; check: (account: DepAccount) => void },
): Promise<DepAccount> {
  return db.transaction().execute(async (trx) => {
    await lockAccount(trx, id)
    const before = await getAccount(trx, id, clock())
    check(before)
    if (patch.defaultProfileId) await checkProfile(trx, id, patch.defaultProfileId)
    await updateAccount(trx, id, columnsOf(patch)).catch(refuseTakenName(patch.name ?? before.name))
    if (patch.defaults) await storeDefaults(trx, id, { ...before.defaults, ...patch.defaults })
    const after = await getAccount(trx, id, clock())
    await announce(trx, { topic: 'dep-account', id })
    await recordAudit(trx, actor, {
      action: 'dep-account.changed',
      target: accountTarget(after),
      before: accountSettings(before),
      after: accountSettings(after),
    })
    return after
  })
}

const columnsOf = (patch: z.output<typeof DepAccountPatch>) => ({
  ...(patch.name === undefined ? {} : { name: patch.name }),
  ...(patch.addAsPreEnrolled === undefined ? {} : { add_as_pre_enrolled: patch.addAsPreEnrolled }),
  ...(patch.defaultProfileId === undefined ? {} : { default_profile_id: patch.defaultProfileId }),
  ...(patch.syncIntervalHours === undefined ? {} : { sync_interval_hours: patch.syncIntervalHours }),
})

type Defaults = {
  groups?: string[] | undefined
  template?: string | null | undefined
  authentication?: DepAccount['defaults']['authentication'] | undefined
}

/** Names that do not exist are refused by name. */
async function storeDefaults(trx: Trx, id: string, defaults: Defaults): Promise<void> {
  const { groups = [], template = null, authentication = 'none' } = defaults
  const { groupIds, templateId } = await holdReferences(trx, { userName: null, template, groups, tags: [] })
  await updateAccount(trx, id, {
    default_template_id: templateId,
    default_authentication: authentication,
  })
  await trx.deleteFrom('dep_account_group').where('account_id', '=', id).execute()
  await sql`insert into dep_account_group (account_id, group_id) select ${id}, unnest(${groupIds}::uuid[])`.execute(
    trx,
  )
}

async function checkProfile(trx: Trx, accountId: string, profileId: string): Promise<void> {
  const profile = trx.selectFrom('dep_profile').select('id').where('id', '=', profileId)
  if (!(await profile.where('account_id', '=', accountId).executeTakeFirst()))
    throw new Problem('dep-profile.not-found', {
      id: profileId,
      detail: 'The account has no such profile; a profile belongs to one account.',
    })
}

/** What Apple holds stays there; only the record here goes. */
export async function removeAccount({ db, clock }: Platform, actor: Actor, id: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockAccount(trx, id)
    const account = await getAccount(trx, id, clock())
    if (account.deviceCount > 0) throw new Problem('dep-account.in-use', { devices: account.deviceCount })
    if (await findRunningSync(trx, id)) throw new Problem('dep-sync.running')
    await trx.deleteFrom('dep_device').where('account_id', '=', id).execute()
    await trx.updateTable('dep_account').set({ default_profile_id: null }).where('id', '=', id).execute()
    await sql`delete from dep_profile where account_id = ${id}`.execute(trx)
    await trx.deleteFrom('dep_account').where('id', '=', id).execute()
    await announce(trx, { topic: 'dep-account', id })
    await recordAudit(trx, actor, {
      action: 'dep-account.deleted',
      target: accountTarget(account),
      before: accountSettings(account),
    })
  })
}

/** A second pair beside the one in use: the token that Apple makes for it promotes it, until then nothing changes. */
export async function renewCertificate(platform: Platform, actor: Actor, id: string): Promise<DepAccount> {
  const { db, secrets, clock } = platform
  const { certificatePem, key } = await makeAccountKey(clock())
  return db.transaction().execute(async (trx) => {
    await lockAccount(trx, id)
    await updateAccount(trx, id, {
      staged_certificate_pem: certificatePem,
      staged_private_key_sealed: sealKey(secrets, 'staged_private_key_sealed', id, key),
      staged_at: clock(),
    })
    await announce(trx, { topic: 'dep-account', id })
    const account = await getAccount(trx, id, clock())
    await recordAudit(trx, actor, {
      action: 'dep-account.certificate-renewed',
      target: accountTarget(account),
    })
    return account
  })
}
