import { sql } from 'kysely'
import type { DepRevision } from '../../contract/dep-profile.ts'
import { systemActor } from '../../platform/audit/actor.ts'
import { recordAudit } from '../../platform/audit/audit.ts'
import { recordEvents, type ProductEvent } from '../../platform/audit/timeline.ts'
import type { Db, Trx } from '../../platform/db/database.ts'
import { announce } from '../../platform/events/live.ts'
import type { Platform } from '../../platform/platform.ts'
import { getRevision, itsDevices, keepNumbers } from './revision-store.ts'

/** Under way, or with devices that somebody may still bring to an end. */
export async function listOpenRevisions(db: Db, accountId?: string): Promise<string[]> {
  let query = db.selectFrom('dep_revision').select('id').where('state', 'in', ['running', 'incomplete'])
  if (accountId) query = query.where('account_id', '=', accountId)
  return (await query.orderBy('id').execute()).map(({ id }) => id)
}

const pauseMs = 1000

/** Stores what is known by now of the revisions of accounts, while Apple is asked for many devices: now and then, and at the end. */
export function settleWhileAsking(platform: Platform) {
  const accounts = new Set<string>()
  let settledAt = 0
  const settleAll = async () => {
    for (const accountId of accounts)
      for (const id of await listOpenRevisions(platform.db, accountId))
        await settleRevision(platform, id, { isNews: true })
    accounts.clear()
    settledAt = performance.now()
  }
  return {
    async asked(accountId: string) {
      accounts.add(accountId)
      if (performance.now() - settledAt > pauseMs) await settleAll()
    },
    settleAll,
  }
}

/** Confirms what Apple's own records show, and ends the revision when nothing is left to wait for. */
export async function settleRevision(
  { db, clock }: Platform,
  id: string,
  { isNews = false }: { isNews?: boolean } = {},
): Promise<void> {
  const now = clock()
  await db.transaction().execute(async (trx) => {
    const locked = trx.selectFrom('dep_revision').select('state').where('id', '=', id)
    const before = await locked.forNoKeyUpdate().executeTakeFirst()
    if (!before || before.state === 'superseded') return
    const confirmed = await confirmShown(trx, id, now)
    const isRunning = await isOpen(trx, id)
    // Counting is the costly part, and nobody asks every minute for what stays as it is.
    if (confirmed === 0n && !isNews && isRunning === (before.state === 'running')) return
    const revision = await getRevision(trx, id)
    const state = isRunning ? 'running' : revision.failed > 0 ? 'incomplete' : 'done'
    if (state !== before.state) await storeState(trx, revision, state, now)
    else await announceRevision(trx, revision)
  })
}

/** Apple's own time of the assignment is there only when its record was read: by the sync, or after the answer. */
async function confirmShown(trx: Trx, id: string, now: Date): Promise<bigint> {
  const { numAffectedRows = 0n } = await sql`
    update dep_revision_device rd set confirmed_at = ${now}, look_at = null
    from dep_revision r, dep_profile p, dep_device d
    where rd.revision_id = ${id} and rd.confirmed_at is null and r.id = rd.revision_id and p.id = r.profile_id
      and d.id = rd.dep_device_id and d.gone_since is null and d.profile_uuid = p.uuid
      and d.profile_status in ('assigned', 'pushed') and d.profile_assigned_at is not null`.execute(trx)
  return numAffectedRows
}

/** Some device waits, is throttled, or was refused and is asked for again. */
async function isOpen(trx: Trx, id: string): Promise<boolean> {
  const { rows } = await sql<{ is_open: boolean }>`
    select exists (
      select from dep_revision r cross join ${itsDevices}
      where r.id = ${id} and rd.revision_id = r.id and rd.confirmed_at is null and d.gone_since is null
        and x.profile_id = r.profile_id and x.state <> 'failed') as is_open`.execute(trx)
  return rows[0]?.is_open ?? false
}

async function storeState(
  trx: Trx,
  revision: DepRevision,
  state: DepRevision['state'],
  now: Date,
): Promise<void> {
  const endedAt = state === 'running' ? null : now
  await trx
    .updateTable('dep_revision')
    .set({ state, ended_at: endedAt })
    .where('id', '=', revision.id)
    .execute()
  if (state === 'done') await keepNumbers(trx, [revision.id])
  const ended = { ...revision, state }
  await announceRevision(trx, ended)
  await announce(trx, { topic: 'dep-profile', id: revision.profileId })
  if (state === 'running') return
  await recordEvents(trx, [endEvent(ended)])
  const { total, confirmed, failed, left } = revision
  await recordAudit(trx, systemActor, {
    action: `dep-revision.${state}`,
    target: { kind: 'dep-revision', id: revision.id, name: revision.profileName },
    after: { uuid: revision.uuid, version: revision.version, total, confirmed, failed, left },
  })
}

async function announceRevision(trx: Trx, revision: DepRevision): Promise<void> {
  const { id, state, total, confirmed, waiting, failed, throttled, left } = revision
  const progress = { state, total, confirmed, waiting, failed, throttled, left }
  await announce(trx, { topic: 'dep-revision', id, progress })
}

function endEvent({ accountId, id, state, ...revision }: DepRevision): ProductEvent {
  const { profileName, version, uuid, total, confirmed, failed, left } = revision
  const others = left > 0 ? ` ${left} have left or are to have another profile.` : ''
  const refused = state === 'incomplete' ? ` Apple refused ${failed} for good.` : ''
  return {
    subject: { kind: 'dep-account', id: accountId },
    kind: `dep-revision.${state}`,
    actor: systemActor.name,
    summary: `Apple's records show version ${version} of profile “${profileName}” on ${confirmed} of ${total} devices.${refused}${others}`,
    facts: { revisionId: id, uuid, total, confirmed, failed, left },
  }
}
