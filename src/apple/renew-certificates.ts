import { z } from 'zod'
import { lockDevice } from '../devices/device-store.ts'
import type { JobKind } from '../platform/jobs/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import type { Authorities } from './authority.ts'
import { lockEnrollment } from './enrollment-store.ts'
import { queueRenewal } from './queue-renewal.ts'
import { isWithinGrace, nextAttemptAt, renewBefore } from './renewal-rules.ts'
import { findRenewal, listEnding, type Ending, type Place } from './renewal-store.ts'

export const renewJob: JobKind<Record<string, never>> = {
  name: 'apple.renew-certificates',
  payload: z.strictObject({}),
}
export const everyNight = '23 2 * * *'

/** Devices that enrolled together are not all to come in one night; there are many nights before the end. */
const mostInANight = 10_000
const pageSize = 500

export type Renewing = { platform: Platform; authorities: () => Promise<Authorities>; signal: AbortSignal }

/** Asks the devices whose certificate ends soon to renew it, those first that have the least time. Gives how many. */
export async function renewCertificates({ platform, authorities, signal }: Renewing): Promise<number> {
  const { db, clock, log } = platform
  const settings = await readEnrollmentSettings(db)
  const before = renewBefore(clock(), settings.certificateRenewalDays)
  let asked = 0
  let after: Place | undefined
  for (;;) {
    const page = await listEnding(db, { before, after, limit: pageSize })
    for (const ending of page) {
      if (signal.aborted || asked >= mostInANight) return asked
      if (!isDue(ending, clock(), settings.certificateGraceDays)) continue
      asked += await askOne({ platform, authorities: await authorities() }, ending, settings.organizationName)
    }
    after = page.at(-1)
    if (page.length < pageSize) break
  }
  if (asked > 0) log.info({ asked }, 'devices were asked to renew their certificates')
  return asked
}

/** After the grace the device is not answered any more: it has to enroll again. */
const isDue = ({ notAfter, renewal }: Ending, now: Date, graceDays: number) =>
  isWithinGrace(new Date(notAfter), now, graceDays) && (!renewal || nextAttemptAt(renewal) <= now)

type Asking = { platform: Platform; authorities: Authorities }

/** The certificate was looked at before the locks: whatever happened meanwhile has the last word. */
function askOne({ platform, authorities }: Asking, ending: Ending, organization: string): Promise<0 | 1> {
  return platform.db.transaction().execute(async (trx) => {
    const now = platform.clock()
    const record = await lockDevice(trx, ending.deviceId, now)
    const enrollment = await lockEnrollment(trx, ending.enrollmentId)
    const isSame = enrollment?.state === 'active' && enrollment.certificateId === ending.certificateId
    if (!record || record.device.status === 'withdrawn' || !enrollment || !isSame) return 0
    const renewal = await findRenewal(trx, enrollment.id)
    if (renewal && nextAttemptAt(renewal) > now) return 0
    const { device } = record
    await queueRenewal(trx, { platform, authorities, organization, device, enrollment, now })
    return 1
  })
}
