import { sql } from 'kysely'
import { touchList } from '../android/bulk/bulk-enrollment-store.ts'
import { lockOrRefuse, noteBulk } from '../android/bulk/change-bulk-enrollments.ts'
import type { TakeOffUnlisted, UnlistedDevices } from '../contract/bulk-list.ts'
import { leaveBulk, removeDevices } from '../devices/bulk-membership.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { refuseForgotten } from './forget-imports.ts'
import {
  countUnlisted,
  findUnlisted,
  holdUpload,
  listUnlisted,
  type AppliedUpload,
} from './unlisted-store.ts'

/**
 * I10, I11: makes the list of a bulk enrollment what the file says, by taking off what it does not name. Enrolled devices stay
 * enrolled, without a list. An undo of the import brings nothing of this back.
 * @throws {Problem} unless the import was applied to this list, as the last one
 */
export function takeOffUnlisted(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  actor: Actor,
  bulkId: string,
  { importId, devices: wish, preview }: TakeOffUnlisted,
): Promise<UnlistedDevices> {
  return db.transaction().execute(async (trx) => {
    const now = clock()
    const { bulk } = await lockOrRefuse(trx, bulkId, now)
    const upload = uploadFor(bulk, await holdUpload(trx, importId), importId)
    await findUnlisted(trx, { bulkId, importId })
    const counts = await countUnlisted(trx, { bulkId, importId })
    const deleted = wish === 'delete' ? counts.unlisted - counts.enrolled : 0
    const answer = {
      preview,
      ...counts,
      deleted,
      kept: counts.unlisted - deleted,
      examples: await listUnlisted(trx, now),
    }
    if (preview || counts.unlisted === 0) return answer
    const removed = wish === 'delete' ? await removeDevices(trx, actor, unlisted) : []
    const left = await leave(trx, actor, { bulkName: bulk.name, now })
    await touchList(trx, bulkId, now)
    const { fileName } = upload
    await noteBulk(trx, actor, bulk, {
      happening: 'list-changed',
      before: { devices: removed, left },
      after: { importId, fileName, devices: wish, deleted: removed.length, left: left.length },
    })
    return answer
  })
}

const unlisted = sql`select id from unlisted`

type Left = { id: string; identifier: string }

async function leave(trx: Trx, actor: Actor, { bulkName, now }: { bulkName: string; now: Date }) {
  const { rows } = await sql<Left>`
    select id, identifier from device where id in (${unlisted}) order by id for update`.execute(trx)
  await leaveBulk(trx, unlisted, now)
  await recordEvents(
    trx,
    rows.map(({ id }) => ({
      subject: { kind: 'device' as const, id },
      kind: 'device.left-list',
      actor: actor.name,
      summary: `${actor.name} took the device off the list of ${bulkName}.`,
      facts: { bulkEnrollment: bulkName },
    })),
  )
  if (rows.length > 0) await announce(trx, { topic: 'device', id: null })
  return rows
}

type Bulk = { id: string; name: string }

function uploadFor({ id, name }: Bulk, upload: AppliedUpload | undefined, importId: string): AppliedUpload {
  if (!upload) throw new Problem('import.not-found', { id: importId })
  const { state, target, fileName, isOverhauled } = upload
  if (target !== id)
    throw new Problem('bulk-enrollment.other-import', { detail: `${fileName} was not uploaded to ${name}` })
  if (state !== 'applied')
    throw new Problem('bulk-enrollment.import-not-applied', {
      detail: `The import of ${fileName} is ${state}`,
      state,
    })
  refuseForgotten(upload)
  if (isOverhauled)
    throw new Problem('bulk-enrollment.other-import', {
      detail: `Another file was applied to ${name} after ${fileName}`,
    })
  return upload
}
