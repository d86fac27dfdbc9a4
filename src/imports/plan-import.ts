import type { Import } from '../contract/import.ts'
import { mailServerConfigured } from '../mail/mail-setup.ts'
import type { Trx } from '../platform/db/database.ts'
import type { Platform } from '../platform/platform.ts'
import { setPlanned } from './import-store.ts'
import { refuseByMode, refuseNeedyRows, refuseUnknownNames } from './plan-checks.ts'
import { findChangedCodes } from './plan-codes.ts'
import { refuseTakenValues, warnOfSharedSerials } from './plan-claims.ts'
import { refuseConflictingUsers, refuseRepeatedDevices } from './plan-conflicts.ts'
import { planContext } from './plan-context.ts'
import { refuseSharedImeis } from './plan-imeis.ts'
import { refuseOtherLists } from './plan-lists.ts'
import { comparePlans, keepPlan } from './plan-difference.ts'
import { warnOfEnrolledDevices } from './plan-enrolled.ts'
import { matchRecords, refuseDoubtfulMatches } from './plan-match.ts'
import { countMails, countOutcomes, listWarnings, storePlan } from './plan-outcomes.ts'
import { makeWork, type PlanContext } from './plan-work.ts'
import { refuseByStatus, refuseHalfAssociations, warnOfDoubts } from './plan-status.ts'

type Planning = {
  /** Runs in the same transaction. */
  finish?: (trx: Trx) => Promise<void>
  /** Whether to tell what becomes different from the plan that is there. */
  compare?: boolean
}

/**
 * Works out what each row would do, with set-based statements over the staged rows, and stores it in place of an older plan.
 * Nothing else is changed. Hold the import's lock.
 */
export function planImport(
  platform: Platform,
  id: string,
  { finish, compare = false }: Planning = {},
): Promise<void> {
  const { secrets, clock } = platform
  return platform.db.transaction().execute(async (trx) => {
    const now = clock()
    const context = await planContext(trx, id, now)
    if (compare) await keepPlan(trx, id)
    await matchRecords(trx, context)
    await findChangedCodes(trx, secrets, id)
    await makeWork(trx, context)
    await check(trx, context)
    await storePlan(trx, context)
    const mails = await countMails(trx, context)
    const counts = { ...(await countOutcomes(trx, id)), mails: mails.changed }
    await setPlanned(trx, id, {
      mode: context.mode,
      counts,
      mails,
      clearsToConfirm: counts.clear >= context.clearsToConfirm ? counts.clear : null,
      warnings: [
        ...context.fileWarnings,
        ...(await mailWarnings(platform, context, mails)),
        ...(await listWarnings(trx, id)),
      ],
      replanned: compare ? await comparePlans(trx, id, now) : null,
    })
    await finish?.(trx)
  })
}

/** In this order: a row that is rejected by one check takes no part in the later ones about who gets what. */
async function check(trx: Trx, context: PlanContext): Promise<void> {
  await refuseByMode(trx, context)
  await refuseNeedyRows(trx, context)
  await refuseDoubtfulMatches(trx, context)
  await refuseUnknownNames(trx, context)
  await refuseByStatus(trx, context)
  await refuseHalfAssociations(trx, context)
  await refuseOtherLists(trx, context)
  await refuseRepeatedDevices(trx, context)
  await refuseConflictingUsers(trx, context)
  await refuseTakenValues(trx, context)
  await refuseSharedImeis(trx, context)
  await warnOfSharedSerials(trx, context)
  await warnOfDoubts(trx, context)
  await warnOfEnrolledDevices(trx, context)
}

/** Mails that cannot leave wait; who applies should know. */
async function mailWarnings(
  platform: Platform,
  { nameOf }: PlanContext,
  { all }: Import['mails'],
): Promise<Import['warnings']> {
  if (all === 0 || (await mailServerConfigured(platform))) return []
  const message = `No mail server is set up: the check-in mails (${all} with an address) wait until one is`
  return [
    { column: nameOf('registrationEmail'), code: 'mail.no-server', severity: 'warning', line: null, message },
  ]
}
