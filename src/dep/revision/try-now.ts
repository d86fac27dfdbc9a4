import { sql } from 'kysely'
import type { DepRevision } from '../../contract/dep-profile.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import { recordAudit } from '../../platform/audit/audit.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { isLimited, isThrottled, lockedWishes } from '../assignment-store.ts'
import { assignJob } from '../due-assignments.ts'
import { followJob } from './follow-job.ts'
import { getRevision } from './revision-store.ts'

/**
 * Asks Apple at once for what waits or was refused. Devices that Apple asks to leave alone, or was asked for
 * often enough today, keep their time, and what Apple is being
 * asked for is not asked for twice.
 */
export async function tryNow({ db, clock, jobs }: Platform, actor: Actor, id: string): Promise<DepRevision> {
  const now = clock()
  return db.transaction().execute(async (trx) => {
    const { state, profileName } = await getRevision(trx, id)
    if (state === 'done' || state === 'superseded') throw new Problem('dep-revision.ended', { state })
    const followed = sql`select dep_device_id from dep_revision_device where revision_id = ${id} and confirmed_at is null`
    const { numAffectedRows: devices = 0n } = await sql`
      with locked as materialized (${lockedWishes(sql`x.dep_device_id in (${followed}) and x.state <> 'assigned'`)})
      update dep_assignment x set state = 'waiting', next_try_at = ${now},
        failures = case when x.state = 'failed' then 0 else x.failures end
      from locked l, dep_revision_device rd, dep_revision r, dep_device d
      where x.dep_device_id = l.dep_device_id and r.id = ${id} and rd.revision_id = r.id and rd.confirmed_at is null and d.id = rd.dep_device_id
        and d.gone_since is null and x.dep_device_id = d.id and x.profile_id = r.profile_id
        and x.state in ('waiting', 'failed') and (x.asking_since is null or x.next_try_at <= ${now} or x.state = 'failed')
        and not ${isThrottled('x', now)} and not ${isLimited('x', now)}`.execute(trx)
    await sql`
      update dep_revision_device set look_at = null where revision_id = ${id} and confirmed_at is null`.execute(
      trx,
    )
    await jobs.enqueue(trx, assignJob, {}, { key: 'due' })
    await jobs.enqueue(trx, followJob, {}, { key: 'follow' })
    await recordAudit(trx, actor, {
      action: 'dep-revision.tried-now',
      target: { kind: 'dep-revision', id, name: profileName },
      after: { devices: Number(devices) },
    })
    return getRevision(trx, id)
  })
}
