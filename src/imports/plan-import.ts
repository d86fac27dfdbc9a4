import type { Import, RowProblem } from '../contract/import.ts'
import type { Db, Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { formatById } from './formats.ts'
import { findSource, setPlanned } from './import-store.ts'
import { refuseByMode, refuseUnknownNames } from './plan-checks.ts'
import { findChangedCodes } from './plan-codes.ts'
import { refuseTakenValues, warnOfSharedSerials } from './plan-claims.ts'
import { refuseConflictingUsers, refuseRepeatedDevices } from './plan-conflicts.ts'
import { decideMode, makeWork, type PlanContext } from './plan-work.ts'
import { countOutcomes, listWarnings, storePlan } from './plan-outcomes.ts'
import { refuseByStatus, refuseHalfAssociations, warnOfDoubts } from './plan-status.ts'

/**
 * Works out what each row would do, with set-based statements over the staged rows, and stores it in place of an older plan.
 * Nothing else is changed. `finish` runs in the same transaction. Hold the import's lock.
 */
export function planImport(
  { db, secrets, clock }: Platform,
  id: string,
  finish: (trx: Trx) => Promise<void> = async () => {},
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const context = await planContext(trx, id, clock())
    await findChangedCodes(trx, secrets, id)
    await makeWork(trx, context)
    await check(trx, context)
    await storePlan(trx, context)
    const counts = await countOutcomes(trx, id)
    const warnings = [...context.fileWarnings, ...(await listWarnings(trx, id))]
    await setPlanned(trx, id, { mode: context.mode, counts, warnings })
    await finish(trx)
  })
}

/** In this order: a row that is rejected by one check takes no part in the later ones about who gets what. */
async function check(trx: Trx, context: PlanContext): Promise<void> {
  await refuseByMode(trx, context)
  await refuseUnknownNames(trx, context)
  await refuseByStatus(trx, context)
  await refuseHalfAssociations(trx, context)
  await refuseRepeatedDevices(trx, context)
  await refuseConflictingUsers(trx, context)
  await refuseTakenValues(trx, context)
  await warnOfSharedSerials(trx, context)
  await warnOfDoubts(trx, context)
}

async function planContext(trx: Trx, id: string, now: Date): Promise<PlanContext> {
  const { mapping, format } = await findSource(trx, id)
  const { columns } = formatById(format ?? '')
  const used = new Map(mapping.flatMap(({ field, column }) => (field ? [[field, column]] : [])))
  const nameOf = (field: string) =>
    used.get(field) ?? columns.find((column) => column.field === field)?.name ?? field
  const settings = await readEnrollmentSettings(trx)
  return {
    id,
    now,
    columns,
    nameOf,
    has: (field) => used.has(field),
    mode: await decideMode(trx, id),
    defaultDays: settings.defaultExpirationDays,
    fileWarnings: await fileWarnings(trx, id),
  }
}

/** What was told of the file as a whole while it was read; a new plan keeps it. */
async function fileWarnings(db: Db, id: string): Promise<Import['warnings']> {
  const { warnings } = await db
    .selectFrom('import')
    .select('warnings')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return (warnings as (RowProblem & { line: number | null })[]).filter(({ code }) => ofFile.has(code))
}
const ofFile = new Set(['code.shared', 'mail.not-sent'])
