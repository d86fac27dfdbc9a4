import { sql } from 'kysely'
import type { Actor } from '../platform/audit/actor.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Account as AppleAccount } from '../protocol/dep/wire.ts'
import { updateAccount, type AccountRow } from './account-store.ts'

/**
 * The account goes to another MDM server: what was wanted of the old one's devices and profiles does not hold there. The next sync
 * lists the new server's devices, and those that it does not have are shown as gone. Profiles stay here: a revision defines them
 * at the new server.
 */
export async function leaveServer(
  trx: Trx,
  actor: Actor,
  { id, server_name, server_uuid }: AccountRow,
  facts: AppleAccount,
): Promise<void> {
  await updateAccount(trx, id, {
    default_profile_id: null,
    sync_phase: 'fetch',
    sync_cursor: null,
    fetch_started_at: null,
    listed_at: null,
  })
  await sql`delete from dep_fetch_page where account_id = ${id}`.execute(trx)
  await sql`delete from dep_profile_missing where account_id = ${id}`.execute(trx)
  await sql`update dep_assignment_rule set profile_id = null where account_id = ${id}`.execute(trx)
  await sql`
    update dep_revision set state = 'superseded', ended_at = now()
    where account_id = ${id} and state in ('running', 'incomplete')`.execute(trx)
  await sql`
    delete from dep_assignment x using dep_device d
    where d.id = x.dep_device_id and d.account_id = ${id} and x.state = 'waiting'`.execute(trx)
  await sql`
    update dep_difference set state = 'resolved', closed_at = now()
    where account_id = ${id} and closed_at is null`.execute(trx)
  const [from, to] = [server_name ?? server_uuid, facts.server_name ?? facts.server_uuid]
  await recordEvents(trx, [
    {
      subject: { kind: 'dep-account', id },
      kind: 'dep-account.moved',
      actor: actor.name,
      summary: `The account was moved from the MDM server “${from}” to “${to}”. Its profiles do not exist there until they are revised; until then new devices get none.`,
      facts: { from: server_uuid, to: facts.server_uuid ?? null },
    },
  ])
}
