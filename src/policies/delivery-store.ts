import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Delivered } from './delivery.ts'
import type { PolicyFacts } from './policy.ts'

const columns = [
  'policy_id as policyId',
  'name',
  'kind',
  'identifier',
  'state',
  'version',
  'installed_version as installedVersion',
  'error',
  'at',
] as const

export async function listDelivered(db: Db, deviceId: string): Promise<Delivered[]> {
  const rows = await db
    .selectFrom('device_policy')
    .select(columns)
    .where('device_id', '=', deviceId)
    .execute()
  return rows as Delivered[]
}

type Sending = { deviceId: string; policy: PolicyFacts; commandId: string; now: Date }

/** A policy is on its way; the answer to the command decides. */
export async function setSent(trx: Trx, { deviceId, policy, commandId, now }: Sending): Promise<void> {
  const { id, name, kind, identifier, version } = policy
  const facts = {
    name,
    kind,
    identifier,
    version,
    state: 'sent',
    command_id: commandId,
    error: null,
    at: now,
  }
  await trx
    .insertInto('device_policy')
    .values({ device_id: deviceId, policy_id: id, ...facts })
    .onConflict((conflict) => conflict.columns(['device_id', 'policy_id']).doUpdateSet(facts))
    .execute()
}

/** It cannot be sent as it is. */
export async function setUnsendable(
  trx: Trx,
  { deviceId, policy, error, now }: Omit<Sending, 'commandId'> & { error: string },
): Promise<void> {
  const { id, name, kind, identifier, version } = policy
  const facts = { name, kind, identifier, version, state: 'failed', command_id: null, error, at: now }
  await trx
    .insertInto('device_policy')
    .values({ device_id: deviceId, policy_id: id, ...facts })
    .onConflict((conflict) => conflict.columns(['device_id', 'policy_id']).doUpdateSet(facts))
    .execute()
}

type Which = { deviceId: string; policyId: string }

export async function setRemoving(
  trx: Trx,
  { deviceId, policyId, commandId, now }: Which & { commandId: string; now: Date },
): Promise<void> {
  await trx
    .updateTable('device_policy')
    .set({ state: 'removing', command_id: commandId, error: null, at: now })
    .where('device_id', '=', deviceId)
    .where('policy_id', '=', policyId)
    .execute()
}

export async function forgetDelivered(trx: Trx, { deviceId, policyId }: Which): Promise<void> {
  await trx
    .deleteFrom('device_policy')
    .where('device_id', '=', deviceId)
    .where('policy_id', '=', policyId)
    .execute()
}

/** The device has been erased, or its management has ended: it has nothing any more. */
export async function forgetAllDelivered(trx: Trx, deviceId: string): Promise<void> {
  await trx.deleteFrom('device_policy').where('device_id', '=', deviceId).execute()
  await trx.deleteFrom('device_kit').where('device_id', '=', deviceId).execute()
}

export type AnsweredDelivery = Pick<Delivered, 'policyId' | 'name' | 'kind' | 'state' | 'version'>

/**
 * What the answer to a command means for the policy it was about; undefined when it was about none, or when another command has
 * taken its place. `error` null: done.
 */
export async function settleDelivery(
  trx: Trx,
  {
    deviceId,
    commandId,
    error,
    now,
  }: { deviceId: string; commandId: string; error: string | null; now: Date },
): Promise<AnsweredDelivery | undefined> {
  const { rows } = await sql<AnsweredDelivery>`
    update device_policy set command_id = null, error = ${error}, at = ${now},
      installed_version = case when ${error}::text is null then case state when 'sent' then version end else installed_version end,
      state = case
        when ${error}::text is null then case state when 'sent' then 'installed' else 'removed' end
        else case state when 'sent' then 'failed' else 'removing' end end
    where device_id = ${deviceId} and command_id = ${commandId}
    returning policy_id as "policyId", name, kind, state, version`.execute(trx)
  return rows[0]
}

/** Marks what failed to be sent anew, and tells for which devices. */
export async function resetFailed(
  trx: Trx,
  { deviceId, policyId }: { deviceId?: string | undefined; policyId?: string | undefined },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update device_policy set version = 0, error = null,
      state = case state when 'removing' then 'installed' else 'failed' end
    where (state = 'failed' or (state = 'removing' and error is not null))
      and ${deviceId ? sql`device_id = ${deviceId}` : sql`true`} and ${policyId ? sql`policy_id = ${policyId}` : sql`true`}
    returning device_id as id`.execute(trx)
  return rows.map(({ id }) => id)
}
