import { addBulk, openBulkToken } from '../android/bulk/change-bulk-enrollments.ts'
import { removeBulk } from '../android/bulk/remove-bulk-enrollment.ts'
import { findBulk, type BulkRecord } from '../android/bulk/bulk-enrollment-store.ts'
import type { NewBulkEnrollment } from '../contract/bulk-enrollment.ts'
import { ImportOptions, type Import } from '../contract/import.ts'
import type { IvantiUpload } from '../contract/ivanti.ts'
import { applyImport } from '../imports/apply-import.ts'
import { createImport, type Upload } from '../imports/create-import.ts'
import { listRejects } from '../imports/list-rejects.ts'
import type { Actor } from '../platform/audit/actor.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'

type File = Pick<Upload, 'fileName' | 'open'>

/**
 * I46, I8: makes a bulk enrollment of a file in one step: good rows are taken, the others reported. A file that cannot be read, or
 * that has no good row, leaves no bulk enrollment behind.
 */
export async function uploadProfile(
  platform: Platform,
  actor: Actor,
  wish: NewBulkEnrollment,
  file: File,
): Promise<IvantiUpload['result']> {
  const { db, clock } = platform
  const { bulk } = await addBulk(platform, actor, wish)
  try {
    const made = await importList(platform, actor, bulk.id, file)
    const record = (await findBulk(db, bulk.id, clock()))!
    return answer(platform, record, await errorMessage(platform, made))
  } catch (error) {
    await removeBulk(platform, actor, bulk.id, { devices: 'keep', expect: () => {} })
    throw error
  }
}

async function importList(platform: Platform, actor: Actor, target: string, file: File): Promise<Import> {
  const options = ImportOptions.parse({ target })
  const planned = await createImport(platform, actor, { ...file, format: 'android-bulk', options })
  const { rows, reject } = planned.counts
  if (reject === rows)
    throw new Problem('bulk-enrollment.no-good-rows', {
      detail: (await errorMessage(platform, planned)) ?? 'The file has no rows',
      importId: planned.id,
    })
  return applyImport(platform, actor, planned.id, {
    onReject: 'skip',
    mail: 'changed',
    mailExcept: [],
    confirmClears: planned.clearsToConfirm ?? undefined,
  })
}

const named = 10

/** The first rejected rows, and where all of them are. */
async function errorMessage({ db }: Platform, { id, counts }: Import): Promise<string | null> {
  const { rows, reject } = counts
  if (reject === 0) return null
  const first = (await listRejects(db, id, named)).map(({ line, message }) => `line ${line}: ${message}`)
  const more = reject > first.length ? [`and ${reject - first.length} more`] : []
  return `${reject} of ${rows} rows were rejected. ${[...first, ...more].join('; ')}. All of them: /api/v1/imports/${id}/rejects.csv`
}

function answer(
  { secrets, publicUrl }: Platform,
  record: BulkRecord,
  problem: string | null,
): IvantiUpload['result'] {
  const { id, tokenExpiresAt, deviceCount } = record.bulk
  return {
    csvId: id,
    tenantId: null,
    enrollmentToken: openBulkToken(secrets, record),
    tokenExpiry: tokenExpiresAt === null ? null : Date.parse(tokenExpiresAt),
    // The call names no user.
    userName: null,
    userEmailAddress: null,
    userId: null,
    serverUrl: publicUrl(),
    errorMessage: problem,
    deviceCount,
    provisioningConfig: null,
  }
}
