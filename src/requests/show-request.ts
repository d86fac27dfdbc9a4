import type { HandoverSheet } from '../contract/enrollment-request.ts'
import { checkInDevices } from '../devices/check-in-device.ts'
import { keyOf, wayOf } from '../mail/check-in-message.ts'
import type { Actor } from '../platform/audit/actor.ts'
import { recordAudit } from '../platform/audit/audit.ts'
import { Problem } from '../platform/problem.ts'
import { readEnrollmentSettings } from '../settings/settings-store.ts'
import { notFound } from './change-request.ts'
import { qrSvg } from '../platform/qr.ts'
import { linkStateOf } from './request.ts'
import { findRequest, findSealedToken } from './request-store.ts'
import { linkOf, tokenPlace } from './request-token.ts'
import type { Requesting } from './send-requests.ts'

/** The link of a request that is still good; who has seen it is in the audit log. */
export async function showLink(platform: Requesting, actor: Actor, id: string): Promise<string> {
  const { db, clock, secrets, publicUrl } = platform
  const now = clock()
  const request = await findRequest(db, id, now)
  const sealed = request && (await findSealedToken(db, id))
  if (!request || !sealed) throw notFound(id)
  const state = linkStateOf(request, now)
  if (state === 'used') throw new Problem('enrollment-request.used', { id })
  if (state !== 'open') throw new Problem('enrollment-request.ended', { id, reason: state })
  await db.transaction().execute((trx) =>
    recordAudit(trx, actor, {
      action: 'enrollment-request.link-shown',
      target: { kind: 'enrollment-request', id, name: request.device?.identifier ?? request.userName },
    }),
  )
  return linkOf(publicUrl(), secrets.openText(tokenPlace(id), sealed))
}

/** Everything that stands on the sheet that is handed over with a device. */
export async function showHandoverSheet(
  platform: Requesting,
  actor: Actor,
  id: string,
): Promise<HandoverSheet> {
  const { db, clock } = platform
  const link = await showLink(platform, actor, id)
  const request = await findRequest(db, id, clock())
  if (!request) throw notFound(id)
  const settings = await readEnrollmentSettings(db)
  const device = request.device && (await checkInDevices(platform).find(db, request.device.id))
  const hasCode = device && wayOf(device) === 'keycode'
  return {
    request,
    organization: settings.organizationName,
    link,
    qrSvg: await qrSvg(link),
    key: hasCode ? keyOf(device, settings) : null,
    code: hasCode ? device.code : null,
  }
}
