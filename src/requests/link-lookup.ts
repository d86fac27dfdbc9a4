import { sql } from 'kysely'
import type { Device } from '../contract/device.ts'
import type { EnrollmentRequest } from '../contract/enrollment-request.ts'
import { findDeviceById } from '../devices/device-store.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { countTry } from '../platform/secrets/attempts.ts'
import type { GoneKind } from './link-texts.ts'
import { linkStateOf } from './request.ts'
import { selectRequests } from './request-store.ts'
import { hashToken, isToken } from './request-token.ts'

/** A link that is good, with the device that it is for as it is now. */
export type OpenLink = { request: EnrollmentRequest; device: Device | null }

/** A class behind one address may type a printed link wrongly so often; then wrong ones cost time. */
const freeTries = 20

/** What a token opens, or why nothing. Only tokens that are not known are counted: a right one is never refused for others. */
export async function openLink(
  { db, clock }: Platform,
  token: string,
  address: string,
): Promise<OpenLink | { gone: GoneKind }> {
  const now = clock()
  const [request] = isToken(token)
    ? await selectRequests(db, sql`r.token_hash = ${hashToken(token)}`, { now, limit: 1 })
    : []
  if (!request) return { gone: (await isGuessing(db, address)) ? 'too-many' : 'unknown' }
  const state = linkStateOf(request, now)
  if (state !== 'open') return { gone: state }
  const record = request.device && (await findDeviceById(db, request.device.id, now))
  return { request, device: record?.device ?? null }
}

async function isGuessing(db: Platform['db'], address: string): Promise<boolean> {
  try {
    await countTry(db, [{ subject: `enrollment-link:address:${address}`, freeTries }])
    return false
  } catch (error) {
    if (error instanceof Problem && error.code === 'session.too-many-attempts') return true
    throw error
  }
}
