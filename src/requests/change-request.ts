import { sql } from 'kysely'
import { endLinkProfiles } from '../apple/link-profile.ts'
import type { EnrollmentRequest } from '../contract/enrollment-request.ts'
import { findDeviceById, holdDevice } from '../devices/device-store.ts'
import { cancelRequestMails } from '../mail/queue-request-mails.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import type { Trx } from '../platform/db/database.ts'
import { announce } from '../platform/events/live.ts'
import { Problem } from '../platform/problem.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { noteRequest } from './request-notes.ts'
import { expiryOf, linkStateOf } from './request.ts'
import { endRequests, findRequest, lockRequest, setRequest } from './request-store.ts'
import { mailRequests, type Requesting } from './send-requests.ts'

/** The same link once more, good from now on as long as a new one would be. */
export function resendRequest(platform: Requesting, actor: Actor, id: string): Promise<EnrollmentRequest> {
  return changeRequest(platform, actor, id, async (trx, request, now) => {
    refuseEnded(request, now)
    const { channel, device } = request
    const current = device && (await findDeviceById(trx, device.id, now))
    const settings = await readEnrollmentSettings(trx)
    if (current?.device.status === 'withdrawn') throw new Problem('device.withdrawn', { id: device?.id })
    if (current?.device.status === 'expired' && settings.checkInExpiryEnforced)
      throw new Problem('device.expired', { id: device?.id })
    const expiry = expiryOf(current?.device.expiresAt ?? null, settings, now)
    await setRequest(trx, id, { expires_at: expiry, failure: null })
    if (channel !== 'qr') await mailRequests(trx, [id], { channel, requestedBy: actor.name })
    const to = request.recipient ? ` to ${request.recipient}` : ''
    return {
      action: 'enrollment-request.resent',
      summary: `${actor.name} sent the enrollment request${to} again.`,
    }
  })
}

/** The link is good for nothing from now on, and mails with it that wait stay here. */
export function revokeRequest(platform: Requesting, actor: Actor, id: string): Promise<EnrollmentRequest> {
  return changeRequest(platform, actor, id, async (trx, request, now) => {
    refuseEnded(request, now)
    await endRequests(trx, sql`r.id = ${id}`, { reason: 'revoked', now })
    if (request.device) await endLinkProfiles(trx, request.device.id)
    await cancelRequestMails(trx, [id], 'The enrollment request was revoked')
    return { action: 'enrollment-request.revoked', summary: `${actor.name} revoked the enrollment request.` }
  })
}

type Change = (
  trx: Trx,
  request: EnrollmentRequest,
  now: Date,
) => Promise<{ action: string; summary: string }>

async function changeRequest(
  { db, clock }: Requesting,
  actor: Actor,
  id: string,
  change: Change,
): Promise<EnrollmentRequest> {
  const found = await findRequest(db, id, clock())
  if (!found) throw notFound(id)
  await db.transaction().execute(async (trx) => {
    const now = clock()
    // The device first, as everybody does.
    if (found.device) await holdDevice(trx, found.device.id)
    const locked = await lockRequest(trx, id, now)
    if (!locked) throw notFound(id)
    const { action, summary } = await change(trx, locked.request, now)
    await noteRequest(trx, locked.request, { kind: action, actor: actor.name, summary })
    await announce(trx, { topic: 'request', id })
    const name = locked.request.device?.identifier ?? locked.request.userName
    await recordAudit(trx, actor, { action, target: { kind: 'enrollment-request', id, name } })
  })
  return (await findRequest(db, id, clock())) ?? found
}

/** One that is over may be sent again, since that opens it anew; one that was used, revoked or replaced may not. */
function refuseEnded(request: EnrollmentRequest, now: Date): void {
  const state = linkStateOf(request, now)
  if (state === 'used') throw new Problem('enrollment-request.used', { id: request.id })
  if (state === 'revoked' || state === 'replaced')
    throw new Problem('enrollment-request.ended', { id: request.id, reason: state })
}

export const notFound = (id: string): Problem => new Problem('enrollment-request.not-found', { id })
