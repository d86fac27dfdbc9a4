import type { AndroidCodeSettings, AndroidCodeSettingsPut } from '../../contract/device-code.ts'
import type { Actor } from '../../platform/audit/actor.ts'
import { recordAudit } from '../../platform/audit/audit.ts'
import { lockSetting } from '../../platform/db/settings.ts'
import { bulkNotFound } from '../bulk/change-bulk-enrollments.ts'
import { findUnlistedCode, type CodeMeans } from './device-code.ts'
import { findUnlistedBulk, storeUnlistedBulk, unlistedKey } from './unlisted-bulk.ts'

export async function readCodeSettings(means: CodeMeans): Promise<AndroidCodeSettings> {
  const bulkEnrollment = (await findUnlistedBulk(means.db)) ?? null
  if (!bulkEnrollment) return { bulkEnrollment, fault: null }
  const code = await findUnlistedCode(means)
  return { bulkEnrollment, fault: 'fault' in code ? code.message : null }
}

type Change = {
  put: AndroidCodeSettingsPut
  /** Sees the settings as they stand and may refuse (If-Match). */
  expect: (current: AndroidCodeSettings) => void
}

export async function changeCodeSettings(
  means: CodeMeans,
  actor: Actor,
  { put: { bulkEnrollmentId }, expect }: Change,
): Promise<AndroidCodeSettings> {
  await means.db.transaction().execute(async (trx) => {
    await lockSetting(trx, unlistedKey)
    const before = await readCodeSettings({ ...means, db: trx })
    expect(before)
    await storeUnlistedBulk(trx, bulkEnrollmentId)
    const after = (await findUnlistedBulk(trx)) ?? null
    if (bulkEnrollmentId !== null && after === null) throw bulkNotFound(bulkEnrollmentId)
    await recordAudit(trx, actor, {
      action: 'setting.changed',
      target: { kind: 'setting', id: unlistedKey, name: 'QR codes of Android devices on no list' },
      before: { bulkEnrollment: before.bulkEnrollment },
      after: { bulkEnrollment: after },
    })
  })
  return readCodeSettings(means)
}
