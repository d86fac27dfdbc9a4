import { sql } from 'kysely'
import { touchList } from '../android/bulk/bulk-enrollment-store.ts'
import { noteBulk } from '../android/bulk/change-bulk-enrollments.ts'
import type { ApplyImport, Import, ImportOptions } from '../contract/import.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { recordEvents } from '../platform/audit/timeline.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { foreignKeyViolation, uniqueViolation, type Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { beginBulk, endBulk } from '../devices/device-bulk.ts'
import { hasSharedImeis } from '../devices/shared-imei.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { forgetCodes, sealCodes } from './apply-codes.ts'
import { applyDevices } from './apply-devices.ts'
import { recordImportEvents } from './apply-events.ts'
import { applyUsers } from './apply-users.ts'
import { isAttribute } from './fields.ts'
import { lockTarget, type Target } from './find-target.ts'
import { formatById } from './formats.ts'
import { refuseForgotten } from './forget-imports.ts'
import { withImportLock } from './import-lock.ts'
import { findImport, findSource, progressOf, setApplied, setState } from './import-store.ts'
import { markImported } from './mark-imported.ts'
import { countOtherAttributes } from './plan-enrolled.ts'
import { planImport } from './plan-import.ts'
import { queueMails } from './apply-mails.ts'
import { countOutdated } from './plan-truth.ts'
import { countParts } from './plan-outcomes.ts'

export const importNotFound = (id: string) => new Problem('import.not-found', { id })

/**
 * Does what the plan says, in one transaction of set-based statements: everything or nothing. A second call, also one that comes
 * while the first is at work, answers the same. A plan that is no longer true is made again and has to be looked at first.
 */
export function applyImport(
  platform: Platform,
  actor: Actor,
  id: string,
  options: ApplyImport,
): Promise<Import> {
  return withImportLock(platform.pool, id, async () => {
    const found = await findImport(platform.db, id)
    if (!found) throw importNotFound(id)
    if (found.state === 'applied') return found
    refuse(found, options)
    await setState(platform.db, id, 'applying')
    try {
      await apply(platform, actor, found, options)
    } catch (error) {
      await setState(platform.db, id, 'planned', isOutdated(error) ? null : stopped)
      if (!isOutdated(error)) throw error
      await planAgain(platform, id)
    } finally {
      await forgetCodes(platform.db, id)
    }
    return (await findImport(platform.db, id))!
  })
}

/** For those who follow the import, not the request. */
const stopped = 'Nothing was changed: the server met an error while it applied the import. Its log says more'

/** `applying` without a lock was left by a server that died: the transaction did not happen. */
function refuse(found: Import, { onReject, confirmClears }: ApplyImport): void {
  const { state, counts, clearsToConfirm } = found
  if (state !== 'planned' && state !== 'applying')
    throw new Problem('import.not-planned', { detail: `The import is ${state}`, state })
  refuseForgotten(found)
  if (onReject === 'abort' && counts.reject > 0)
    throw new Problem('import.has-rejects', {
      detail: `${counts.reject} of ${counts.rows} rows are rejected`,
      reject: counts.reject,
    })
  if (clearsToConfirm !== null && confirmClears !== clearsToConfirm)
    throw new Problem('import.clears-unconfirmed', {
      detail: `The import clears ${clearsToConfirm} values`,
      clear: clearsToConfirm,
    })
}

class OutdatedPlan extends Error {
  override readonly name = 'OutdatedPlan'
}

/** What somebody else did between the check and the write shows in the indexes and foreign keys. */
const isOutdated = (error: unknown): boolean =>
  error instanceof OutdatedPlan || uniqueViolation(error) !== undefined || foreignKeyViolation(error)

async function planAgain(platform: Platform, id: string): Promise<never> {
  await planImport(platform, id, { compare: true })
  const { counts, replanned } = (await findImport(platform.db, id))!
  throw new Problem('import.plan-outdated', { counts, replanned })
}

function apply(platform: Platform, actor: Actor, found: Import, options: ApplyImport): Promise<void> {
  const { db, pool, secrets, clock } = platform
  const { id, fileName, counts } = found
  const report = progressOf(db, id)
  return db.transaction().execute(async (trx) => {
    if ((await countOutdated(trx, id, !formatById(found.format ?? '').matrix)) > 0) throw new OutdatedPlan()
    const settings = await readEnrollmentSettings(trx)
    const target = await lockTarget(trx, await targetOf(trx, id))
    if (target && (await countOtherAttributes(trx, id, target)) > 0) throw new OutdatedPlan()
    const parts = await countParts(trx, id)
    const now = clock()
    await beginBulk(trx)
    const { minimumCodeLength } = settings
    // The one is work for this process, the other for the database.
    const [sealing, users] = await Promise.allSettled([
      sealCodes(pool, { id, secrets, minimumCodeLength }, (done) =>
        report({ phase: 'sealing', done, of: parts.devices }),
      ).then(() => report({ phase: 'users', done: 0, of: parts.users })),
      applyUsers(trx, { id, now }),
    ])
    if (sealing.status === 'rejected') throw sealing.reason
    if (users.status === 'rejected') throw users.reason
    expectWritten(users.value, parts.users)
    await report({ phase: 'devices', done: 0, of: parts.devices })
    const defaults = {
      defaultDays: settings.defaultExpirationDays,
      defaultAuthentication: settings.defaultAuthentication,
      target,
      attributes:
        found.mapping.some(({ field }) => field !== null && isAttribute(field)) ||
        Object.keys(target?.defaultAttributes ?? {}).length > 0,
    }
    const written = await applyDevices(trx, { id, now, ...defaults }, (done) =>
      report({ phase: 'devices', done, of: parts.devices }),
    )
    expectWritten(written, parts.devices)
    await report({ phase: 'history', done: 0, of: parts.devices + parts.users })
    await endBulk(trx)
    await markImported(trx, id)
    await recordImportEvents(trx, { id, fileName, actor: actor.name, nowMs: now.getTime() })
    await queueMails(trx, actor, id, options)
    const result = { created: counts.create, updated: counts.update, rejected: counts.reject }
    await setApplied(trx, id, { options, result, at: now })
    if (await hasSharedImeis(trx, devicesWithImeis(id))) throw new OutdatedPlan()
    if (target) await noteTarget(trx, actor, target, { id, fileName, now })
    await note(trx, actor, { id, fileName, counts })
  })
}

/** Those that the import gave an IMEI: what others share already is no fault of it. */
const devicesWithImeis = (id: string) => sql`
  select device_id from import_plan
  where import_id = ${id} and (device_outcome = 'create' or (device_outcome = 'update'
    and changes @? '$[*] ? (@.field == "imei" || @.field == "imei2")'))`

function expectWritten(written: number, planned: number): void {
  if (written !== planned) throw new OutdatedPlan()
}

async function targetOf(trx: Trx, id: string): Promise<string | undefined> {
  const { options } = await findSource(trx, id)
  return (options as ImportOptions).target
}

type Listing = Pick<Import, 'id' | 'fileName'> & { now: Date }

/** I33: the list of the bulk enrollment is another one now. */
async function noteTarget(trx: Trx, actor: Actor, target: Target, { id, fileName, now }: Listing) {
  await touchList(trx, target.id, now)
  await noteBulk(trx, actor, target, { happening: 'list-changed', after: { importId: id, fileName } })
}

async function note(
  trx: Trx,
  actor: Actor,
  { id, fileName, counts }: Pick<Import, 'id' | 'fileName' | 'counts'>,
) {
  const { create, update } = counts
  const summary = `${actor.name} applied the import of ${fileName}: ${create} created, ${update} updated.`
  await recordEvents(trx, [
    {
      subject: { kind: 'import', id },
      kind: 'import.applied',
      actor: actor.name,
      summary,
      facts: { counts },
    },
  ])
  await recordAudit(trx, actor, {
    action: 'import.applied',
    target: { kind: 'import', id, name: fileName },
    after: counts,
  })
}
