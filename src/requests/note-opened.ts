import type { EnrollmentRequest } from '../contract/enrollment-request.ts'
import { holdDevice } from '../devices/device-store.ts'
import type { Platform } from '../platform/platform.ts'
import { noteRequest } from './request-notes.ts'
import { lockRequest, setRequest } from './request-store.ts'

/** A person did something on the page of a link, for the first time. */
export async function noteOpened(
  { db, clock }: Platform,
  { id, device, openedAt }: EnrollmentRequest,
  address: string,
): Promise<void> {
  if (openedAt !== null) return
  await db.transaction().execute(async (trx) => {
    const now = clock()
    // The device first, as everybody does.
    if (device) await holdDevice(trx, device.id)
    const locked = await lockRequest(trx, id, now)
    if (!locked || locked.request.openedAt !== null) return
    await setRequest(trx, id, { opened_at: now })
    const { request } = locked
    await noteRequest(trx, request, {
      kind: 'enrollment-request.opened',
      actor: request.userName ?? request.device?.identifier ?? 'link',
      summary: 'The enrollment link was opened.',
      facts: { address },
    })
  })
}
